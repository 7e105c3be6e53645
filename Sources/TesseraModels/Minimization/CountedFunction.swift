package import Tessera

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
    package func roundedAxpy(_ x: [Double], _ step: Double, _ direction: [Double]) -> [Double] {
        MinimizationPoint.axpy(x, step, direction).map(round)
    }

    /// Returns the rounding error of a value: values that differ by less cannot be compared.
    package func rounding(of value: Double) -> Double { noise * abs(value) }
}
