/// Applies a function to every element of one operand.
package struct Unary<Scalar: RealScalar>: TensorOperation {
    /// The function that is applied.
    package let function: UnaryFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: UnaryFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }
    package var broadcastsGradient: Bool { true }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        let kernels = result.kernels
        Chunks.map(x, into: result) { count, x, out in
            kernels.unary(function, count, x, out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        function.gradient(upstream, x: inputs[0], y: result)?.erased
    }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension Unary: LoweredOperation {
    package var worksInPlace: Bool { true }

    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if accumulates { return false }
        let (x, isCopy) = builder.rowMajor(operands[0])
        builder.append(.unary(function, result.count, x.reference, result.reference))
        if isCopy { builder.release(x) }
        return true
    }
}

extension Unary: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        switch function {
        case .relu: .selected { (inputs[0] as Tensor<Scalar>) .> 0 }
        case .negate: .elementwiseLinear
        default: .elementwise
        }
    }
}
