/// One-hot encoding: labels give a mask with one more axis, which is true at each label's class. No gradient flows.
struct OneHot: TensorOperation {
    typealias Scalar = Bool
    let classes: Int
    /// The axis of the result that the classes lie along; a negative one counts from its end.
    var axis = -1
    /// Whether negative labels count from the last class.
    var acceptsNegative = false
    /// The function that encodes the labels, named in errors.
    let caller: String

    var name: String { "oneHot" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        var shape = inputs[0]
        shape.dimensions.insert(classes, at: try resolvedAxis(shape))
        return shape
    }

    private func resolvedAxis(_ labels: Shape) throws(ShapeError) -> Int {
        let position = axis < 0 ? axis + labels.rank + 1 : axis
        guard (0...labels.rank).contains(position) else {
            throw ShapeError(caller, [labels], "the result has no axis \(axis)")
        }
        return position
    }

    func checkElements(of inputs: Inputs) throws(ShapeError) {
        let allowed = (acceptsNegative ? -classes : 0)..<classes
        for label in (inputs[0] as Tensor<Int32>).scalars where !allowed.contains(Int(label)) {
            throw ShapeError(caller, [], "there is no class \(label) among \(classes)")
        }
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Bool>) {
        let labels: Tensor<Int32> = inputs[0]
        let axis = stopping { () throws(ShapeError) in try resolvedAxis(labels.shape) }
        let inner = labels.shape[axis...].reduce(1, *)
        result.base.initialize(repeating: false, count: result.count)
        for (index, label) in labels.scalars.enumerated() {
            let (outer, within) = index.quotientAndRemainder(dividingBy: inner)
            let position = label < 0 ? Int(label) + classes : Int(label)
            result.base[(outer * classes + position) * inner + within] = true
        }
    }

    func gradient(_ upstream: Tensor<Bool>, at input: Int, inputs: Inputs, result: Tensor<Bool>) -> AnyTensor? { nil }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = axes[0], let axis = try? resolvedAxis(shapes[0]) else { return .noRows }
        return .perRow(axis: row < axis ? row : row + 1)
    }
}

extension OneHot: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        var shifted = self
        if axis >= 0 { shifted.axis += 1 }
        return shifted.applied(to: operands.tensors)
    }
}

extension Tensor<Int32> {
    /// Returns the one-hot encoding of labels: a mask with one more axis of `classes` positions, which is true at the
    /// position that the label says.
    ///
    /// ```swift
    /// Tensor<Int32>([2, 0]).oneHot(classes: 3)     // [[false, false, true], [true, false, false]]
    /// ```
    ///
    /// - Parameters:
    ///   - classes: the number of classes. The program stops if a label is not from −classes to classes − 1; negative
    ///     ones count from the last class.
    ///   - axis: the axis of the result that the classes lie along, by default the last.
    public func oneHot(classes: Int, axis: Int = -1) -> Tensor<Bool> {
        guard classes >= 0 else { stop("oneHot", "there cannot be \(classes) classes") }
        return apply(OneHot(classes: classes, axis: axis, acceptsNegative: true, caller: "oneHot"), to: [erased])
    }
}
