/// The sum over all elements of a function of two operands of the same shape: a loss, computed without a tensor of the
/// elementwise losses.
struct SummedLoss<Scalar: RealScalar>: TensorOperation {
    let function: BinaryFunction

    var name: String { "sum of \(function.rawValue)" }
    var operandCount: Int? { 2 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0] == inputs[1] else { throw ShapeError(name, inputs, "the shapes must be equal") }
        return []
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x = (inputs[0] as Tensor<Scalar>).contiguous()
        let y = (inputs[1] as Tensor<Scalar>).contiguous()
        let (kernels, xBase, yBase) = (result.kernels, x.base, y.base)
        let sum = ParallelParts.sumOfParts(x.count) { range in
            ParallelParts.sumOfChunks(range, kernels) { first, count, out in
                kernels.binary(function, count, Operand(xBase + first), Operand(yBase + first), out)
            }
        }
        result.base.initialize(to: sum)
        withExtendedLifetime((x.storage, y.storage)) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        guard let (derivative, factor) = function.derivative(at: input, as: Scalar.self) else {
            return function.gradient(upstream, at: input, x: x, y: y, z: x.binary(function, y))?.erased
        }
        let scale = factor == 1 ? upstream : factor * upstream
        return apply(ScaledBinary<Scalar>(derivative), to: [x.erased, y.erased, scale.erased]).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        let rule = RowRule.broadcasting(axes: axes, shapes: shapes)
        if case .perRow = rule { return .sumsRows }
        return rule
    }
}

extension SummedLoss: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let losses = apply(Binary<Scalar>(function), to: operands.expanded)
        return losses.sum(axes: Array(1..<losses.rank)).erased
    }
}

extension SummedLoss: LoweredOperation {
    func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if operands[0].count == 0 { return false }
        let losses = builder.allocate(operands[0].shape, Scalar.scalarType)
        builder.elementwise(operands, operands[0].shape) { extent, operands in
            .binary(function, extent, operands[0], operands[1], losses.reference)
        }
        builder.append(
            .reduce(.sum, losses.count, losses.reference, result.reference, divisor: 1, accumulates: accumulates))
        builder.release(losses)
        return true
    }
}

extension BinaryFunction {
    /// Returns the derivative of a loss as a binary function of the operands and a constant factor; nil if it is not
    /// one.
    fileprivate func derivative<Scalar: RealScalar>(
        at input: Int, as type: Scalar.Type
    ) -> (function: BinaryFunction, factor: Scalar)? {
        switch (self, input) {
        case (.squaredDifference, 0): (.subtract, 2)
        case (.squaredDifference, _): (.subtract, -2)
        case (.crossEntropyOfLogits, 0): (.sigmoidDifference, 1)
        case (.crossEntropyOfProbabilities, 0): (.probabilityDerivative, 1)
        default: nil
        }
    }
}

/// A function of two operands of the same shape, times a scalar: the third operand.
struct ScaledBinary<Scalar: RealScalar>: TensorOperation {
    let function: BinaryFunction

    init(_ function: BinaryFunction) {
        self.function = function
    }

    var name: String { "scaled \(function.rawValue)" }
    var operandCount: Int? { 3 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0] == inputs[1], inputs[2] == [] else {
            throw ShapeError(name, inputs, "needs two of one shape and a single value")
        }
        return inputs[0]
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x = (inputs[0] as Tensor<Scalar>).contiguous()
        let y = (inputs[1] as Tensor<Scalar>).contiguous()
        let scale: Tensor<Scalar> = inputs[2]
        let (kernels, xBase, yBase, out) = (result.kernels, x.base, y.base, result.base)
        ParallelParts.forEachChunk(result.count) { first, count in
            kernels.binary(function, count, Operand(xBase + first), Operand(yBase + first), out + first)
            kernels.binary(
                .multiply, count, Operand(UnsafePointer(out + first)), Operand(scale.base, step: 0), out + first)
        }
        withExtendedLifetime((x.storage, y.storage, scale.storage)) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (x, y, scale): (Tensor<Scalar>, Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1], inputs[2])
        let value = x.binary(function, y)
        if input == 2 { return (upstream * value).sum().erased }
        return function.gradient(upstream * scale, at: input, x: x, y: y, z: value)?.erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension ScaledBinary: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let aligned = operands.broadcasting
        let values = apply(Binary<Scalar>(function), to: Array(aligned[..<2]))
        return apply(Binary<Scalar>(.multiply), to: [values.erased, aligned[2]]).erased
    }
}

extension ScaledBinary: LoweredOperation {
    func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if accumulates { return false }
        builder.elementwise(Array(operands[..<2]), result.shape) { extent, operands in
            .binary(function, extent, operands[0], operands[1], result.reference)
        }
        builder.elementwise([result, operands[2]], result.shape) { extent, operands in
            .binary(.multiply, extent, operands[0], operands[1], result.reference)
        }
        return true
    }
}
