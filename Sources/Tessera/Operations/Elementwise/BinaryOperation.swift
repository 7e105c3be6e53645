/// Applies a function to every pair of elements of two operands, which are broadcast to one shape.
package struct Binary<Scalar: RealScalar>: ElementwiseOperation {
    /// The function that is applied.
    package let function: BinaryFunction

    /// Creates an elementwise operation from a function.
    package init(_ function: BinaryFunction) {
        self.function = function
    }

    package var name: String { function.rawValue }
    package var operandCount: Int? { 2 }
    package var broadcastsGradient: Bool { true }
    package var worksInPlace: Bool { true }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let kernels = result.kernels
        Chunks.zip(x, y, into: result) { count, x, y, out in
            kernels.binary(function, count, x, y, out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        function.gradient(upstream, at: input, x: inputs[0], y: inputs[1], z: result)?.erased
    }

    package func step(_ extent: Step.Extent, _ operands: [Step.Operand], _ result: Step.Reference) -> Step {
        .binary(function, extent, operands[0], operands[1], result)
    }
}

extension Binary: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        switch function {
        case .maximum: .selected { inputs[input] .>= (inputs[1 - input] as Tensor<Scalar>) }
        case .minimum: .selected { inputs[input] .<= (inputs[1 - input] as Tensor<Scalar>) }
        case .add, .subtract: .elementwiseLinear
        default: .elementwise
        }
    }
}
