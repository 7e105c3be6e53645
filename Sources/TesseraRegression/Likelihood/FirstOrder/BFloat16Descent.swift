import Tessera
internal import TesseraModels

/// Minimises the loss of a logistic regression mostly on a bfloat16 copy of the rows, whose passes take a quarter of
/// the time, corrected by a few gradients of the rows themselves: between two of these, the objective is the loss of
/// the bfloat16 rows plus the linear function that gives it the exact gradient at the last point (the surrogate of
/// DANE: O. Shamir, N. Srebro, T. Zhang, "Communication-efficient distributed optimization using an approximate
/// Newton-type method", 2014, with rounded rows instead of a subset of them).
struct BFloat16Descent {
    private struct Iterate {
        var x: [Double]
        /// The gradient of the mean loss of the bfloat16 rows.
        var gradient: [Double]
    }

    private let gradient: ([Double]) throws -> [Double]
    private var method: LBFGS
    private(set) var steps = 0

    private static let mostStalls = 3

    /// - Parameters:
    ///   - method: L-BFGS with its preconditioner, which approximates the inverse Hessian.
    ///   - gradient: returns the gradient of the mean loss of the bfloat16 rows.
    init(_ method: LBFGS, gradient: @escaping ([Double]) throws -> [Double]) {
        (self.method, self.gradient) = (method, gradient)
    }

    /// Minimises from coefficients of 0 until the norm of the gradient is within the tolerance or hardly decreases any
    /// more.
    ///
    /// - Returns: nil where the bfloat16 rows make no progress.
    mutating func minimize(
        _ count: Int, tolerance: Double, _ function: inout CountedFunction
    ) throws -> MinimizationPoint? {
        let zeros = [Double](repeating: 0, count: count)
        let start = Iterate(x: zeros, gradient: try gradient(zeros))
        guard var current = try descend(from: start, zeros, until: 1e-3 * MinimizationPoint.length(start.gradient))
        else {
            return nil
        }
        var point = try function(current.x)
        guard point.value.isFinite else { return nil }
        while point.gradientNorm > tolerance {
            let correction = zip(point.gradient, current.gradient).map { $0 - $1 }
            let bound = max(tolerance / 4, point.gradientNorm / 100)
            guard let next = try descend(from: current, correction, until: bound) else { break }
            let after = try function(next.x)
            guard after.gradientNorm < point.gradientNorm / 4 else { break }
            (current, point) = (next, after)
        }
        return point
    }

    /// Takes L-BFGS steps of length 1 on the corrected loss of the bfloat16 rows.
    ///
    /// - Returns: the first iterate whose gradient norm is within the bound, else the best one before single precision,
    ///   or a step that is too long, stops the progress; nil where that is not much better than the start.
    private mutating func descend(
        from start: Iterate, _ correction: [Double], until bound: Double
    ) throws -> Iterate? {
        var (current, best, stalls) = (start, start, 0)
        var (first, least) = (Double.infinity, Double.infinity)
        while stalls < Self.mostStalls {
            let corrected = zip(current.gradient, correction).map { $0 + $1 }
            let size = MinimizationPoint.length(corrected)
            if size <= bound { return current }
            if first == .infinity { first = size }
            stalls = size < least / 2 ? 0 : stalls + 1
            if size < least { (best, least) = (current, size) }
            let x = MinimizationPoint.axpy(current.x, 1, method.direction(corrected))
            let next = Iterate(x: x, gradient: try gradient(x))
            method.remember(
                MinimizationPoint(x: current.x, value: 0, gradient: current.gradient),
                MinimizationPoint(x: next.x, value: 0, gradient: next.gradient))
            current = next
            steps += 1
        }
        return least < first / 4 ? best : nil
    }
}
