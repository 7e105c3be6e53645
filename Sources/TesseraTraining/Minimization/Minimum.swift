import Tessera

/// The result of a minimisation.
///
/// A minimum is `Codable`; JSON has no numbers that are not finite, for which coders need a strategy such as
/// `JSONEncoder.nonConformingFloatEncodingStrategy`.
public struct Minimum: Sendable, Equatable, Codable {
    /// The reason why a minimisation ended.
    package enum Ending: String, Sendable, Codable {
        /// The norm of the gradient is at most the tolerance.
        case gradient
        /// No step decreases the loss by more than its rounding error or leads to a smaller gradient, or a value is no
        /// longer finite.
        case noFurtherDecrease
        /// Every step that changes the parameters increases the loss, down to the last digit of the parameters.
        case unchanged
        /// The loss decreases however long a step is: it seems to have no minimum.
        case unbounded
        /// The maximum number of iterations was reached.
        case iterations
    }

    /// The loss at the end.
    public let value: Double
    /// The Euclidean norm of the gradient at the end.
    public let gradientNorm: Double
    /// The number of steps.
    public let iterations: Int
    /// The number of evaluations of the loss and its gradient, each a pass over the rows.
    package let evaluations: Int
    /// The condition that ended the minimisation.
    package let ending: Ending

    /// Whether the norm of the gradient is at most the tolerance.
    public var hasConverged: Bool { ending == .gradient }
}

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

/// A point of a minimisation with the value and the gradient of the function.
package struct MinimizationPoint {
    package var x: [Double]
    package var value: Double
    package var gradient: [Double]

    package init(x: [Double], value: Double, gradient: [Double]) {
        (self.x, self.value, self.gradient) = (x, value, gradient)
    }

    package var gradientNorm: Double { Self.length(gradient) }
    var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }

    /// Returns the Euclidean norm.
    package static func length(_ x: [Double]) -> Double { dot(x, x).squareRoot() }

    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }

    /// Returns x + step·direction (axpy).
    package static func axpy(_ x: [Double], _ step: Double, _ direction: [Double]) -> [Double] {
        zip(x, direction).map { $0 + step * $1 }
    }
}

/// A function with its gradient that counts its evaluations and knows the rounding of its parameters and values.
package struct CountedFunction {
    private let function: ([Double]) throws -> (value: Double, gradient: [Double])
    private let round: (Double) -> Double
    /// The relative rounding error of a value, some ulps: the loss is a sum of many terms.
    private let noise: Double
    package private(set) var evaluations = 0

    /// - Parameters:
    ///   - scalar: the precision of the parameters and the loss.
    ///   - ulps: the rounding error of a value in units in the last place.
    ///   - function: computes the value and the gradient; may throw.
    package init<Scalar: RealScalar>(
        as scalar: Scalar.Type = Double.self, ulps: Double = 16,
        _ function: @escaping ([Double]) throws -> (value: Double, gradient: [Double])
    ) {
        self.function = function
        round = { Scalar(scalarValue: $0).scalarValue }
        noise = ulps * Scalar.ulpOfOne.scalarValue
    }

    package mutating func callAsFunction(_ x: [Double]) throws -> MinimizationPoint {
        evaluations += 1
        let (value, gradient) = try function(x)
        return MinimizationPoint(x: x, value: value, gradient: gradient)
    }

    /// Returns x + step·direction, rounded to the precision of the parameters.
    func roundedAxpy(_ x: [Double], _ step: Double, _ direction: [Double]) -> [Double] {
        MinimizationPoint.axpy(x, step, direction).map(round)
    }

    /// Returns the rounding error of a value: values that differ by less cannot be compared.
    func rounding(of value: Double) -> Double { noise * abs(value) }
}
