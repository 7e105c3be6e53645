internal import TesseraModels

/// A minimisation of a function of a flat vector, by any of the methods.
struct Minimization {
    let method: MinimizationMethod
    let gradientTolerance: Double
    let maximumIterations: Int
    /// Returns the Hessian at `x` times `v`; called for Newton's method alone.
    let hessianProduct: (_ x: [Double], _ v: [Double]) throws -> [Double]

    /// Minimises the function, and returns the point found.
    ///
    /// - Throws: `TrainingError` if the function or its gradient is not finite at the start, or the number of iterations
    ///   is negative; what the function throws.
    func run(from x: [Double], _ function: inout CountedFunction) throws -> (x: [Double], minimum: Minimum) {
        guard maximumIterations >= 0 else {
            throw TrainingError(
                .invalidOption(name: "maximumIterations", value: "\(maximumIterations)", expected: "at least 0"))
        }
        let start = try function(x)
        guard start.isFinite else {
            throw TrainingError(.diverged(epoch: 1, step: 1, loss: start.value, isStandardized: false))
        }
        let (point, iterations, ending): (MinimizationPoint, Int, Minimum.Ending)
        switch method {
        case .lbfgs(let memory):
            var method = LBFGS(memory: Swift.max(1, memory))
            (point, iterations, ending) = try method.minimize(
                from: start, gradientTolerance: gradientTolerance, maximumIterations: maximumIterations, &function)
        case .newton:
            let method = TruncatedNewton(hessianProduct: hessianProduct)
            (point, iterations, ending) = try method.minimize(
                from: start, gradientTolerance: gradientTolerance, maximumIterations: maximumIterations, &function)
        }
        let minimum = Minimum(
            value: point.value, gradientNorm: point.gradientNorm, iterations: iterations,
            evaluations: function.evaluations, ending: ending)
        return (point.x, minimum)
    }
}
