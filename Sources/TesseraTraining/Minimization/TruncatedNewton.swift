/// Newton's method with systems solved by conjugate gradients, as far as the gradient is worth it.
struct TruncatedNewton {
    /// The Hessian at a point times a vector.
    let curvature: (_ x: [Double], _ v: [Double]) throws -> [Double]

    func minimize(
        from start: MinimizationPoint, gradientTolerance: Double, maximumIterations: Int,
        _ function: inout CountedFunction
    ) throws -> (point: MinimizationPoint, iterations: Int, ending: Minimum.Ending) {
        var (point, progress) = (start, Stagnation(start))
        // How far the last step went; the first one has nothing to go by.
        var reach = 1.0
        for iteration in 0..<maximumIterations {
            if !point.isFinite { return (point, iteration, .noFurtherDecrease) }
            if point.gradientNorm <= gradientTolerance { return (point, iteration, .gradient) }
            let (direction, isNewton) = try direction(at: point)
            guard let search = LineSearch(from: point, along: direction) else {
                return (progress.best, iteration, .noFurtherDecrease)
            }
            let first = isNewton ? 1 : reach / max(MinimizationPoint.length(direction), .leastNormalMagnitude)
            switch try search.run(first: first, &function) {
            case .moved(let next):
                reach = MinimizationPoint.length(zip(next.x, point.x).map { $0 - $1 })
                point = next
                progress.note(next, function)
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

    /// −H⁻¹·g to a residual of min(½, √‖g‖)·‖g‖, which makes the steps converge superlinearly; where the curvature is not
    /// positive what has been found so far, which is −g before the first step: no direction of Newton's.
    private func direction(at point: MinimizationPoint) throws -> (direction: [Double], isNewton: Bool) {
        let norm = point.gradientNorm
        let goal = min(0.5, norm.squareRoot()) * norm
        var (x, rest) = ([Double](repeating: 0, count: point.x.count), point.gradient.map { -$0 })
        var (direction, squares) = (rest, norm * norm)
        for step in 0..<max(20, 2 * point.x.count) {
            let image = try curvature(point.x, direction)
            let bend = MinimizationPoint.dot(direction, image)
            if bend <= 0 { return step == 0 ? (rest, false) : (x, true) }
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
        return (x, true)
    }
}
