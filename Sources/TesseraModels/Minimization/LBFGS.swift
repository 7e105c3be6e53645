/// L-BFGS: quasi-Newton steps by the two-loop recursion over the latest steps and changes of the gradient (J. Nocedal,
/// "Updating quasi-Newton matrices with limited storage", 1980; D. Liu, J. Nocedal, "On the limited memory BFGS method
/// for large scale optimization", 1989).
package struct LBFGS {
    /// The number of steps that are kept.
    package let memory: Int
    /// Applies the approximate inverse Hessian that the recursion starts from; nil for a multiple of the identity.
    package var preconditioner: (([Double]) -> [Double])?

    /// The latest steps s, the changes y of the gradient and the products s·y, the oldest first.
    private var pairs: [(step: [Double], change: [Double], product: Double)] = []

    package init(memory: Int) { self.memory = memory }

    /// Stores the step between two points, and drops the oldest one if there are more than `memory`.
    package mutating func remember(_ before: MinimizationPoint, _ after: MinimizationPoint) {
        let step = zip(after.x, before.x).map { $0 - $1 }
        let change = zip(after.gradient, before.gradient).map { $0 - $1 }
        let product = MinimizationPoint.dot(step, change)
        // The Wolfe conditions make s·y positive, up to rounding.
        guard product > 1e-300 else { return }
        pairs.append((step, change, product))
        if pairs.count > memory { pairs.removeFirst() }
    }

    /// Returns the search direction −H·g, where H is the approximate inverse Hessian, by the two-loop recursion.
    package func direction(_ gradient: [Double]) -> [Double] {
        var (q, alphas) = (gradient, [Double](repeating: 0, count: pairs.count))
        for pair in pairs.indices.reversed() {
            let (step, change, product) = pairs[pair]
            alphas[pair] = MinimizationPoint.dot(step, q) / product
            for index in q.indices { q[index] -= alphas[pair] * change[index] }
        }
        if let preconditioner {
            q = preconditioner(q)
        } else if let (_, change, product) = pairs.last {
            let scale = product / MinimizationPoint.dot(change, change)
            for index in q.indices { q[index] *= scale }
        }
        for (pair, (step, change, product)) in pairs.enumerated() {
            let coefficient = alphas[pair] - MinimizationPoint.dot(change, q) / product
            for index in q.indices { q[index] += coefficient * step[index] }
        }
        return q.map { -$0 }
    }

    /// Returns the step size that the line search tries first: 1 or, while no curvature is known, one for a step of
    /// norm 1 at most.
    private func firstStepSize(_ direction: [Double]) -> Double {
        guard pairs.isEmpty, preconditioner == nil else { return 1 }
        return min(1, 1 / max(MinimizationPoint.length(direction), 1e-300))
    }

    /// Minimises a function. Returns the point found, the number of iterations and the reason for the end.
    package mutating func minimize(
        from start: MinimizationPoint, gradientTolerance: Double, maximumIterations: Int,
        _ function: inout CountedFunction
    ) throws -> (point: MinimizationPoint, iterations: Int, ending: Minimum.Ending) {
        var (point, progress) = (start, Stagnation(start))
        for iteration in 0..<maximumIterations {
            if !point.isFinite { return (point, iteration, .noFurtherDecrease) }
            if point.gradientNorm <= gradientTolerance { return (point, iteration, .gradient) }
            switch try step(from: point, &function) {
            case .decreased(let next):
                remember(point, next)
                point = next
                progress.record(next, function)
            case .unbounded(let last): return (last, iteration + 1, .unbounded)
            case .failed(let ending):
                // The stored steps may come from the other side of a kink and not fit here. Restart with steepest
                // descent: if any direction decreases the function, the negative gradient does.
                if pairs.isEmpty { return (progress.best, iteration, ending) }
                pairs = []
                progress.recordFailure()
            }
            if progress.isReached, progress.best.gradientNorm > gradientTolerance {
                return (progress.best, iteration + 1, .noFurtherDecrease)
            }
        }
        let hasConverged = progress.best.gradientNorm <= gradientTolerance
        return (progress.best, maximumIterations, hasConverged ? .gradient : .iterations)
    }

    private mutating func step(
        from point: MinimizationPoint, _ function: inout CountedFunction
    ) throws -> LineSearch.Outcome {
        var direction = direction(point.gradient)
        // Rounding may leave a direction that is not one of descent: restart with steepest descent.
        if !(MinimizationPoint.dot(direction, point.gradient) < 0) {
            pairs = []
            direction = point.gradient.map { -$0 }
        }
        guard let search = LineSearch(from: point, along: direction) else { return .failed(.noFurtherDecrease) }
        return try search.run(first: firstStepSize(direction), &function)
    }
}
