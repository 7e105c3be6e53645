/// The function that combines the elements along some axes.
package enum Reduction: String, Sendable, CaseIterable {
    case sum, mean, maximum, minimum

    /// The name of the function in the library's interface.
    var name: String {
        switch self {
        case .sum, .mean: rawValue
        case .maximum: "max"
        case .minimum: "min"
        }
    }

    /// The kernel that combines the elements. A mean is computed as a sum, which is divided afterwards.
    var kernel: ReductionKernel {
        switch self {
        case .sum, .mean: .sum
        case .maximum: .maximum
        case .minimum: .minimum
        }
    }
}

/// A reduction that the backends implement, as a kernel over consecutive elements.
package enum ReductionKernel: String, Sendable, CaseIterable {
    case sum, maximum, minimum

    /// Returns the reduction of consecutive elements: the reference for the vectorised kernels, and the kernel where
    /// there is none.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func callAsFunction<S: RealScalar>(_ count: Int, _ x: UnsafePointer<S>) -> S {
        switch self {
        case .sum: pairwiseSum(count, x)
        case .maximum: x[firstIndex(of: .largest, count, x)]
        case .minimum: x[firstIndex(of: .smallest, count, x)]
        }
    }

    /// The function that combines the results of two parts; NaN if either is NaN.
    var combining: BinaryFunction {
        switch self {
        case .sum: .add
        case .maximum: .maximum
        case .minimum: .minimum
        }
    }
}

/// Reduces along some axes. Sums use pairwise summation (Higham, "The accuracy of floating point summation", 1993),
/// whose error grows with the logarithm of the number of elements.
package struct Reduce<Scalar: RealScalar>: TensorOperation {
    /// The function that combines the elements.
    package let reduction: Reduction
    /// The axes that are reduced; nil for all.
    package let axes: [Int]?
    /// Whether the reduced axes stay in the result, with extent 1.
    package let keepsDimensions: Bool

    /// Creates a reduction.
    ///
    /// - Parameters:
    ///   - axes: the axes that are reduced, nil for all; negative axes count from the end.
    ///   - keepingDimensions: whether the reduced axes stay in the result, with extent 1.
    package init(_ reduction: Reduction, axes: [Int]? = nil, keepingDimensions: Bool = false) {
        self.reduction = reduction
        self.axes = axes
        keepsDimensions = keepingDimensions
    }

    package var name: String { reduction.name }

    var checkedAxes: Axes { Axes(operation: name, requested: axes) }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let axes = try checkedAxes.resolved(in: inputs[0])
        if reduction == .maximum || reduction == .minimum, axes.contains(where: { inputs[0][$0] == 0 }) {
            throw ShapeError(name, inputs, "there is no \(name) of no elements")
        }
        return inputs[0].removingAxes(axes, keepingDimensions: keepsDimensions)
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        let layout = ReductionLayout(x.layout, reducing: checkedAxes.checked(in: x.shape))
        let (kernels, source) = (result.kernels, x.view(layout.source).contiguous())
        let function = reduction.kernel
        if layout.byRows {
            kernels.reduceRows(function, rows: layout.reduced, columns: layout.kept, source.base, result.base)
        } else if layout.kept == 1 {
            result.base.initialize(to: ParallelParts.reduce(function, layout.reduced, source.base, kernels))
        } else {
            for index in 0..<layout.kept {
                result.base[index] = kernels.reduce(function, layout.reduced, source.base + index * layout.reduced)
            }
        }
        if reduction == .mean {
            let count = Scalar(layout.reduced)
            for index in 0..<layout.kept { result.base[index] /= count }
        }
        withExtendedLifetime(source.storage) {}
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let x: Tensor<Scalar> = inputs[0]
        let axes = checkedAxes.checked(in: x.shape)
        let aligned = x.shape.removingAxes(axes, keepingDimensions: true)
        let upstream = upstream.reshaped(to: aligned)
        switch reduction {
        case .sum: return upstream.erased
        case .mean: return (upstream / Scalar(axes.map { x.shape[$0] }.reduce(1, *))).erased
        case .maximum, .minimum:
            // Equal extremes get equal parts of the gradient; if an element is NaN, it is the extreme. The gradient is
            // selected, not multiplied by 0: the upstream gradient may be infinite.
            let isExtreme = isExtreme(x, result)
            let count = Tensor<Scalar>(isExtreme).sum(axes: axes, keepingDimensions: true)
            return select(isExtreme, upstream / count, otherwise: 0).erased
        }
    }

    /// Returns a mask of the elements that are equal to the result or NaN.
    func isExtreme(_ x: Tensor<Scalar>, _ result: Tensor<Scalar>) -> Tensor<Bool> {
        let axes = checkedAxes.checked(in: x.shape)
        return (x .== result.reshaped(to: x.shape.removingAxes(axes, keepingDimensions: true))) || (x .!= x)
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = rows[0] else { return .noRows }
        let axes = checkedAxes.checked(in: shapes[0])
        if !axes.contains(row) {
            return .perRow(axis: keepsDimensions ? row : row - axes.count { $0 < row })
        }
        switch reduction {
        case .sum: return .sumsRows
        case .mean: return .averagesRows
        case .maximum, .minimum: return .mixesRows("the \(name) over the rows needs all of them")
        }
    }
}

extension Reduce: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let axes = checkedAxes.checked(in: operands.shape(0)).map { $0 + 1 }
        return Reduce(reduction, axes: axes, keepingDimensions: keepsDimensions).applied(to: operands.tensors)
    }
}

extension Reduce: LoweredOperation {
    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if operands[0].count == 0 { return false }
        let layout = ReductionLayout(operands[0].layout, reducing: checkedAxes.checked(in: operands[0].shape))
        return builder.reduction(
            reduction.kernel, operands[0], layout, to: result, divisor: reduction == .mean ? layout.reduced : 1,
            accumulates: accumulates)
    }
}

extension Reduce: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        switch reduction {
        case .sum, .mean: .rearranged
        case .maximum, .minimum: .selected { isExtreme(inputs[0], result) }
        }
    }
}

extension Tensor where Scalar: RealScalar {
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func reduced(_ reduction: Reduction, _ axes: [Int]?, _ keepingDimensions: Bool) -> Tensor {
        if reduction == .mean, isTraced {
            // Sums of tiles add up; means do not.
            let resolved = Axes(operation: reduction.rawValue, requested: axes).checked(in: shape)
            return reduced(.sum, axes, keepingDimensions) / Scalar(resolved.map { shape[$0] }.reduce(1, *))
        }
        return apply(Reduce(reduction, axes: axes, keepingDimensions: keepingDimensions), to: [erased])
    }

    /// Returns the sum along some axes, all if none are named; 0 if there are no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func sum(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(.sum, axes, keepingDimensions)
    }
    /// Returns the sum along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func sum(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        sum(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the arithmetic mean along some axes, all if none are named; NaN if there are no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func mean(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(.mean, axes, keepingDimensions)
    }
    /// Returns the arithmetic mean along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func mean(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        mean(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the largest element along some axes, all if none are named; NaN if an element is NaN. Stops if there are
    /// no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func max(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(.maximum, axes, keepingDimensions)
    }
    /// Returns the largest element along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func max(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        max(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the smallest element along some axes, all if none are named; NaN if an element is NaN. Stops if there
    /// are no elements.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func min(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        reduced(.minimum, axes, keepingDimensions)
    }
    /// Returns the smallest element along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func min(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        min(axes: [axis], keepingDimensions: keepingDimensions)
    }
}
