import Tessera

/// Where a minimisation has ended.
public struct Minimum: Sendable, Equatable {
    /// Why a minimisation goes no further.
    public enum Ending: String, Sendable {
        /// The gradient is as short as was asked for.
        case gradient
        /// No step leads further down than the loss is rounded, nor to a shorter gradient.
        case noFurtherDecrease
        /// Every step that changes the parameters leads up, to their last digit.
        case unchanged
        /// The loss falls however long a step is: it seems to have no minimum.
        case unbounded
        /// As many steps were taken as were allowed.
        case iterations
    }

    public let value: Double
    /// The length of the gradient.
    public let gradientNorm: Double
    public let iterations: Int
    /// How often value and gradient were computed, each a pass over the rows.
    public let evaluations: Int
    /// Which condition ended it.
    public let ending: Ending

    /// Whether the gradient is as short as was asked for.
    public var hasConverged: Bool { ending == .gradient }
}

/// How a loss over all rows is made smallest.
public enum MinimizationMethod: Sendable, Equatable {
    /// Quasi-Newton steps from the gradients of so many steps before (D. Liu, J. Nocedal, "On the limited memory BFGS method
    /// for large scale optimization", 1989), each as far as the Wolfe conditions ask.
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
    var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }

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

/// A function with its gradient, which counts how often it is asked, and knows how the numbers behind it are rounded.
struct CountedFunction {
    private let function: ([Double]) throws -> (value: Double, gradient: [Double])
    private let round: (Double) -> Double
    /// How much of a value rounding may take or give: the loss is a sum of many terms.
    private let noise: Double
    private(set) var evaluations = 0

    /// - Parameters:
    ///   - scalar: the precision of parameters and loss.
    ///   - ulps: by how many units in its last place rounding may change a value.
    init<Scalar: RealScalar>(
        as scalar: Scalar.Type = Double.self, ulps: Double = 16,
        _ function: @escaping ([Double]) throws -> (value: Double, gradient: [Double])
    ) {
        self.function = function
        round = { Scalar(scalarValue: $0).scalarValue }
        noise = ulps * Scalar.ulpOfOne.scalarValue
    }

    mutating func callAsFunction(_ x: [Double]) throws -> MinimizationPoint {
        evaluations += 1
        let (value, gradient) = try function(x)
        return MinimizationPoint(x: x, value: value, gradient: gradient)
    }

    /// The place a step leads to, as the parameters hold it.
    func place(_ x: [Double], _ step: Double, _ direction: [Double]) -> [Double] {
        MinimizationPoint.moved(x, step, direction).map(round)
    }

    /// Values that differ by less do not tell which is the smaller one.
    func rounding(of value: Double) -> Double { noise * abs(value) }
}
