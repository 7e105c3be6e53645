import Tessera
import TesseraRegression
import TesseraTraining

/// 100k rows of 200 features in double precision, with the targets that every library computes to the same bit.
private func tallTable(binary: Bool) -> RowTable<Double> {
    let x = Tensor<Double>(SharedNumbers.tensor([100_000, 200]))
    let noise = Tensor<Double>(SharedNumbers.tensor([100_000, 1], from: 30_000_000))
    let y = x[.full, 0..<1] + x[.full, 1..<2] * 0.5 + noise * 2
    return SharedNumbers.rows(x, binary ? Tensor<Double>(y .> 0) : y)
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

/// What happens to 1M × 64 rows in memory before the first epoch: the table is made and checked.
func check() -> Workload {
    let x = SharedNumbers.tensor([1_000_000, 64])
    let y = Tensor<Float>(x[.full, 0..<1] .> 0)
    return Workload(
        repetition: {
            milliseconds {
                var model = LogisticRegression<Float>()
                do {
                    try model.fit(SharedNumbers.rows(x, y), options: TrainingOptions(epochs: 0))
                } catch {
                    fatalError("\(error)")
                }
            }
        }, check: { 0 })
}
