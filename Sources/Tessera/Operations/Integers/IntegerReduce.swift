/// The functions that combine the integers along some axes.
package enum IntegerReduction: String, Sendable, CaseIterable {
    case sum, product, maximum, minimum

    /// The name of the function in the library's interface.
    var name: String {
        switch self {
        case .sum, .product: rawValue
        case .maximum: "max"
        case .minimum: "min"
        }
    }

    /// Whether there is a result of no elements.
    var isDefinedForNone: Bool { self == .sum || self == .product }
}

/// Reduces integers along some axes. Sums and products are exact, and stop if they do not fit the result's type. No
/// gradient flows.
package struct IntegerReduce<Input: IntegerScalar, Scalar: IntegerScalar>: TensorOperation {
    /// The function that combines the elements.
    package let reduction: IntegerReduction
    /// The axes that are reduced; nil for all.
    package let axes: [Int]?
    /// Whether the reduced axes stay in the result, with extent 1.
    package let keepsDimensions: Bool

    /// Creates a reduction; see `Reduce.init`.
    package init(_ reduction: IntegerReduction, axes: [Int]? = nil, keepingDimensions: Bool = false) {
        self.reduction = reduction
        self.axes = axes
        keepsDimensions = keepingDimensions
    }

    package var name: String { reduction.name }

    private var checkedAxes: Axes { Axes(operation: name, requested: axes) }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let axes = try checkedAxes.resolved(in: inputs[0])
        if !reduction.isDefinedForNone, axes.contains(where: { inputs[0][$0] == 0 }) {
            throw ShapeError(name, inputs, "there is no \(name) of no elements")
        }
        return inputs[0].removingAxes(axes, keepingDimensions: keepsDimensions)
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Input> = inputs[0]
        // Sums of 64 bits and products are checked at the end of each run, which rows do not have.
        let acceptsRows = reduction == .sum ? Input.bitWidth <= 32 : reduction != .product
        let layout = ReductionLayout(x.layout, reducing: checkedAxes.checked(in: x.shape), acceptsRows: acceptsRows)
        let source = x.view(layout.source).contiguous()
        if layout.byRows {
            IntegerLoops.reduceRows(
                reduction, rows: layout.reduced, columns: layout.kept, source.base, result.base)
        } else {
            for index in 0..<layout.kept {
                let run = source.base + index * layout.reduced
                guard let value: Scalar = IntegerLoops.reduce(reduction, layout.reduced, run) else {
                    x.stop(name, "the \(name) does not fit \(Scalar.self)")
                }
                result.base[index] = value
            }
        }
        withExtendedLifetime(source.storage) {}
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        let axes = checkedAxes.checked(in: shapes[0])
        return .single(rows, used: "the \(name) of integers over the rows needs all of them") { row in
            axes.contains(row) ? nil : (keepsDimensions ? row : row - axes.count { $0 < row })
        }
    }
}

extension IntegerReduce: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let axes = checkedAxes.checked(in: operands.shape(0)).map { $0 + 1 }
        return IntegerReduce(reduction, axes: axes, keepingDimensions: keepsDimensions).applied(to: operands.tensors)
    }
}

extension Tensor where Scalar: IntegerScalar {
    /// Returns the sum along some axes, all if none are named; 0 if there are no elements. It is exact, and stops if it
    /// does not fit 64 bits.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func sum(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor<Int64> {
        apply(IntegerReduce<Scalar, Int64>(.sum, axes: axes, keepingDimensions: keepingDimensions), to: [erased])
    }
    /// Returns the exact sum along one axis, in 64 bits.
    public func sum(axis: Int, keepingDimensions: Bool = false) -> Tensor<Int64> {
        sum(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the product along some axes, all if none are named; 1 if there are no elements. It is exact, and stops
    /// if it does not fit 64 bits.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func product(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor<Int64> {
        apply(IntegerReduce<Scalar, Int64>(.product, axes: axes, keepingDimensions: keepingDimensions), to: [erased])
    }
    /// Returns the exact product along one axis, in 64 bits.
    public func product(axis: Int, keepingDimensions: Bool = false) -> Tensor<Int64> {
        product(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the largest element along some axes, all if none are named. Stops if there are no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func max(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        apply(IntegerReduce<Scalar, Scalar>(.maximum, axes: axes, keepingDimensions: keepingDimensions), to: [erased])
    }
    /// Returns the largest element along one axis.
    public func max(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        max(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the smallest element along some axes, all if none are named. Stops if there are no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func min(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        apply(IntegerReduce<Scalar, Scalar>(.minimum, axes: axes, keepingDimensions: keepingDimensions), to: [erased])
    }
    /// Returns the smallest element along one axis.
    public func min(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        min(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the cumulative sums along an axis, each element included; `reversed` sums from the end. Stops if one does
    /// not fit 64 bits.
    public func cumulativeSum(axis: Int, reversed: Bool = false) -> Tensor<Int64> {
        apply(IntegerCumulativeSum(axis: axis, reversed: reversed), to: [Tensor<Int64>(self).erased])
    }
}

/// Cumulative (prefix) sums of integers along one axis, from its start or from its end. No gradient flows.
package struct IntegerCumulativeSum: AxisOperation {
    package typealias Scalar = Int64
    /// The axis along which the elements are summed.
    package var axis: Int
    /// Whether the sums run from the end of the axis.
    package let isReversed: Bool

    /// Creates a cumulative sum along an axis; negative axes count from the end.
    package init(axis: Int, reversed: Bool) {
        self.axis = axis
        isReversed = reversed
    }

    package var name: String { "cumulativeSum" }

    package var rowsReason: String { "a running sum over the rows needs those before" }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Int64>) {
        let x: Tensor<Int64> = inputs[0]
        result.kernels.copy(x, to: result.base)
        let layout = AxisLayout(x.shape, axis: checkedAxis(in: x.shape))
        for outer in 0..<layout.outer {
            let first = result.base + outer * layout.length * layout.inner
            if !IntegerLoops.cumulativeSum(
                rows: layout.length, columns: layout.inner, reversed: isReversed, first)
            {
                x.stop(name, "a sum does not fit Int64")
            }
        }
    }

    package func gradient(
        _ upstream: Tensor<Int64>, at input: Int, inputs: Inputs, result: Tensor<Int64>
    ) -> AnyTensor? { nil }
}
