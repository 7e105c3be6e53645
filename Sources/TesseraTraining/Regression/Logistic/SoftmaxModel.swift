import Foundation
import Tessera

/// What the rows say of the coefficients of a softmax regression: probabilities and misses of every class but the first, in
/// double-double.
struct SoftmaxModel {
    /// Of the classes but the first, by class: 1 where a row is of it less its probability, as often as the row counts.
    private(set) var misses: [[DoubleDouble]]
    /// Of all classes, by class.
    private(set) var probabilities: [[DoubleDouble]]
    private(set) var logLikelihood: Double
    /// Whether every row's own class is the likeliest one.
    private(set) var isComplete = true
    /// The sum of the rows' variances, each as often as the row counts: what is left to decide.
    private(set) var information: Double

    /// - Parameters:
    ///   - logits: of the classes but the first, whose logit is 0, by class.
    ///   - own: the class of each row.
    init(_ logits: [[DoubleDouble]], own: [Int], counts: [Double]) {
        let (rows, classes) = (own.count, logits.count + 1)
        let zeros = [DoubleDouble](repeating: .zero, count: rows)
        probabilities = Array(repeating: zeros, count: classes)
        misses = Array(repeating: zeros, count: classes - 1)
        var (sum, variance) = (DoubleDouble.zero, 0.0)
        for row in 0..<rows {
            let z = [DoubleDouble.zero] + logits.map { $0[row] }
            let largest = z.max { ($0 - $1).value < 0 } ?? .zero
            let parts = z.map { DoubleDouble.exp($0 - largest) }
            let whole = parts.reduce(.zero) { $0 + $1 }
            // What the own class lacks is what the others have: a difference to 1 would lose its digits.
            let others = parts.indices.reduce(DoubleDouble.zero) { $1 == own[row] ? $0 : $0 + parts[$1] }
            let distance = z[own[row]] - largest
            sum += (distance - Self.log(whole, others, isLargest: distance == .zero)) * counts[row]
            for index in 0..<classes { probabilities[index][row] = parts[index] / whole }
            for index in 1..<classes {
                let miss = own[row] == index ? others / whole : -(parts[index] / whole)
                misses[index - 1][row] = miss * counts[row]
            }
            variance += (others / whole).value * probabilities[own[row]][row].value * counts[row]
            let rest = z.indices.filter { $0 != own[row] }.map { z[$0] }
            if !rest.allSatisfy({ ($0 - z[own[row]]).value < 0 }) { isComplete = false }
        }
        (logLikelihood, information) = (sum.value, variance)
    }

    /// The logarithm of a sum of exponentials, the largest of which is 1.
    private static func log(_ whole: DoubleDouble, _ others: DoubleDouble, isLargest: Bool) -> DoubleDouble {
        DoubleDouble(isLargest ? log1p(others.value) : Foundation.log(whole.value))
    }

    /// Rows whose Gram matrix is the information matrix Σ n·(diag p − p·pᵀ) ⊗ x·xᵀ: for each row and class k the row
    /// √(n·pₖ)·(eₖ − p) ⊗ x, where e of the first class is 0.
    ///
    /// - Returns: the factors of x for each block of columns, one array of (row, class) after another.
    func factors(of rows: Range<Int>, counts: [Double]) -> [[DoubleDouble]] {
        let classes = probabilities.count
        return (1..<classes).map { block in
            rows.flatMap { row in
                (0..<classes).map { index in
                    let root = (probabilities[index][row] * counts[row]).squareRoot()
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
