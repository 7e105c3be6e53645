/// Where a minimisation has ended.
public struct Minimum: Sendable, Equatable {
    public let value: Double
    /// The length of the gradient.
    public let gradientNorm: Double
    public let iterations: Int
    /// How often value and gradient were computed, each a pass over the rows.
    public let evaluations: Int
}

/// How a loss over all rows is made smallest.
public enum MinimizationMethod: Sendable, Equatable {
    /// Quasi-Newton steps from the gradients of so many steps before (D. Liu, J. Nocedal, "On the limited memory BFGS method
    /// for large scale optimization", 1989), each as far as the strong Wolfe conditions ask.
    case lbfgs(memory: Int = 10)
    /// Newton steps whose systems are solved by conjugate gradients, with Hessian-vector products from second derivatives
    /// (R. Dembo, T. Steihaug, "Truncated-Newton algorithms for large-scale unconstrained optimization", 1983).
    case newton
}

/// A point on the way, with what is known there.
struct MinimizationPoint {
    var x: [Double]
    var value: Double
    var gradient: [Double]

    var gradientNorm: Double { Self.length(gradient) }

    static func length(_ x: [Double]) -> Double { dot(x, x).squareRoot() }

    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }

    static func moved(_ x: [Double], _ step: Double, _ direction: [Double]) -> [Double] {
        zip(x, direction).map { $0 + step * $1 }
    }
}

/// A function with its gradient, which counts how often it is asked.
struct CountedFunction {
    private let function: ([Double]) throws -> (value: Double, gradient: [Double])
    private(set) var evaluations = 0

    init(_ function: @escaping ([Double]) throws -> (value: Double, gradient: [Double])) {
        self.function = function
    }

    mutating func callAsFunction(_ x: [Double]) throws -> MinimizationPoint {
        evaluations += 1
        let (value, gradient) = try function(x)
        return MinimizationPoint(x: x, value: value, gradient: gradient)
    }
}
