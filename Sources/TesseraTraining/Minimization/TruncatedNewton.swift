internal import TesseraModels

/// The truncated Newton method (line-search Newton-CG): Newton's method whose systems are solved by conjugate gradients
/// only as accurately as the norm of the gradient justifies (R. Dembo, T. Steihaug, "Truncated-Newton algorithms for
/// large-scale unconstrained optimization", 1983).
struct TruncatedNewton {
    /// Returns the Hessian at `x` times `v`.
    let hessianProduct: (_ x: [Double], _ v: [Double]) throws -> [Double]

    /// Minimises a function. Returns the point found, the number of iterations and the reason for the end.
    func minimize(
        from start: MinimizationPoint, gradientTolerance: Double, maximumIterations: Int,
        _ function: inout CountedFunction
    ) throws -> (point: MinimizationPoint, iterations: Int, ending: Minimum.Ending) {
        var (point, progress) = (start, Stagnation(start))
        // The norm of the last step. Along a direction that is not Newton's, the first trial step has the same norm;
        // before the first step there is nothing better than 1.
        var lastStepNorm = 1.0
        for iteration in 0..<maximumIterations {
            if !point.isFinite { return (point, iteration, .noFurtherDecrease) }
            if point.gradientNorm <= gradientTolerance { return (point, iteration, .gradient) }
            let (direction, isNewton) = try direction(at: point)
            guard let search = LineSearch(from: point, along: direction) else {
                return (progress.best, iteration, .noFurtherDecrease)
            }
            let first = isNewton ? 1 : lastStepNorm / max(MinimizationPoint.length(direction), .leastNormalMagnitude)
            switch try search.run(first: first, &function) {
            case .decreased(let next):
                lastStepNorm = MinimizationPoint.length(zip(next.x, point.x).map { $0 - $1 })
                point = next
                progress.record(next, function)
            case .unbounded(let last): return (last, iteration + 1, .unbounded)
            case .failed(let ending): return (progress.best, iteration, ending)
            }
            if progress.isReached, progress.best.gradientNorm > gradientTolerance {
                return (progress.best, iteration + 1, .noFurtherDecrease)
            }
        }
        let hasConverged = progress.best.gradientNorm <= gradientTolerance
        return (progress.best, maximumIterations, hasConverged ? .gradient : .iterations)
    }

    /// Solves H·d = −g by conjugate gradients to a residual of min(½, √‖g‖)·‖g‖, which makes the method converge
    /// superlinearly.
    ///
    /// If it meets a direction of curvature 0 or negative, it returns the approximate solution found so far or, at the
    /// first CG step, −g, which is not a Newton direction.
    private func direction(at point: MinimizationPoint) throws -> (direction: [Double], isNewton: Bool) {
        let norm = point.gradientNorm
        let goal = min(0.5, norm.squareRoot()) * norm
        var (x, residual) = ([Double](repeating: 0, count: point.x.count), point.gradient.map { -$0 })
        var (direction, squares) = (residual, norm * norm)
        for step in 0..<max(20, 2 * point.x.count) {
            let image = try hessianProduct(point.x, direction)
            let curvature = MinimizationPoint.dot(direction, image)
            if curvature <= 0 { return step == 0 ? (residual, false) : (x, true) }
            let stepSize = squares / curvature
            for index in x.indices {
                x[index] += stepSize * direction[index]
                residual[index] -= stepSize * image[index]
            }
            let next = MinimizationPoint.dot(residual, residual)
            if next.squareRoot() <= goal { break }
            direction = zip(residual, direction).map { $0 + next / squares * $1 }
            squares = next
        }
        return (x, true)
    }
}
