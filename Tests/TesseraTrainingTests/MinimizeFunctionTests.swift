import Tessera
import TesseraTraining
import Testing

/// Functions of tensors without rows.
@Suite struct MinimizeFunctionTests {
    @Test(arguments: [MinimizationMethod.lbfgs(), .newton])
    func followsACurvedValley(_ method: MinimizationMethod) throws {
        var point = Tensor<Double>([-1.2, 1])
        let minimum = try point.minimize(method: method, gradientTolerance: 1e-9) { p in
            (1 - p[0]).squared() + 100 * (p[1] - p[0].squared()).squared()
        }
        #expect(minimum.hasConverged)
        #expect((point - 1).abs().max().item < 1e-8)
    }

    /// The length scale, amplitude and noise of a Gaussian process by its marginal likelihood. At the maximum the
    /// derivative by central differences is 0.
    @Test func hyperparametersOfAGaussianProcess() throws {
        let x = Tensor<Double>(stride(from: 0.0, to: 6, by: 0.3).map { $0 })
        let y = x.sin() + 0.1 * Tensor<Double>(normal: [20], seed: 1)
        let squares = (x.reshaped(to: [20, 1]) - x.reshaped(to: [1, 20])).squared()
        func negativeLogLikelihood(_ h: Tensor<Double>) throws -> Tensor<Double> {
            let k = (2 * h[0]).exp() * (-0.5 * squares * (-2 * h[1]).exp()).exp()
            let covariance = k + ((2 * h[2]).exp() + 1e-10) * Tensor<Double>(identity: 20)
            return try 0.5 * (y * covariance.solve(y)).sum() + 0.5 * covariance.logDeterminant().logMagnitude
        }
        var hyperparameters = Tensor<Double>([0, 0, -1])
        let minimum = try hyperparameters.minimize(gradientTolerance: 1e-7, negativeLogLikelihood)
        #expect(minimum.hasConverged)
        for index in 0..<3 {
            let step = Tensor<Double>((0..<3).map { $0 == index ? 1e-4 : 0 })
            let (up, down) = try (
                negativeLogLikelihood(hyperparameters + step).item, negativeLogLikelihood(hyperparameters - step).item
            )
            #expect(abs(up - down) / 2e-4 < 1e-5 && up > minimum.value && down > minimum.value)
        }
    }

    /// The rates of exponential decay and growth from a trajectory that has been computed with known ones.
    @Test func ratesOfADifferentialEquation() throws {
        func trajectory(_ rates: [Tensor<Double>]) -> Tensor<Double> {
            var (prey, predators) = (Tensor<Double>([1.5]), Tensor<Double>([1]))
            var points: [Tensor<Double>] = []
            for _ in 0..<100 {
                let met = prey * predators
                (prey, predators) = (
                    prey + 0.05 * (rates[0] * prey - rates[1] * met),
                    predators + 0.05 * (rates[3] * met - rates[2] * predators)
                )
                points += [prey, predators]
            }
            return Tensor(concatenating: points, axis: 0)
        }
        let truth: [Tensor<Double>] = [[1.1], [0.4], [0.4], [0.1]]
        let observed = trajectory(truth)
        var rates: [Tensor<Double>] = [[1.0], [0.5], [0.3], [0.2]]
        let minimum = try rates.minimize(gradientTolerance: 1e-8) { (trajectory($0) - observed).squared().sum() }
        #expect(minimum.value < 1e-12)
        for (found, exact) in zip(rates, truth) { #expect(abs(found.item - exact.item) < 1e-5) }
    }

    /// A step to where the function cannot be computed is taken back; at the start it is an error.
    @Test func stepsToWhereAFactorisationFailsAreTakenBack() throws {
        func barrier(_ x: Tensor<Double>) throws -> Tensor<Double> {
            // Not positive definite from x = 1 on.
            let matrix = (1 - x) * Tensor<Double>(identity: 2)
            return try -matrix.cholesky().sum() * 0.1 - x.sum()
        }
        var x = Tensor<Double>([0])
        let minimum = try x.minimize(gradientTolerance: 1e-10, barrier)
        #expect(x.item < 1 && x.item > 0.9, "\(x) \(minimum)")
        var outside = Tensor<Double>([2])
        #expect(throws: LinearAlgebraError.self) { try outside.minimize(barrier) }
        #expect(throws: TrainingError.self) { try outside.minimize { $0.log().sum() / 0 } }
        #expect(throws: TrainingError.self) { try outside.minimize(maximumIterations: -1) { $0.sum() } }
        #expect(outside == [2])
    }
}
