import Tessera
import Testing

/// Derivatives of a function of tensors held against central differences along random directions.
struct GradientCheck {
    private let function: ([Tensor<Double>]) -> Tensor<Double>
    private let point: [Tensor<Double>]
    private let (along, across): ([Tensor<Double>], [Tensor<Double>])
    private let weights: Tensor<Double>
    private let step: Double

    init(_ compute: @escaping ([Tensor<Double>]) -> Tensor<Double>, at point: [Tensor<Double>], step: Double) {
        var random = SplitMix64(99)
        func direction(_ shape: Shape) -> Tensor<Double> {
            Tensor(random.values(shape.elementCount), shape: shape)
        }
        let weights = direction(compute(point).shape)
        self.weights = weights
        self.point = point
        self.step = step
        along = point.map { direction($0.shape) }
        across = point.map { direction($0.shape) }
        function = { (compute($0) * weights).sum() }
    }

    func expectFirst(_ comment: String) {
        let gradients = gradient(at: point, of: function)
        let difference = derivative { function(shiftedPoint($0)).item }
        expect(inner(gradients, along), difference, "first derivative, \(comment)")
    }

    func expectSecond(_ comment: String) {
        let curvature = gradient(at: point) { x in
            let gradients = gradient(at: x, of: function)
            return zip(gradients, across).reduce(Tensor<Double>(0)) { $0 + ($1.0 * $1.1).sum() }
        }
        let difference = derivative { inner(gradient(at: shiftedPoint($0), of: function), across) }
        expect(inner(curvature, along), difference, "second derivative, \(comment)")
    }

    /// Central differences of two steps, extrapolated (Richardson): what is left is of order step⁴.
    private func derivative(_ value: (Double) -> Double) -> Double {
        let near = (value(step) - value(-step)) / (2 * step)
        let far = (value(2 * step) - value(-2 * step)) / (4 * step)
        return (4 * near - far) / 3
    }

    private func shiftedPoint(_ distance: Double) -> [Tensor<Double>] {
        zip(point, along).map { $0 + distance * $1 }
    }

    private func inner(_ a: [Tensor<Double>], _ b: [Tensor<Double>]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 * $1.1).sum().item }
    }

    /// step⁴ = 6e-14 times a fifth derivative of some hundreds for each element, and ulp / step = 4e-13 for each unit
    /// of the value, which grows with the number of elements.
    private func expect(_ exact: Double, _ difference: Double, _ comment: String) {
        let size = Double(point.map(\.count).reduce(10, +))
        #expect(abs(exact - difference) <= 1e-9 * size, "\(comment): \(exact) against \(difference)")
    }
}
