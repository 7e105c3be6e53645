/// The solver of the least-squares problem of a linear regression.
public enum LinearSolver: String, Sendable, CaseIterable {
    /// Householder QR of the equilibrated columns with iterative refinement to full precision; for tall tables in
    /// passes over their rows.
    case qr
    /// The singular value decomposition: the minimum-norm solution, in which dependent columns divide their common
    /// effect.
    case svd
    /// The normal equations: cross products of the columns from one pass over the rows, refined like QR. The fastest
    /// solver for tall tables; it falls back to QR where columns are nearly dependent.
    case normalEquations
    /// Accelerated gradient descent on all rows of standardised columns; up to a thousand steps by default.
    case gradientDescent
    /// Variance-reduced stochastic gradient descent (SVRG) on batches of up to 256 rows of standardised columns; up to
    /// a hundred epochs by default.
    case sgd
    /// Coordinate descent, then an active-set method that finds the exact minimum for the signs of the coefficients. An
    /// L1 penalty requires this solver.
    case coordinateDescent
}
