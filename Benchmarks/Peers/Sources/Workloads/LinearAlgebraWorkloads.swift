import Tessera
import TesseraRegression

/// 100k rows of 200 features in double precision, with the targets that every library computes to the same bit.
private func tallTable(binary: Bool) -> RowTable<Double> {
    let x = Tensor<Double>(SharedNumbers.tensor([100_000, 200]))
    let noise = Tensor<Double>(SharedNumbers.tensor([100_000, 1], from: 30_000_000))
    let y = x[.full, 0..<1] + x[.full, 1..<2] * 0.5 + noise * 2
    do {
        return try RowTable(features: x, targets: binary ? Tensor<Double>(y .> 0) : y)
    } catch {
        fatalError("\(error)")
    }
}

/// A linear regression with its summary.
func leastSquares() -> Workload {
    let rows = tallTable(binary: false)
    var sum = 0.0
    return Workload(
        repetition: {
            milliseconds {
                guard let fit = try? LinearModel.fit(rows: rows).first else { fatalError("no fit") }
                sum = fit.coefficients.dropFirst().reduce(0) { $0 + $1.estimate * $1.estimate }
            }
        }, check: { sum })
}

/// A logistic regression to a gradient of the mean loss of 1e-6.
func logisticFit() -> Workload {
    let rows = tallTable(binary: true)
    var sum = 0.0
    return Workload(
        repetition: {
            milliseconds {
                guard let fit = try? LogisticModel.fit(rows: rows, solver: .lbfgs) else { fatalError("no fit") }
                sum = fit.coefficients.dropFirst().reduce(0) { $0 + $1.estimate * $1.estimate }
            }
        }, check: { sum })
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
        repetition: { milliseconds { result = (try? a.cholesky()) ?? a } },
        check: { result.squared().sum().item })
}

func smallSolve(_ order: Int) -> Workload {
    let a = smallMatrices(order)
    let b = Tensor<Double>(SharedNumbers.tensor([a.shape[0], order, 1], from: 2_000_000))
    var result = b
    return Workload(
        repetition: { milliseconds { result = (try? a.solve(b)) ?? b } },
        check: { result.squared().sum().item })
}
