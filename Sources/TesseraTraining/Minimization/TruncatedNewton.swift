/// Newton's method with systems solved by conjugate gradients, as far as the gradient is worth it.
struct TruncatedNewton {
    /// The Hessian at a point times a vector.
    let curvature: (_ x: [Double], _ v: [Double]) throws -> [Double]

    func minimize(
        from start: MinimizationPoint, gradientTolerance: Double, maximumIterations: Int,
        _ function: inout CountedFunction
    ) throws -> (point: MinimizationPoint, iterations: Int) {
        var point = start
        for iteration in 0..<maximumIterations {
            if !point.value.isFinite || point.gradientNorm <= gradientTolerance { return (point, iteration) }
            let direction = try direction(at: point)
            guard let search = LineSearch(from: point, along: direction),
                let next = try search.run(first: 1, &function)
            else { return (point, iteration) }
            point = next
        }
        return (point, maximumIterations)
    }

    /// −H⁻¹·g to a residual of min(½, √‖g‖)·‖g‖, which makes the steps converge superlinearly; where the curvature is not
    /// positive what has been found so far.
    private func direction(at point: MinimizationPoint) throws -> [Double] {
        let norm = point.gradientNorm
        let goal = min(0.5, norm.squareRoot()) * norm
        var (x, rest) = ([Double](repeating: 0, count: point.x.count), point.gradient.map { -$0 })
        var (direction, squares) = (rest, norm * norm)
        for step in 0..<max(20, 2 * point.x.count) {
            let image = try curvature(point.x, direction)
            let bend = MinimizationPoint.dot(direction, image)
            if bend <= 0 { return step == 0 ? rest : x }
            let length = squares / bend
            for index in x.indices {
                x[index] += length * direction[index]
                rest[index] -= length * image[index]
            }
            let next = MinimizationPoint.dot(rest, rest)
            if next.squareRoot() <= goal { break }
            direction = zip(rest, direction).map { $0 + next / squares * $1 }
            squares = next
        }
        return x
    }
}
