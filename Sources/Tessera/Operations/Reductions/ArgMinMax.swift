/// The extreme that is looked for.
package enum Extreme: String, Sendable, CaseIterable {
    case largest, smallest
}

/// Argmax or argmin: the position of the largest or smallest element along one axis. It is the first of equal ones, or
/// the first NaN if there is one. No gradient flows.
package struct ArgMinMax<Input: NumericScalar>: TensorOperation {
    package typealias Scalar = Int32
    /// Whether this is an argmax or an argmin.
    package let extreme: Extreme
    /// The axis that is searched.
    package let axis: Int
    /// Whether the axis stays in the result, with extent 1.
    package let keepsDimensions: Bool

    /// Creates an argmax or argmin along an axis; negative axes count from the end.
    package init(_ extreme: Extreme, axis: Int, keepingDimensions: Bool = false) {
        self.extreme = extreme
        self.axis = axis
        keepsDimensions = keepingDimensions
    }

    package var name: String { extreme == .largest ? "argmax" : "argmin" }

    private var checkedAxes: Axes { Axes(operation: name, requested: [axis]) }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let axes = try checkedAxes.resolved(in: inputs[0])
        guard (1...Int(Int32.max)).contains(inputs[0][axes[0]]) else {
            throw ShapeError(name, inputs, "needs between 1 and \(Int32.max) elements along axis \(axis)")
        }
        return inputs[0].removingAxes(axes, keepingDimensions: keepsDimensions)
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Int32>) {
        let x: Tensor<Input> = inputs[0]
        let axes = checkedAxes.checked(in: x.shape)
        let layout = ReductionLayout(x.layout, reducing: axes, acceptsRows: false)
        let source = x.view(layout.source).contiguous()
        for index in 0..<layout.kept {
            let position = result.kernels.position(of: extreme, layout.reduced, source.base + index * layout.reduced)
            result.base[index] = Int32(position)
        }
        withExtendedLifetime(source.storage) {}
    }

    package func gradient(
        _ upstream: Tensor<Int32>, at input: Int, inputs: Inputs, result: Tensor<Int32>
    ) -> AnyTensor? { nil }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        let used = checkedAxes.checked(in: shapes[0])[0]
        return .single(rows, used: "the \(name) over the rows needs all of them") { row in
            row == used ? nil : (keepsDimensions || row < used ? row : row - 1)
        }
    }
}

extension ArgMinMax: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let axis = checkedAxes.checked(in: operands.shape(0))[0] + 1
        return ArgMinMax(extreme, axis: axis, keepingDimensions: keepsDimensions).applied(to: operands.tensors)
    }
}

extension Tensor where Scalar: NumericScalar {
    /// Returns the position of the largest element along an axis, from 0; if no axis is given, its position among all
    /// elements in row-major order. Of equal elements it is the first, and NaN counts as the largest one.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis, or it has no elements.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    /// - Returns: positions of the shape without the axis; no gradient flows through them.
    public func argmax(axis: Int? = nil, keepingDimensions: Bool = false) -> Tensor<Int32> {
        argument(of: .largest, axis, keepingDimensions)
    }

    /// Returns the position of the smallest element along an axis, from 0; if no axis is given, its position among all
    /// elements in row-major order. Of equal elements it is the first, and NaN counts as the smallest one.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis, or it has no elements.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    /// - Returns: positions of the shape without the axis; no gradient flows through them.
    public func argmin(axis: Int? = nil, keepingDimensions: Bool = false) -> Tensor<Int32> {
        argument(of: .smallest, axis, keepingDimensions)
    }

    private func argument(of extreme: Extreme, _ axis: Int?, _ keepingDimensions: Bool) -> Tensor<Int32> {
        let source = axis == nil ? reshaped(to: [count]) : self
        return apply(
            ArgMinMax<Scalar>(extreme, axis: axis ?? 0, keepingDimensions: keepingDimensions),
            to: [source.erased])
    }
}
