import Foundation
import Tessera

/// The probabilities, residuals and log-likelihood of a softmax regression at given logits, in double-double.
struct SoftmaxTerms {
    /// The residuals by class, for every class except the first: the one-hot target minus the probability, times the
    /// weight of the row.
    private(set) var residuals: [[DoubleDouble]]
    /// The probabilities by class, for all classes.
    private(set) var probabilities: [[DoubleDouble]]
    /// The log-likelihood, weighted by row.
    private(set) var logLikelihood: Double
    /// Whether the own class of every row has the largest probability.
    private(set) var isComplete = true
    /// The sum of p(1 − p) with p the probability of each row's own class, weighted by row: the information that is
    /// left.
    private(set) var information: Double

    /// - Parameters:
    ///   - logits: the logits by class, for all classes except the first, whose logit is 0.
    ///   - own: the class index of each row.
    ///   - caseWeights: the weight of each row.
    init(_ logits: [[DoubleDouble]], own: [Int], caseWeights: [Double]) {
        let (rows, classes) = (own.count, logits.count + 1)
        let zeros = [DoubleDouble](repeating: .zero, count: rows)
        probabilities = Array(repeating: zeros, count: classes)
        residuals = Array(repeating: zeros, count: classes - 1)
        var (sum, variance) = (DoubleDouble.zero, 0.0)
        for row in 0..<rows {
            let z = [DoubleDouble.zero] + logits.map { $0[row] }
            let largest = z.max { ($0 - $1).value < 0 } ?? .zero
            let exponentials = z.map { DoubleDouble.exp($0 - largest) }
            let whole = exponentials.reduce(.zero) { $0 + $1 }
            // The sum over the other classes is 1 − p without its cancellation.
            let others = exponentials.indices.reduce(DoubleDouble.zero) { $1 == own[row] ? $0 : $0 + exponentials[$1] }
            let shiftedLogit = z[own[row]] - largest
            sum += (shiftedLogit - Self.log(whole, others, isLargest: shiftedLogit == .zero)) * caseWeights[row]
            for index in 0..<classes { probabilities[index][row] = exponentials[index] / whole }
            for index in 1..<classes {
                let residual = own[row] == index ? others / whole : -(exponentials[index] / whole)
                residuals[index - 1][row] = residual * caseWeights[row]
            }
            variance += (others / whole).value * probabilities[own[row]][row].value * caseWeights[row]
            let rest = z.indices.filter { $0 != own[row] }.map { z[$0] }
            if !rest.allSatisfy({ ($0 - z[own[row]]).value < 0 }) { isComplete = false }
        }
        (logLikelihood, information) = (sum.value, variance)
    }

    /// Returns the logarithm of a sum of exponentials, the largest of which is 1, from the whole sum and the sum over
    /// the classes other than the row's own; `log1p` applies where the own class is the largest.
    private static func log(_ whole: DoubleDouble, _ others: DoubleDouble, isLargest: Bool) -> DoubleDouble {
        DoubleDouble(isLargest ? log1p(others.value) : Foundation.log(whole.value))
    }

    /// Returns rows whose Gram matrix is the information matrix Σ n·(diag p − p·pᵀ) ⊗ x·xᵀ: for each row and class k
    /// the row √(n·pₖ)·(eₖ − p) ⊗ x, where e of the first class is 0.
    ///
    /// - Returns: the factors of x for each block of columns, one array of (row, class) after another.
    func factors(of rows: Range<Int>, caseWeights: [Double]) -> [[DoubleDouble]] {
        let classes = probabilities.count
        return (1..<classes).map { block in
            rows.flatMap { row in
                (0..<classes).map { index in
                    let root = (probabilities[index][row] * caseWeights[row]).squareRoot()
                    guard index == block else { return -(probabilities[block][row] * root) }
                    let rest = (0..<classes).reduce(DoubleDouble.zero) {
                        $1 == block ? $0 : $0 + probabilities[$1][row]
                    }
                    return rest * root
                }
            }
        }
    }
}
