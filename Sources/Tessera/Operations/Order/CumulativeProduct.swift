/// Cumulative (prefix) products along one axis, from its start or from its end.
struct CumulativeProduct<Scalar: RealScalar>: AxisOperation {
    var axis: Int
    let isReversed: Bool

    var name: String { "cumulativeProduct" }

    var rowsReason: String { "a running product over the rows needs those before" }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        result.kernels.copy(x, to: result.base)
        let layout = AxisLayout(x.shape, axis: checkedAxis(in: x.shape))
        layout.accumulate(.multiply, in: result.base, reversed: isReversed, result.kernels)
    }

    /// The derivative of a product by one factor is the product of those before it, times what those behind it make of
    /// the upstream gradient. No quotient is formed: factors may be 0.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let x: Tensor<Scalar> = inputs[0]
        let factors = x.previous(along: axis, reversed: !isReversed, first: 0)
        let behind = apply(
            LinearRecurrence<Scalar>(axis: axis, isReversed: !isReversed), to: [upstream.erased, factors.erased])
        return (result.previous(along: axis, reversed: isReversed, first: 1) * behind).erased
    }
}

/// The linear recurrence rᵢ = aᵢ + bᵢ·rᵢ₋₁ along one axis, from its start or from its end; the first b counts for
/// nothing.
struct LinearRecurrence<Scalar: RealScalar>: TensorOperation {
    let axis: Int
    let isReversed: Bool

    var name: String { "linearRecurrence" }
    var operandCount: Int? { 2 }

    private var checkedAxes: Axes { Axes(operation: name, requested: [axis]) }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try checkedAxes.resolved(in: inputs[0])
        guard inputs[0] == inputs[1] else { throw ShapeError(name, inputs, "the shapes must be equal") }
        return inputs[0]
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let factors = (inputs[1] as Tensor<Scalar>).contiguous()
        result.assign(inputs[0])
        let layout = AxisLayout(result.shape, axis: checkedAxes.checked(in: result.shape)[0])
        let (out, b) = (result.base, factors.base)
        layout.forEachStep(reversed: isReversed) { row, before in
            for index in 0..<layout.inner { out[row + index] += b[row + index] * out[before + index] }
        }
        withExtendedLifetime(factors.storage) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let factors = (inputs[1] as Tensor<Scalar>).previous(along: axis, reversed: !isReversed, first: 0)
        let adjoint = apply(
            LinearRecurrence(axis: axis, isReversed: !isReversed), to: [upstream.erased, factors.erased])
        if input == 0 { return adjoint.erased }
        return (adjoint * result.previous(along: axis, reversed: isReversed, first: 0)).erased
    }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = rows[0] ?? rows[1] else { return .noRows }
        let isMixed = rows[0] != rows[1] || row == checkedAxes.checked(in: shapes[0])[0]
        return isMixed ? .mixesRows("a recurrence over the rows needs those before") : .perRow(axis: row)
    }
}

extension LinearRecurrence: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let axis = checkedAxes.checked(in: operands.shape(0))[0] + 1
        return LinearRecurrence(axis: axis, isReversed: isReversed).applied(to: operands.expanded)
    }
}

extension AxisLayout {
    /// Calls `body` with the offsets of each row of `inner` elements along the axis and of the row before it, in the
    /// order of the axis or in reverse.
    @inline(__always)
    func forEachStep(reversed: Bool, _ body: (_ row: Int, _ before: Int) -> Void) {
        for block in 0..<outer {
            for index in Swift.stride(from: 1, to: length, by: 1) {
                let position = block * length + (reversed ? length - 1 - index : index)
                body(position * inner, (position + (reversed ? 1 : -1)) * inner)
            }
        }
    }

    /// Combines each row along the axis with the result for the row before it, in place.
    func accumulate<Scalar: RealScalar>(
        _ function: BinaryFunction, in base: UnsafeMutablePointer<Scalar>, reversed: Bool, _ kernels: any Kernels
    ) {
        if inner < 8 { return accumulateElements(function, in: base, reversed: reversed) }
        forEachStep(reversed: reversed) { row, before in
            let row = base + row
            kernels.binary(function, inner, Operand(UnsafePointer(base + before)), Operand(UnsafePointer(row)), row)
        }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func accumulateElements<Scalar: RealScalar>(
        _ function: BinaryFunction, in base: UnsafeMutablePointer<Scalar>, reversed: Bool
    ) {
        function.asConstant { function in
            forEachStep(reversed: reversed) { row, before in
                for index in 0..<inner { base[row + index] = function(base[before + index], base[row + index]) }
            }
        }
    }
}

extension Tensor {
    /// Returns the elements moved on by one position along an axis, or back if `reversed`: each position has the
    /// element before it, the first one `first`.
    func previous(along axis: Int, reversed: Bool, first: Scalar) -> Tensor {
        guard let axis = shape.resolvedAxis(axis), shape[axis] > 0 else { return self }
        let kept = sliced(axis: axis, reversed ? 1..<shape[axis] : 0..<(shape[axis] - 1))
        var widths = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
        widths[axis] = reversed ? (0, 1) : (1, 0)
        return kept.padded(widths, with: first)
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the cumulative products along an axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - exclusive: whether a product leaves out the element at its position, so that the first one is 1.
    ///   - reversed: whether the products run from the end.
    public func cumulativeProduct(axis: Int, exclusive: Bool = false, reversed: Bool = false) -> Tensor {
        let products = apply(CumulativeProduct<Scalar>(axis: axis, isReversed: reversed), to: [erased])
        return exclusive ? products.previous(along: axis, reversed: reversed, first: 1) : products
    }
}
