import Tessera

/// The product of two n × n matrices.
func product<S: RealScalar>(_ size: Int, _ type: S.Type) -> Workload {
    let a = Tensor<S>(SharedNumbers.tensor([size, size]))
    let b = Tensor<S>(SharedNumbers.tensor([size, size], from: 2_000_000))
    var result = a
    return Workload(repetition: { milliseconds { result = a.matmul(b) } }, check: { squareSum(result) })
}

/// The symmetric product AᵀA of an n × n matrix, BLAS' syrk.
func symmetricProduct<S: RealScalar>(_ size: Int, _ type: S.Type) -> Workload {
    let a = Tensor<S>(SharedNumbers.tensor([size, size]))
    var result = a
    return Workload(
        repetition: { milliseconds { result = a.transposed().matmul(a) } },
        check: { squareSum(result.upperTriangle()) })
}

/// An n × n matrix times a vector.
func matrixVector<S: RealScalar>(_ size: Int, _ type: S.Type) -> Workload {
    let a = Tensor<S>(SharedNumbers.tensor([size, size]))
    let v = Tensor<S>(SharedNumbers.tensor([size], from: 2_000_000))
    var result = v
    return Workload(repetition: { milliseconds { result = a.matmul(v) } }, check: { squareSum(result) })
}

/// A batch of products of n × n matrices and both gradients; the batches have about as many numbers for every n.
func batchedProduct(_ size: Int) -> Workload {
    let batch = max(16, (1 << 20) / (size * size))
    let a = SharedNumbers.tensor([batch, size, size])
    let b = SharedNumbers.tensor([batch, size, size], from: 2_000_000)
    let upstream = SharedNumbers.tensor([batch, size, size], from: 4_000_000)
    var gradient = a
    return Workload(
        repetition: {
            milliseconds {
                let (left, right) = (a.watched(), b.watched())
                gradient = (left.matmul(right) * upstream).sum().gradients(of: [left, right])[1]
            }
        }, check: { squareSum(gradient) })
}

/// The sum of the squares of all elements, which all libraries are compared by.
func squareSum<S: RealScalar>(_ x: Tensor<S>) -> Double {
    Tensor<Double>(x).squared().sum().item
}
