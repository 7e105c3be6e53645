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
    ) throws -> (point: MinimizationPoint, iterations: Int) {
        var point = start
        for iteration in 0..<maximumIterations {
            if !point.value.isFinite || point.gradientNorm <= gradientTolerance { return (point, iteration) }
            var direction = direction(point.gradient)
            if MinimizationPoint.dot(direction, point.gradient) >= 0 {
                pairs = []
                direction = point.gradient.map { -$0 }
            }
            guard let search = LineSearch(from: point, along: direction),
                let next = try search.run(first: firstLength(direction), &function)
            else { return (point, iteration) }
            remember(point, next)
            point = next
        }
        return (point, maximumIterations)
    }
}
