/// The derivative of the determinant along each element, det(A)·A⁻ᵀ, which exists for singular matrices too:
/// det(U)·det(V)·U·diag(∏_{j ≠ i} σⱼ)·Vᵀ with A = U·diag(σ)·Vᵀ.
struct Cofactors<Scalar: RealScalar>: MatrixOperation {
    var name: String { "cofactors" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return inputs[0]
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let (u, values, v) = try (inputs[0] as Tensor<Scalar>).recorded(by: nil).svd()
        let signs = try u.determinant() * v.determinant()
        let count = values.shape[values.rank - 1]
        let products = (0..<count).map { index in
            (0..<count).filter { $0 != index }.reduce(Tensor<Scalar>(ones: Shape(values.shape.dropLast() + [1]))) {
                $0 * values.sliced(axis: -1, $1..<$1 + 1)
            }
        }
        if count == 0 { return }
        let scales = concatenate(products, axis: -1).expandingDimensions(at: -2)
        result.assign(signs.asMatrices * (u * scales).matmul(v.transposed()))
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let inverse = apply(Inverse<Scalar>(), to: inputs.tensors).transposed()
        let share = (upstream * inverse).sum(axes: [-2, -1], keepingDimensions: true)
        return (result * share - result.matmul(upstream.transposed()).matmul(inverse)).erased
    }
}
