import Tessera

/// The quadratic model of a log-likelihood with an L1 penalty, whose minimum is the end of a proximal Newton step (J.
/// Lee, Y. Sun, M. Saunders, "Proximal Newton-type methods for minimizing composite functions", 2014).
struct ProximalModel {
    /// The columns whose Gram matrix is the information matrix with the L2 penalty.
    let factor: PreciseColumns
    /// The gradient of the log-likelihood minus the L2 penalty.
    let gradient: [DoubleDouble]
    /// The L1 penalty of each coefficient.
    let penalties: [Double]

    /// Returns the coefficients that minimise the negative model plus the penalty.
    ///
    /// - Parameters:
    ///   - w: the coefficients where the model was made.
    ///   - isFirst: whether this is the first step, which begins with coordinate descent: `w` is far from the minimum.
    /// - Throws: `LinearAlgebraError`. The next Newton step makes up for a minimum that has not converged.
    func minimum(from w: [DoubleDouble], isFirst: Bool) throws(LinearAlgebraError) -> [DoubleDouble] {
        var start = w
        if isFirst {
            var descent = LassoCoordinateDescent(
                factor.high, rows: factor.rows, Array(repeating: 0, count: factor.rows),
                linear: gradient.map(\.value), penalties: penalties)
            start = descent.approach().map { DoubleDouble($0) }
        }
        var lasso = ActiveSetLasso(factor, factor.product(w), linear: gradient, penalties: penalties, start: start)
        _ = try lasso.minimize(maximumIterations: 1000 + 10 * w.count)
        return lasso.w
    }
}
