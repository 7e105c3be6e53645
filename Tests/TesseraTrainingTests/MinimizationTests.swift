import Tessera
import TesseraRegression
import Testing

@testable import TesseraTraining

@Suite struct MinimizationTests {
    static let methods: [MinimizationMethod] = [.lbfgs(), .lbfgs(memory: 3), .newton]

    /// Rosenbrock's valley in ten dimensions, whose minimum is at ones; the rows have no part in it.
    @Test(arguments: methods)
    func followsACurvedValley(_ method: MinimizationMethod) throws {
        var point = Tensor<Double>(repeating: -1, shape: [10])
        let rows = try RowTable(features: Tensor<Double>(ones: [2, 1]), targets: Tensor<Double>(ones: [2, 1]))
        let minimum = try point.minimize(over: rows, method: method, gradientTolerance: 1e-9) { x, batch in
            let (head, tail) = (x.sliced(axis: 0, 0..<9), x.sliced(axis: 0, 1..<10))
            let valley = 100 * (tail - head.squared()).squared() + (1 - head).squared()
            return valley.sum() + 0 * batch.features.mean()
        }
        // There is another minimum with the first element near −1.
        #expect(minimum.gradientNorm <= 1e-9)
        #expect(minimum.value < 1e-15 || abs(minimum.value - 3.986) < 0.01)
        #expect(minimum.evaluations >= minimum.iterations)
    }

    /// A plan computes pivoted solutions as eager operations do: the right-hand sides have a known solution.
    @Test(arguments: [LeastSquaresMethod.pivotedQR, .svd, .qr])
    func factorisesWithinPlans(_ method: LeastSquaresMethod) throws {
        let a = Tensor<Double>(normal: [5, 3], seed: 6)
        let wanted = Tensor<Double>([1, -2, 3])
        let rows = try RowTable(features: Tensor<Double>(ones: [2, 1]), targets: Tensor<Double>(ones: [2, 1]))
        var matrix = a
        try matrix.minimize(over: rows, gradientTolerance: 1e-10) { a, batch in
            let solution = (try? a.leastSquares(Tensor([1, 2, 3, 4, 5]), method: method).solution) ?? wanted
            return (solution - wanted).squared().sum() + 0 * batch.features.mean()
        }
        let solution = try matrix.leastSquares(Tensor([1, 2, 3, 4, 5]), method: method).solution
        for (found, exact) in zip(solution.scalars, wanted.scalars) { #expect(abs(found - exact) < 1e-6) }
        let r = try Plan(for: a, rows: RowShape(features: 1)) { a, batch in
            ((try? a.pivotedQR().r[0, 0]) ?? Tensor(.nan)) + 0 * batch.features.mean()
        }
        let planned = try r.valueAndGradient(at: a, over: rows).0
        #expect(abs(Double(planned) - (try a.pivotedQR().r[0, 0].item)) < 1e-12)
    }

    /// The least squares of a line have a closed form.
    @Test(arguments: methods)
    func findsLeastSquares(_ method: MinimizationMethod) throws {
        let x = Tensor<Double>(normal: [300, 3], seed: 1) * Tensor([1, 5, 0.2])
        let y = x.matmul(Tensor([[1], [-2], [3]])) + Tensor<Double>(normal: [300, 1], seed: 2)
        let rows = try RowTable(features: x, targets: y)
        var model = Linear<Double>(zeroInputs: 3)
        try model.minimize(over: rows, method: method, gradientTolerance: 1e-10) { model, batch in
            meanSquaredError(predicted: model(batch.features), expected: batch.targets)
        }
        let exact = try #require(try LinearModel.fit(rows: rows).first)
        for (found, coefficient) in zip(model.weight.scalars, exact.coefficients.dropFirst()) {
            #expect(abs(found - coefficient.estimate) < 1e-9)
        }
    }

    /// A network in single precision: the loss falls, and the same for any number of workers.
    @Test(arguments: [MinimizationMethod.lbfgs(), .newton])
    func trainsANetwork(_ method: MinimizationMethod) throws {
        let x = Tensor<Float>(uniform: [600, 2], in: -1..<1, seed: 3)
        let y = (x.sliced(axis: 1, 0..<1) * x.sliced(axis: 1, 1..<2))
        let rows = try RowTable(features: x, targets: y)
        let results = try [1, 3].map { count in
            var model = Sequential<Float>(widths: [2, 8, 1], activation: .tanh, seed: 4)
            let pool = try WorkerPool(count: count)
            let minimum = try model.minimize(
                over: rows, method: method, gradientTolerance: 1e-5, maximumIterations: 60, on: pool
            ) { model, batch in
                meanSquaredError(predicted: model(batch.features), expected: batch.targets)
            }
            return (minimum, model.parameters.map(\.scalars))
        }
        #expect(results[0].0.value < 2e-3)
        #expect(results[0].0 == results[1].0 && results[0].1 == results[1].1)
    }

    @Test func refusesALossThatIsNotFinite() throws {
        let rows = try RowTable(features: Tensor<Double>(ones: [2, 1]), targets: Tensor<Double>(ones: [2, 1]))
        var point = Tensor<Double>([-1])
        #expect(throws: TrainingError.self) {
            try point.minimize(over: rows) { x, batch in x.log().sum() + 0 * batch.features.mean() }
        }
    }
}
