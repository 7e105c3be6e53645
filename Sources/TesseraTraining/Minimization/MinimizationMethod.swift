/// A method that minimises a loss over all rows.
public enum MinimizationMethod: Sendable, Equatable {
    /// L-BFGS: quasi-Newton steps from the gradients of the latest `memory` steps (D. Liu, J. Nocedal, "On the limited
    /// memory BFGS method for large scale optimization", 1989), with a line search for the Wolfe conditions.
    case lbfgs(memory: Int = 10)
    /// Truncated Newton: steps whose systems are solved by conjugate gradients, with Hessian-vector products by
    /// autodiff (R. Dembo, T. Steihaug, "Truncated-Newton algorithms for large-scale unconstrained optimization",
    /// 1983).
    case newton
}
