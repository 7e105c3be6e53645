import Tessera

/// Most steps of a logistic regression by packed rows, which take a quarter of the time, corrected by a few slopes of the
/// rows themselves: between two of these, what is made small is the loss of the packed rows plus the linear function that
/// gives it the right slope (O. Shamir, N. Srebro, T. Zhang, "Communication-efficient distributed optimization using an
/// approximate Newton-type method", 2014, with rounded rows for a part of them).
struct PackedDescent {
    private struct Place {
        var x: [Double]
        /// Of the mean loss of the packed rows.
        var slope: [Double]
    }

    private let slope: ([Double]) throws -> [Double]
    private var method: LBFGS
    private(set) var steps = 0

    private static let mostStalls = 3

    /// - Parameters:
    ///   - slope: of the mean loss of the packed rows.
    ///   - method: with what stands for the inverse Hessian.
    init(_ method: LBFGS, slope: @escaping ([Double]) throws -> [Double]) {
        (self.method, self.slope) = (method, slope)
    }

    /// From 0 to where the slope is small enough, or does not become much smaller any more.
    ///
    /// - Returns: nil where the packed rows do not lead anywhere.
    mutating func minimize(
        _ count: Int, tolerance: Double, _ function: inout CountedFunction
    ) throws -> MinimizationPoint? {
        let zeros = [Double](repeating: 0, count: count)
        let start = Place(x: zeros, slope: try slope(zeros))
        guard var here = try descend(from: start, zeros, until: 1e-3 * MinimizationPoint.length(start.slope)) else {
            return nil
        }
        var point = try function(here.x)
        guard point.value.isFinite else { return nil }
        while point.gradientNorm > tolerance {
            let correction = zip(point.gradient, here.slope).map { $0 - $1 }
            let bound = max(tolerance / 4, point.gradientNorm / 100)
            guard let next = try descend(from: here, correction, until: bound) else { break }
            let after = try function(next.x)
            guard after.gradientNorm < point.gradientNorm / 4 else { break }
            (here, point) = (next, after)
        }
        return point
    }

    /// - Returns: the first place below the bound, else the best one before single precision, or a step too far, leads no
    ///   further; nil where that is not much better than the start.
    private mutating func descend(
        from start: Place, _ correction: [Double], until bound: Double
    ) throws -> Place? {
        var (here, best, stalls) = (start, start, 0)
        var (first, least) = (Double.infinity, Double.infinity)
        while stalls < Self.mostStalls {
            let gradient = zip(here.slope, correction).map { $0 + $1 }
            let size = MinimizationPoint.length(gradient)
            if size <= bound { return here }
            if first == .infinity { first = size }
            stalls = size < least / 2 ? 0 : stalls + 1
            if size < least { (best, least) = (here, size) }
            let x = MinimizationPoint.moved(here.x, 1, method.direction(gradient))
            let next = Place(x: x, slope: try slope(x))
            method.remember(
                MinimizationPoint(x: here.x, value: 0, gradient: here.slope),
                MinimizationPoint(x: next.x, value: 0, gradient: next.slope))
            here = next
            steps += 1
        }
        return least < first / 4 ? best : nil
    }
}
