/// The position along an axis of the largest or smallest element so far: the first of equal ones, or the first NaN. No
/// gradient flows.
struct CumulativeArgument<Input: TensorScalar & Comparable>: AxisOperation {
    typealias Scalar = Int32
    let extreme: Extreme
    var axis: Int
    let isReversed: Bool

    var name: String { extreme == .largest ? "cumulativeMaximum" : "cumulativeMinimum" }

    var rowsReason: String { "a running extreme over the rows needs those before" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try shapeOfPositions(in: inputs[0]) }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Int32>) {
        let x = (inputs[0] as Tensor<Input>).contiguous()
        let layout = AxisLayout(x.shape, axis: checkedAxis(in: x.shape))
        findExtremes(layout, extreme, isReversed, x.base, result.base)
        withExtendedLifetime(x.storage) {}
    }

    func gradient(_ upstream: Tensor<Int32>, at input: Int, inputs: Inputs, result: Tensor<Int32>) -> AnyTensor? { nil }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
private func findExtremes<Scalar: Comparable>(
    _ layout: AxisLayout, _ extreme: Extreme, _ isReversed: Bool, _ x: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Int32>
) {
    let (length, inner) = (layout.length, layout.inner)
    for block in 0..<layout.outer {
        for within in 0..<inner {
            let start = block * length * inner + within
            var best = isReversed ? length - 1 : 0
            for index in 0..<length {
                let position = isReversed ? length - 1 - index : index
                let (old, new) = (x[start + best * inner], x[start + position * inner])
                let isBetter = extreme == .largest ? new > old : new < old
                if isBetter || (new != new && old == old) { best = position }
                out[start + position * inner] = Int32(truncatingIfNeeded: best)
            }
        }
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the largest of the elements so far along an axis; NaN from the first NaN on. The gradient goes to the
    /// first of equal elements.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - exclusive: whether the element at a position is left out, so that the first result is −∞.
    ///   - reversed: whether the axis is followed from its end.
    public func cumulativeMaximum(axis: Int, exclusive: Bool = false, reversed: Bool = false) -> Tensor {
        let extremes = cumulative(.largest, axis, reversed)
        return exclusive ? extremes.previous(along: axis, reversed: reversed, first: -.infinity) : extremes
    }

    /// Returns the smallest of the elements so far along an axis; NaN from the first NaN on. The gradient goes to the
    /// first of equal elements.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - exclusive: whether the element at a position is left out, so that the first result is ∞.
    ///   - reversed: whether the axis is followed from its end.
    public func cumulativeMinimum(axis: Int, exclusive: Bool = false, reversed: Bool = false) -> Tensor {
        let extremes = cumulative(.smallest, axis, reversed)
        return exclusive ? extremes.previous(along: axis, reversed: reversed, first: .infinity) : extremes
    }

    private func cumulative(_ extreme: Extreme, _ axis: Int, _ reversed: Bool) -> Tensor {
        let positions = apply(
            CumulativeArgument<Scalar>(extreme: extreme, axis: axis, isReversed: reversed), to: [erased])
        return gatheringElements(positions, axis: axis)
    }

    /// Returns the differences of neighbouring elements along an axis (`diff` of NumPy): element i + 1 less element i.
    ///
    /// ```swift
    /// Tensor<Double>([1, 4, 9]).differences()             // [3, 5]
    /// Tensor<Double>([1, 4, 9]).differences(order: 2)     // [2]
    /// ```
    ///
    /// - Parameters:
    ///   - order: how often differences are taken, each time of the differences before. The program stops if it is
    ///     negative.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    public func differences(order: Int = 1, axis: Int = -1) -> Tensor {
        let axis = Axes(operation: "differences", requested: [axis]).checked(in: shape)[0]
        guard order >= 0 else { stop("differences", "the order \(order) is negative") }
        return (0..<order).reduce(self) { x, _ in
            let extent = x.shape[axis]
            if extent == 0 { return x }
            return x.sliced(axis: axis, 1..<extent) - x.sliced(axis: axis, 0..<(extent - 1))
        }
    }
}
