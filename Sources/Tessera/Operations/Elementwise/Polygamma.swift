/// The polygamma function of each element: the derivative of the given order, at least 1, of the digamma function. Its
/// gradient is the function of the next order.
struct Polygamma<Scalar: RealScalar>: TensorOperation {
    let order: Int

    var name: String { "polygamma" }
    var broadcastsGradient: Bool { true }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        Chunks.map(x, into: result) { count, x, out in
            for index in 0..<count { out[index] = Scalar(RealFunctions.polygamma(order, Double(x[index]))) }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        (upstream * (inputs[0] as Tensor<Scalar>).polygamma(order + 1)).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule { .broadcasting(axes: axes, shapes: shapes) }
}

extension Polygamma: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .elementwise }
}

extension Tensor where Scalar: RealScalar {
    /// The derivative of the given order, at least 1, of the digamma function.
    func polygamma(_ order: Int) -> Tensor { apply(Polygamma<Scalar>(order: order), to: [erased]) }
}
