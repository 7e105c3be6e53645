import Tessera

/// Every workload by its name; the same names stand in `rows.py` and in the modules of `libraries`.
let workloads: [String: @Sendable () -> Workload] = {
    var all = single
    for size in [256, 512, 1024, 2048, 4096] {
        all["sgemm-\(size)"] = { product(size, Float.self) }
        all["dgemm-\(size)"] = { product(size, Double.self) }
        all["ssyrk-\(size)"] = { symmetricProduct(size, Float.self) }
        all["dsyrk-\(size)"] = { symmetricProduct(size, Double.self) }
    }
    for size in [1024, 8000] { all["sgemv-\(size)"] = { matrixVector(size, Float.self) } }
    for size in [1024, 5600] { all["dgemv-\(size)"] = { matrixVector(size, Double.self) } }
    for size in [4, 8, 16, 32, 64, 128] {
        all["matmul-\(size)"] = { batchedProduct(size) }
    }
    for method in Factorization.all {
        for order in [200, 800] {
            all["\(method.name)-\(order)"] = { factorization(method, rows: order, columns: order) }
        }
        if method.name == "qr" { all["qr-4000x400"] = { factorization(method, rows: 4000, columns: 400) } }
    }
    for order in [4, 8, 16, 32] {
        all["cholesky-\(order)"] = { smallCholesky(order) }
        all["solve-\(order)"] = { smallSolve(order) }
    }
    for (rows, features) in [(4, 1), (16, 4), (64, 8), (256, 8)] {
        all["fit-\(rows)x\(features)"] = { tinyFit(rows: rows, features: features) }
    }
    return all
}()

private let single: [String: @Sendable () -> Workload] = [
    "fma-float-1": { multiplyAdds(.float, workers: 1) },
    "fma-float-2": { multiplyAdds(.float, workers: 2) },
    "fma-double-1": { multiplyAdds(.double, workers: 1) },
    "fma-double-2": { multiplyAdds(.double, workers: 2) },
    "read-1": { memoryRead(workers: 1) },
    "read-2": { memoryRead(workers: 2) },
    "lesson-step": { lessonStep() },
    "xor": { exclusiveOr() },
    "linear-full": { fullBatch(.meanSquaredError) },
    "logistic-full": { fullBatch(.binaryCrossEntropy) },
    "linear-100-epochs": { hundredEpochs() },
    "linear-mini": { miniBatch(.meanSquaredError) },
    "logistic-mini": { miniBatch(.binaryCrossEntropy) },
    "check-1m": { check() },
    "mlp-64": { network([64, 64, 64, 1], batch: 64, steps: 400) },
    "mlp-256": { network([128, 256, 256, 1], batch: 256, steps: 50) },
    "mlp-1024": { network([784, 1024, 1024, 1], batch: 1024, steps: 3) },
    "mlp-1024-one-worker": { network([784, 1024, 1024, 1], batch: 1024, steps: 3, threads: 1) },
    "step-linear": { network([64, 1], batch: 256, steps: 400) },
    "own-loop-linear": { ownLoop([64, 1], batch: 256, steps: 400) },
    "own-loop-mlp": { ownLoop([64, 64, 64, 1], batch: 64, steps: 400) },
    "scan-60": { recurrence() },
    "runge-kutta-1": { rungeKutta(trajectories: 1) },
    "runge-kutta-256": { rungeKutta(trajectories: 256) },
    "recommender": { recommender() },
    "bce-10m": { crossEntropy() },
    "momentum-10m": { momentum() },
    "adam-10m": { adam() },
    "add-1": { addition() },
    "sum-64m": { sum() },
    "least-squares": { leastSquares() },
    "logistic-fit": { logisticFit() },
]
