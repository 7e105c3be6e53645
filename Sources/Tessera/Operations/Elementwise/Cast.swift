/// Converts every element to another type: real numbers to integers by rounding towards zero, numbers out of range to
/// the nearest in range. Gradients flow between `Float` and `Double` only, not to numbers of 16 bits or from them.
package struct Cast<Source: TensorScalar, Scalar: TensorScalar>: TensorOperation {
    package init() {}

    package var name: String { "cast" }
    package var broadcastsGradient: Bool { true }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    package func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        inputs.tensors[0].recorded(by: nil).typed()
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Source> = inputs[0]
        let kernels = result.kernels
        Chunks.map(x, into: result) { count, x, out in
            kernels.convert(count, x, to: out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        guard Source.self is any RealScalar.Type, Scalar.self is any RealScalar.Type else { return nil }
        return Tensor<Source>(upstream).erased
    }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension Cast: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        .elementwiseLinear
    }
}
