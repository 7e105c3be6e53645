import Tessera
import Testing

@testable import TesseraTraining

/// A training that says it has converged is where the loss of all rows has a gradient of 0, whatever its losses look
/// like.
@Suite struct TrainingConvergenceTests {
    /// Forty columns that are nearly three: batches of a few rows hide that the loss still falls.
    private static func alike() throws -> RowTable<Double> {
        let base = Tensor<Double>(normal: [60, 3], seed: 1)
        let x = Tensor(concatenating: (0..<40).map { base.sliced(axis: 1, $0 % 3..<$0 % 3 + 1) }, axis: 1)
        let features = x + Tensor<Double>(normal: [60, 40], standardDeviation: 0.05, seed: 2)
        let y = features.sliced(axis: 1, 0..<5).sum(axis: 1) - features.sliced(axis: 1, 5..<8).sum(axis: 1)
        let noise = Tensor<Double>(normal: [60], standardDeviation: 0.3, seed: 3)
        return try RowTable(features: features, targets: (y + noise).reshaped(to: [60, 1]))
    }

    @Test(arguments: [4, 8, 30], [0, 1e6])
    func batchesHideNothing(_ batchSize: Int, _ l2: Double) throws {
        var model = LinearRegression<Double>()
        let options = TrainingOptions(epochs: 200, batchSize: batchSize, l2: l2, standardizes: true)
        let history = try model.fit(try Self.alike(), options: options)
        #expect(!history.hasConverged)
    }

    /// Steps that are too short to be seen in the losses.
    @Test(arguments: [1e-30, 1e-12, 1e-9], [nil, 16])
    func standingStillIsNoRest(_ learningRate: Double, _ batchSize: Int?) throws {
        let x = Tensor<Double>(normal: [64, 2], seed: 5)
        let data = try RowTable(features: x, targets: x.matmul(Tensor([[1.0], [2]])) + 1)
        let classes = try RowTable(features: x, targets: Tensor<Double>(data.targets .> 0))
        let options = TrainingOptions(
            epochs: 50, batchSize: batchSize, standardizes: true)
        var (linear, logistic) = (LinearRegression<Float>(), LogisticRegression<Double>())
        for history in [
            try linear.fit(data, optimizer: SGD(learningRate: learningRate), options: options),
            try logistic.fit(classes, optimizer: SGD(learningRate: learningRate), options: options),
        ] {
            #expect(!history.hasConverged)
        }
        var network = Sequential(Linear<Double>(inputs: 2, outputs: 4, seed: 1), Linear(inputs: 4, outputs: 1, seed: 2))
        let own = TrainingOptions(epochs: 50, batchSize: batchSize)
        let history = try network.fit(
            data, loss: .meanSquaredError, optimizer: SGD(learningRate: learningRate), options: own)
        #expect(!history.hasConverged)
    }

    /// The check for convergence changes neither the model nor the checkpoint.
    @Test(arguments: [nil, 16, 64], OptimizerCase.all)
    func lookingChangesNothing(_ batchSize: Int?, _ method: OptimizerCase) throws {
        let x = Tensor<Float>(normal: [64, 3], seed: 6)
        let data = try RowTable(features: x, targets: x.matmul(Tensor([[1.0], [2], [-1]])) + 1)
        func trained(_ epochs: Int, from checkpoint: TrainingCheckpoint? = nil) throws -> (
            Linear<Float>, TrainingHistory
        ) {
            var model = Linear<Float>(inputs: 3, outputs: 1, seed: 3)
            var options = TrainingOptions(epochs: epochs, batchSize: batchSize)
            options.checkpoint = checkpoint
            return (
                model,
                try model.fit(
                    data, loss: .meanSquaredError, optimizer: method.make(Float.self), options: options)
            )
        }
        let half = try trained(300).1
        let (whole, resumed) = (try trained(600).1, try trained(600, from: half.checkpoint).1)
        #expect(whole.losses == resumed.losses)
        #expect(whole.checkpoint?.snapshot == resumed.checkpoint?.snapshot)
    }

    /// At a minimum convergence is reported, in both precisions.
    @Test(arguments: [0.0, 0.5, 2])
    func restIsRest(_ noise: Double) throws {
        let x = Tensor<Double>(normal: [200, 3], seed: 8)
        let y = x.matmul(Tensor([[1.0], [-2], [0.5]])) + Tensor<Double>(normal: [200, 1], seed: 9) * Tensor(noise)
        let data = try RowTable(features: x, targets: y)
        var (single, double) = (LinearRegression<Float>(), LinearRegression<Double>())
        let options = TrainingOptions(epochs: 1000, standardizes: true)
        for history in [try single.fit(data, options: options), try double.fit(data, options: options)] {
            #expect(history.hasConverged, "\(history.convergence)")
        }
    }
}
