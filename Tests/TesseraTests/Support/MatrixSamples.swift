@testable import Tessera

/// Matrices that factorisations find hard, and easy ones.
enum MatrixKind: String, CaseIterable, Sendable {
    case random
    /// The columns are graded from 1 down to 1e-9 (1e-3 in single precision).
    case graded
    /// The rank is half the full one.
    case deficient
    /// All elements are subnormal.
    case denormal
    /// The rows range from huge to tiny, the columns the other way round.
    case badlyScaled
    case zero

    func matrix<S: RealScalar>(_ rows: Int, _ columns: Int) -> Tensor<S> {
        let noise = Tensor<S>(normal: [rows, columns], seed: 11)
        switch self {
        case .random: return noise
        case .graded: return noise * steps(columns, S.self == Float.self ? -3 : -9)
        case .deficient:
            let inner = (min(rows, columns) + 1) / 2
            return Tensor<S>(normal: [rows, inner], seed: 12).matmul(Tensor<S>(normal: [inner, columns], seed: 13))
        case .denormal: return noise * Tensor(S.leastNormalMagnitude / 8)
        case .badlyScaled:
            let range: S = S.self == Float.self ? 8 : 60
            return steps(rows, range).reshaped(to: [rows, 1]) * noise * steps(columns, -range)
        case .zero: return Tensor(zeros: [rows, columns])
        }
    }

    /// Powers of 10 from 0 to a last one.
    private func steps<S: RealScalar>(_ count: Int, _ last: S) -> Tensor<S> {
        Tensor((0..<count).map { S.exp10(last * S($0) / S(max(1, count - 1))) })
    }
}

extension Tensor where Scalar: RealScalar {
    /// The largest sum of magnitudes of a column.
    var oneNorm: Scalar { count == 0 ? 0 : abs().sum(axis: -2).max().item }

    /// ‖self − other‖ in units of n·ε·‖self‖, as LAPACK's tests have it; what denormal numbers cannot hold is left out.
    func scaledDistance(to other: Tensor) -> Scalar {
        let n = Scalar(Swift.max(1, shape.suffix(2).max() ?? 1))
        let unit = n * (Scalar.ulpOfOne * oneNorm + Scalar.leastNonzeroMagnitude)
        return (self - other).oneNorm / unit
    }

    /// ‖selfᵀ·self − 1‖ in units of n·ε.
    var scaledSkewness: Scalar {
        let product = transposed().matmul(self)
        let n = Scalar(Swift.max(1, shape.suffix(2).max() ?? 1))
        return (product - Tensor(identity: product.shape[0])).oneNorm / (n * .ulpOfOne)
    }
}
