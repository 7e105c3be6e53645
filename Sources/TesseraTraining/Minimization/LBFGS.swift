/// L-BFGS: the two-loop recursion over the last steps and changes of the gradient.
struct LBFGS {
    let memory: Int
    /// Stands for the inverse Hessian that the recursion starts from; nil for a multiple of the identity.
    var preconditioner: (([Double]) -> [Double])?

    private var pairs: [(step: [Double], change: [Double], product: Double)] = []

    init(memory: Int) { self.memory = memory }

    mutating func remember(_ before: MinimizationPoint, _ after: MinimizationPoint) {
        let step = zip(after.x, before.x).map { $0 - $1 }
        let change = zip(after.gradient, before.gradient).map { $0 - $1 }
        let product = MinimizationPoint.dot(step, change)
        // The Wolfe conditions make it positive, but for rounding.
        guard product > 1e-300 else { return }
        pairs.append((step, change, product))
        if pairs.count > memory { pairs.removeFirst() }
    }

    func direction(_ gradient: [Double]) -> [Double] {
        var (q, shares) = (gradient, [Double](repeating: 0, count: pairs.count))
        for index in pairs.indices.reversed() {
            let (step, change, product) = pairs[index]
            shares[index] = MinimizationPoint.dot(step, q) / product
            for place in q.indices { q[place] -= shares[index] * change[place] }
        }
        if let preconditioner {
            q = preconditioner(q)
        } else if let (_, change, product) = pairs.last {
            let scale = product / MinimizationPoint.dot(change, change)
            for place in q.indices { q[place] *= scale }
        }
        for (index, (step, change, product)) in pairs.enumerated() {
            let share = shares[index] - MinimizationPoint.dot(change, q) / product
            for place in q.indices { q[place] += share * step[place] }
        }
        return q.map { -$0 }
    }

    /// A first step has no curvature to go by.
    private func firstLength(_ direction: [Double]) -> Double {
        guard pairs.isEmpty, preconditioner == nil else { return 1 }
        return min(1, 1 / max(MinimizationPoint.length(direction), 1e-300))
    }

    mutating func minimize(
        from start: MinimizationPoint, gradientTolerance: Double, maximumIterations: Int,
        _ function: inout CountedFunction
    ) throws -> (point: MinimizationPoint, iterations: Int, ending: Minimum.Ending) {
        var (point, progress) = (start, Stagnation(start))
        for iteration in 0..<maximumIterations {
            if !point.isFinite { return (point, iteration, .noFurtherDecrease) }
            if point.gradientNorm <= gradientTolerance { return (point, iteration, .gradient) }
            switch try step(from: point, &function) {
            case .moved(let next):
                remember(point, next)
                point = next
                progress.note(next, function)
            case .unbounded(let last): return (last, iteration + 1, .unbounded)
            case .failed(let ending):
                // What is remembered may be of another place, behind a kink; the gradient alone leads down if anything does.
                if pairs.isEmpty { return (progress.best, iteration, ending) }
                pairs = []
                progress.noteFailure()
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
        if !(MinimizationPoint.dot(direction, point.gradient) < 0) {
            pairs = []
            direction = point.gradient.map { -$0 }
        }
        guard let search = LineSearch(from: point, along: direction) else { return .failed(.noFurtherDecrease) }
        return try search.run(first: firstLength(direction), &function)
    }
}
