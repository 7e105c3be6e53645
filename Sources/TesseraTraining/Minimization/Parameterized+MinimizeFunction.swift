public import Tessera
public import TesseraModels

extension Parameterized {
    /// Minimises a function of this value, starting from the current parameters: hyperparameters of a Gaussian process,
    /// the constants of a differential equation, the points of a layout.
    ///
    /// ```swift
    /// var point = Tensor<Double>([-1.2, 1])
    /// let minimum = try point.minimize { p in
    ///     (1 - p[0]).squared() + 100 * (p[1] - p[0].squared()).squared()
    /// }
    /// ```
    ///
    /// It keeps the calling thread until it ends; a task calls it in `withDedicatedThread`.
    ///
    /// - Parameters:
    ///   - method: L-BFGS, or Newton's method, for which the function is differentiated twice.
    ///   - gradientTolerance: the minimisation has converged when the Euclidean norm of the gradient is at most this.
    ///   - maximumIterations: the largest number of steps, at least 0.
    ///   - function: maps a value of this type to a tensor of one element; made of tensor operations. A step to where it
    ///     throws a `LinearAlgebraError`, as the Cholesky factorisation of a matrix does that is not positive definite, or
    ///     is not finite, is taken back and shortened.
    /// - Returns: the value, the norm of the gradient and the reason for the end; this value holds the parameters found.
    /// - Throws: `TrainingError` if the number of iterations is negative, or the function or its gradient is not finite at
    ///   the start; whatever else the function throws; `CancellationError` once the task is cancelled. The parameters are
    ///   then as they were.
    @discardableResult
    public mutating func minimize(
        method: MinimizationMethod = .lbfgs(), gradientTolerance: Double = 1e-6, maximumIterations: Int = 1000,
        _ function: @escaping (Self) throws -> Tensor<Scalar>
    ) throws -> Minimum {
        let start = self
        func gradientAndValue(at x: [Double]) throws -> (value: Double, gradient: [Double]) {
            try Task.checkCancellation()
            let (value, gradient) = try valueAndGradient(at: start.replacingNumbers(by: x), of: function)
            return (value.item.scalarValue, gradient.flatNumbers)
        }
        var isAtStart = true
        var counted = CountedFunction(as: Scalar.self) { x in
            defer { isAtStart = false }
            do {
                return try gradientAndValue(at: x)
            } catch is LinearAlgebraError where !isAtStart {
                return (.infinity, [Double](repeating: .nan, count: x.count))
            }
        }
        let minimization = Minimization(
            method: method, gradientTolerance: gradientTolerance, maximumIterations: maximumIterations,
            hessianProduct: { try start.hessianProduct(of: function, at: $0, $1) })
        let (x, minimum) = try minimization.run(from: flatNumbers, &counted)
        self = replacingNumbers(by: x)
        return minimum
    }

    /// Returns H(x)·v = ∇(∇f·v).
    private func hessianProduct(
        of function: (Self) throws -> Tensor<Scalar>, at x: [Double], _ v: [Double]
    ) throws -> [Double] {
        try Task.checkCancellation()
        let direction = replacingNumbers(by: v).parameters
        return try gradient(at: replacingNumbers(by: x)) { value in
            let inner = try gradient(at: value, of: function)
            return zip(inner.parameters, direction).reduce(Tensor(0)) { $0 + ($1.0 * $1.1).sum() }
        }.flatNumbers
    }
}
