import Tessera

/// A factorisation of large matrices in double precision: its name, and what is computed of the matrices, down to a number
/// to compare with other libraries.
struct Factorization: Sendable {
    let name: String
    let run: @Sendable (LargeMatrices) throws -> @Sendable () -> Double

    static let all = [
        Factorization(name: "solve") { m in
            let x = try m.general.solve(m.side)
            return { squareSum(x) }
        },
        Factorization(name: "inverse") { m in
            let inverse = try m.general.inverse()
            return { squareSum(inverse) }
        },
        Factorization(name: "cholesky") { m in
            let l = try m.positive.cholesky()
            return { squareSum(l) }
        },
        Factorization(name: "qr") { m in
            let r = try m.general.qr().r
            return { r.diagonal().abs().sum().item }
        },
        Factorization(name: "svd") { m in
            let values = try m.general.svd().values
            return { values.sum().item }
        },
        Factorization(name: "symmetricEigen") { m in
            let values = try m.symmetric.symmetricEigen().values
            return { values.abs().sum().item }
        },
        Factorization(name: "eigen") { m in
            let values = try m.general.eigen().values
            return { squareSum(values.real) + squareSum(values.imaginary) }
        },
    ]
}

/// A general, a symmetric and a positive definite matrix, and a right-hand side.
struct LargeMatrices: Sendable {
    let general: Tensor<Double>
    let symmetric: Tensor<Double>
    let positive: Tensor<Double>
    let side: Tensor<Double>

    init(rows: Int, columns: Int) {
        general = Tensor(SharedNumbers.tensor([rows, columns]))
        let square = general[0..<columns, .full]
        symmetric = square + square.transposed()
        positive = square.matmul(square.transposed()) / Double(columns) + Tensor<Double>(identity: columns)
        side = Tensor(SharedNumbers.tensor([rows, 1], from: 2_000_000))
    }
}

func factorization(_ method: Factorization, rows: Int, columns: Int) -> Workload {
    let matrices = LargeMatrices(rows: rows, columns: columns)
    var check: () -> Double = { 0 }
    return Workload(
        repetition: {
            milliseconds {
                do {
                    check = try method.run(matrices)
                } catch {
                    fatalError("\(method.name): \(error)")
                }
            }
        }, check: { check() })
}

/// Positive definite matrices, 200k numbers of them.
private func smallMatrices(_ order: Int) -> Tensor<Double> {
    let count = 200_000 / (order * order)
    let noise = Tensor<Double>(SharedNumbers.tensor([count, order, order]))
    return noise.matmul(noise.transposed()) + Tensor<Double>(identity: order)
}

func smallCholesky(_ order: Int) -> Workload {
    let a = smallMatrices(order)
    var result = a
    return Workload(
        repetition: { milliseconds { result = (try? a.cholesky()) ?? a } }, check: { squareSum(result) })
}

func smallSolve(_ order: Int) -> Workload {
    let a = smallMatrices(order)
    let b = Tensor<Double>(SharedNumbers.tensor([a.shape[0], order, 1], from: 2_000_000))
    var result = b
    return Workload(
        repetition: { milliseconds { result = (try? a.solve(b)) ?? b } }, check: { squareSum(result) })
}
