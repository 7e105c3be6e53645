import Tessera
import TesseraTraining
import Testing

@Suite struct MetricsTests {
    @Test func scoresOfNaNCannotBeOrdered() {
        #expect(Metrics.areaUnderROC(scores: Tensor<Double>([.nan, 1, 2]), expected: [0, 1, 0]) == nil)
    }

    @Test func rSquared() {
        let expected = Tensor<Double>([1, 2, 3, 4])
        #expect(Metrics.rSquared(predicted: expected, expected: expected) == 1)
        #expect(Metrics.rSquared(predicted: Tensor<Double>([2.5, 2.5, 2.5, 2.5]), expected: expected) == 0)
        #expect(Metrics.rSquared(predicted: Tensor<Double>([1, 2, 3, 5]), expected: expected) == 0.8)
    }

    @Test func rSquaredOfConstantTargets() {
        let expected = Tensor<Float>([3, 3])
        #expect(Metrics.rSquared(predicted: expected, expected: expected) == 0)
        #expect(Metrics.rSquared(predicted: Tensor<Float>([3, 4]), expected: expected) == 0)
    }

    @Test func rootMeanSquaredError() {
        let value = Metrics.rootMeanSquaredError(
            predicted: Tensor<Float>([1, 5]), expected: Tensor<Float>([4, 1]).reshaped(to: [2, 1]))
        #expect(value == 12.5.squareRoot())
    }

    @Test func accuracy() {
        #expect(
            Metrics.accuracy(predicted: Tensor<Float>([0, 1, 1, 0]), expected: Tensor<Float>([0, 1, 0, 0])) == 0.75)
    }

    @Test(
        arguments: [
            ([0.1, 0.4, 0.35, 0.8], [0.0, 0, 1, 1], 0.75),
            ([1, 2, 3], [0, 0, 1], 1),
            ([3, 2, 1], [0, 0, 1], 0),
            ([5, 5, 5, 5], [0, 1, 0, 1], 0.5),
            ([1, 2, 2, 3], [0, 0, 1, 1], 0.875),
        ] as [([Double], [Double], Double)])
    func areaUnderROC(scores: [Double], classes: [Double], expected: Double) {
        #expect(Metrics.areaUnderROC(scores: Tensor(scores), expected: Tensor(classes)) == expected)
    }

    @Test func areaUnderROCNeedsBothClasses() {
        #expect(Metrics.areaUnderROC(scores: Tensor<Float>([1, 2]), expected: Tensor<Float>([1, 1])) == nil)
    }

    @Test func evaluation() throws {
        var model: any RegressionEstimator<Double> = LogisticRegression<Double>()
        model.layer = Linear(weight: Tensor([1], shape: [1, 1]), bias: Tensor([-2]))
        let data = try RowTable(features: Tensor<Double>([[1], [2], [3]]), targets: Tensor([0, 1, 1]))
        let evaluation = try RegressionEvaluation(of: model, task: .logistic, on: data)
        #expect(evaluation.rows == 3)
        #expect(evaluation.metrics == ["accuracy": 2.0 / 3, "auc": 1])
        #expect(evaluation.loss == Double(model.loss(data)))
    }

    /// A weight of 2 is a row that stands there twice, a weight of 0 one that does not, over many tiles.
    @Test(arguments: [RegressionTask.linear, .logistic])
    func weightsAreRepetitions(_ task: RegressionTask) throws {
        var model = LinearRegression<Double>()
        model.layer = Linear(weight: [[0.5]], bias: [-0.2])
        let features = Tensor<Double>(uniform: [30_000, 1], seed: 1)
        let targets = Tensor<Double>(features.squared() .> 0.3)
        let weights = (0..<30_000).map { row in row < 9000 ? 0 : row % 3 }
        let kept = Tensor<Int32>(weights.enumerated().flatMap { Array(repeating: Int32($0), count: $1) })
        let weighted = try RowTable(
            features: features, targets: targets, weights: Tensor(weights.map { Double($0) }))
        let repeated = try RowTable(
            features: features.gatheringRows(kept), targets: targets.gatheringRows(kept))
        let a = try RegressionEvaluation(of: model, task: task, on: weighted)
        let b = try RegressionEvaluation(of: model, task: task, on: repeated)
        #expect(abs(a.loss - b.loss) < 1e-12 * b.loss)
        for (name, value) in b.metrics where name != "auc" {
            // Sums of 21,000 numbers round by less than 1e-12.
            #expect(abs(try #require(a.metrics[name]) - value) < 1e-12)
        }
    }
}
