/// A point of a minimisation with the value and the gradient of the function.
package struct MinimizationPoint {
    package var x: [Double]
    package var value: Double
    package var gradient: [Double]

    package init(x: [Double], value: Double, gradient: [Double]) {
        (self.x, self.value, self.gradient) = (x, value, gradient)
    }

    package var gradientNorm: Double { Self.length(gradient) }
    package var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }

    /// Returns the Euclidean norm.
    package static func length(_ x: [Double]) -> Double { dot(x, x).squareRoot() }

    package static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }

    /// Returns x + step·direction (axpy).
    package static func axpy(_ x: [Double], _ step: Double, _ direction: [Double]) -> [Double] {
        zip(x, direction).map { $0 + step * $1 }
    }
}
