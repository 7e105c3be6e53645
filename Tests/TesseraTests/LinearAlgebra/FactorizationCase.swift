@testable import Tessera

/// One row of the table that every factorisation is tested by.
struct FactorizationCase<S: RealScalar>: Sendable {
    enum Shape { case any, square, symmetric, positive }

    let name: String
    let shape: Shape
    /// Scaled residuals and distances from orthogonality, each of which is below 30 in LAPACK's own tests.
    let ratios: @Sendable (Tensor<S>) throws -> [S]
    /// All results, which for a batch are those of its matrices.
    let outputs: @Sendable (Tensor<Double>) throws -> [Tensor<Double>]
    /// Functions of the results that are compared with finite differences.
    let derivatives: [DerivativeCase]

    init(
        _ name: String, _ shape: Shape, ratios: @escaping @Sendable (Tensor<S>) throws -> [S],
        outputs: @escaping @Sendable (Tensor<Double>) throws -> [Tensor<Double>], derivatives: [DerivativeCase]
    ) {
        self.name = name
        self.shape = shape
        self.ratios = ratios
        self.outputs = outputs
        self.derivatives = derivatives
    }

    func matrix(_ kind: MatrixKind, _ rows: Int, _ columns: Int) -> Tensor<S> {
        switch shape {
        case .any: return kind.matrix(rows, columns)
        case .square: return kind.matrix(rows, rows)
        case .symmetric:
            let a: Tensor<S> = kind.matrix(rows, rows)
            return a.lowerTriangle() + a.lowerTriangle(-1).transposed()
        case .positive:
            let q: Tensor<S> = MatrixKind.random.matrix(rows, rows)
            return q.transposed().matmul(q) + Tensor<S>(identity: rows)
        }
    }
}

/// A function of tensors of some shapes whose derivatives are compared with finite differences.
struct DerivativeCase: Sendable {
    let name: String
    let shapes: [Shape]
    let compute: @Sendable ([Tensor<Double>]) throws -> Tensor<Double>

    init(_ name: String, _ shapes: [Shape], _ compute: @escaping @Sendable ([Tensor<Double>]) throws -> Tensor<Double>)
    {
        self.name = name
        self.shapes = shapes
        self.compute = compute
    }

    /// Noise with a diagonal of different numbers around 3: far from singular, with values apart from each other.
    static func steady(_ shape: Shape, seed: UInt64) -> Tensor<Double> {
        let noise = Tensor<Double>(normal: shape, seed: seed) * 0.3
        guard shape.rank >= 2 else { return noise }
        let count = min(shape[shape.rank - 2], shape[shape.rank - 1])
        let diagonal = Tensor<Double>(linearFrom: 2, to: 4, count: count)
        let (rows, columns) = (shape[shape.rank - 2], shape[shape.rank - 1])
        let middle = apply(DiagonalMatrix<Double>(offset: 0, rows: rows, columns: columns), to: [diagonal.erased])
        return noise + middle
    }
}
