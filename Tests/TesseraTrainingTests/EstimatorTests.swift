import Tessera
import TesseraTraining
import Testing

@Suite struct EstimatorTests {
    static let line = Tensor<Double>([[1], [2], [3], [4]])

    @Test func linearRegressionFindsTheLine() throws {
        var model = LinearRegression<Double>()
        let history = try model.fit(
            Self.line, [2, 4, 6, 8], optimizer: SGD(learningRate: 0.05), options: options(epochs: 2000))
        #expect(abs(model.weights.item - 2) < 1e-6)
        #expect(abs(model.bias) < 1e-5)
        #expect(abs(model.predict([[5]]).item - 10) < 1e-5)
        #expect(history.losses[0] == 30)
        #expect(zip(history.losses, history.losses.dropFirst()).allSatisfy { $0 >= $1 })
        let data = try RowTable(features: Self.line, targets: [2, 4, 6, 8])
        #expect(model.score(data) > 0.999_999)
    }

    @Test func logisticRegressionSeparates() throws {
        var model = LogisticRegression<Float>()
        var chosen = options(epochs: 500)
        chosen.standardizes = true
        try model.fit([[1], [2], [3], [4]], [0, 0, 1, 1], optimizer: SGD(learningRate: 0.5), options: chosen)
        #expect(model.predict([[1], [2], [3], [4]]) == [0, 0, 1, 1])
        // On centred features the boundary lies half-way between the classes by symmetry, whatever the steps.
        #expect(abs(-model.bias / model.weights.item - 2.5) < 1e-5)
        #expect(abs(model.predictProbability([[2.5]]).item - 0.5) < 1e-5)
        #expect(model.score(try RowTable(features: [[1], [4]], targets: [0, 1])) == 1)
    }

    /// Standardised training leaves coefficients for the features as given, and constant columns harm nothing.
    @Test func coefficientsAreThoseOfUnstandardizedFeatures() throws {
        let features = Tensor<Double>([[1, 1000, 7], [2, 3000, 7], [3, 2000, 7], [4, 5000, 7], [5, 1000, 7]])
        let targets = features.matmul([2, 0.001, 0]) + 3
        var model = LinearRegression<Double>()
        var chosen = options(epochs: 3000)
        chosen.standardizes = true
        try model.fit(features, targets, optimizer: SGD(learningRate: 0.3), options: chosen)
        #expect(model.weights.isClose(to: [2, 0.001, 0], relativeTolerance: 1e-9, absoluteTolerance: 1e-9))
        #expect(abs(model.bias - 3) < 1e-6)
    }

    /// Least squares with the penalty λ‖w‖² on centred data of one feature: w = Σxy / (Σx² + λ).
    @Test func theLinearPenaltyIsAddedToTheSumOfSquares() throws {
        var model = LinearRegression<Double>()
        var chosen = options(epochs: 2000)
        chosen.l2 = 5
        try model.fit([[-2], [-1], [1], [2]], [-4, -2, 2, 4], optimizer: SGD(learningRate: 0.1), options: chosen)
        #expect(abs(model.weights.item - 20 / 15) < 1e-9)
        #expect(abs(model.bias) < 1e-12)
    }

    @Test func miniBatchesAreSeededAndSeeEveryRow() throws {
        let table = try SyntheticTable<Float>(rows: 1000, features: 5, target: .linear(noise: 0.1), seed: 4)
        func fitted(seed: UInt64) throws -> [Float] {
            var model = LinearRegression<Float>()
            var chosen = options(epochs: 3)
            chosen.batchSize = 64
            chosen.seed = seed
            try model.fit(table.materialized(), optimizer: SGD(learningRate: 0.05), options: chosen)
            return model.weights.scalars
        }
        #expect(try fitted(seed: 1) == fitted(seed: 1))
        #expect(try fitted(seed: 1) != fitted(seed: 2))
        let error = zip(try fitted(seed: 1), table.trueWeights.scalars).map { abs($0 - $1) }.max() ?? 1
        // The noise of 0.1 leaves 0.1 / √1000 for each coefficient; the last steps add some of theirs.
        #expect(error < 0.03)
    }

    @Test func progressIsReportedForEveryUpdate() throws {
        let table = try SyntheticTable<Double>(rows: 10, features: 2, target: .linear(noise: 0), seed: 1)
        var seen: [[Int]] = []
        var model = LinearRegression<Double>()
        var chosen = options(epochs: 2)
        chosen.batchSize = 4
        try model.fit(table.materialized(), optimizer: SGD(learningRate: 0.01), options: chosen) {
            seen.append([$0.epoch, $0.step, $0.steps, $0.rows])
        }
        #expect(seen == [[1, 1, 3, 4], [1, 2, 3, 8], [1, 3, 3, 10], [2, 1, 3, 14], [2, 2, 3, 18], [2, 3, 3, 20]])
    }

    @Test func trainingStopsOnceItStopsImproving() throws {
        var model = LinearRegression<Double>()
        var chosen = options(epochs: 10_000)
        chosen.tolerance = 1e-9
        let history = try model.fit(Self.line, [2, 4, 6, 8], optimizer: SGD(learningRate: 0.05), options: chosen)
        #expect(history.stoppedEarly)
        #expect(history.losses.count < 2000)
    }

    @Test func validationRowsAreNotTrainedOn() throws {
        let table = try SyntheticTable<Double>(rows: 100, features: 2, target: .logistic(noise: 0), seed: 1)
        let parts = try #require(table.materialized().split(validation: 0.25, seed: 9))
        #expect(parts.training.rowCount == 75 && parts.validation.rowCount == 25)
        var model = LogisticRegression<Double>()
        let history = try model.fit(
            parts.training, optimizer: SGD(learningRate: 0.5), options: options(epochs: 5),
            validation: parts.validation)
        #expect(history.validationLosses.count == 5)
        #expect(abs(history.validationLosses[4] - model.loss(parts.validation)) < 1e-12)
    }

    @Test func syntheticTablesAreFoundAgain() throws {
        let table = try SyntheticTable<Double>(rows: 4000, features: 3, target: .logistic(noise: 0), seed: 2)
        var model = LogisticRegression<Double>()
        try model.fit(table.materialized(), optimizer: SGD(learningRate: 1), options: options(epochs: 400))
        // Five standard errors: the information of a row is at most ¼, here about ⅒.
        let bound = 5 / (0.1 * 4000.0).squareRoot()
        #expect(model.weights.isClose(to: table.trueWeights, relativeTolerance: 0, absoluteTolerance: bound))
        #expect(abs(model.bias - table.trueBias) < bound)
    }

    private func options(epochs: Int) -> TrainingOptions {
        var options = TrainingOptions()
        options.epochs = epochs
        return options
    }
}
