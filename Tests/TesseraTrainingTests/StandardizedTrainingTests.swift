import Tessera
import TesseraRegression
import Testing

@testable import TesseraTraining

/// Training with default options on tables as people have them: columns far from 0, of any scale, nearly alike.
@Suite struct StandardizedTrainingTests {
    /// The offset and the scale of a column: times in seconds, milliseconds and nanoseconds, dates as numbers, amounts.
    static let columns: [(offset: Double, scale: Double)] = [
        (0, 1), (1.7e9, 1e4), (1.7e12, 1e7), (1.7e18, 1e10), (20_240_131, 30), (1e9, 5), (-4e8, 1e-1), (0, 1e-9),
        (3e-7, 1e-12), (1e15, 1e3),
    ]

    private func table(_ seed: UInt64, rows: Int, columns: [(offset: Double, scale: Double)]) throws -> RowTable<Double>
    {
        let count = columns.count - 1
        let raw = Tensor<Double>(normal: [rows, count], seed: seed)
        let coefficients = Tensor<Double>(normal: [count, 1], seed: seed + 100)
        let y = raw.matmul(coefficients) + Tensor<Double>(normal: [rows, 1], standardDeviation: 0.3, seed: seed + 200)
        let x = raw * Tensor(columns.dropLast().map(\.scale)) + Tensor(columns.dropLast().map(\.offset))
        return try RowTable(features: x, targets: y * Tensor(columns[count].scale) + Tensor(columns[count].offset))
    }

    /// Least squares are found in single as in double precision wherever columns and target lie.
    @Test(arguments: columns.indices)
    func columnsLieAnywhere(_ first: Int) throws {
        for shift in [1, 4, 7] {
            let columns = [0, shift, 2 * shift + 1].map { Self.columns[(first + $0) % Self.columns.count] }
            let data = try table(UInt64(10 * first + shift), rows: 50, columns: columns)
            let exact = try LinearModel.fit(rows: try #require(data.table)).first
            let best = try #require(exact?.rSquared)
            let options = TrainingOptions(epochs: 1000, standardizes: true)
            var (single, double) = (LinearRegression<Float>(), LinearRegression<Double>())
            let history = try single.fit(data, options: options)
            try double.fit(data, options: options)
            #expect(history.hasConverged)
            for model in [single.inDoublePrecision, double] {
                let found = try RegressionEvaluation(of: model, task: .linear, on: data)
                let rSquared = try #require(found.metrics["rSquared"])
                // The prediction from columns far from 0 is the small difference of terms as large as that.
                let cancelled = columns.map { abs($0.offset) / $0.scale }.max() ?? 0
                #expect(abs(rSquared - best) < 1e-6 + 4 * Double.ulpOfOne * cancelled, "\(columns)")
            }
            let variance = (data.targets - data.targets.mean()).squared().mean().item
            let last = try #require(history.losses.last)
            #expect(abs(last - (1 - best) * variance) < 1e-5 * variance, "\(columns)")
        }
    }

    /// A constant column, wherever it lies, is nothing to learn from and in nobody's way, as is a constant target.
    @Test(arguments: [7, 1.7e18 + 1e5, -3e-9, 0.1, 1e12 / 3])
    func constantsAreInNobodysWay(_ constant: Double) throws {
        let x = Tensor<Double>(normal: [81, 2], seed: 3)
        let y = x.matmul(Tensor([[1], [2]])) + Tensor<Double>(normal: [81, 1], standardDeviation: 0.1, seed: 4)
        let constants = Tensor<Double>(repeating: constant, shape: [81, 1])
        let data = try RowTable(features: Tensor(concatenating: [x, constants], axis: 1), targets: y)
        for (batchSize, l2) in [(nil, 0.0), (16, 0), (nil, 1)] as [(Int?, Double)] {
            var model = LinearRegression<Float>()
            try model.fit(data, options: TrainingOptions(epochs: 200, batchSize: batchSize, l2: l2, standardizes: true))
            let found = try RegressionEvaluation(of: model.inDoublePrecision, task: .linear, on: data)
            #expect(try #require(found.metrics["rSquared"]) > 0.99, "\(batchSize ?? 0)")
        }
        var model = LinearRegression<Float>()
        try model.fit(
            RowTable(features: x, targets: constants), options: TrainingOptions(epochs: 200, standardizes: true))
        #expect(abs(Double(model.bias) - constant) < 1e-6 * abs(constant))
    }

    /// A column whose values differ by some ulps is not constant.
    @Test(arguments: [1.7e12, 1e9, 3.0])
    func columnsOfSomeUlpsAreNoConstants(_ offset: Double) throws {
        let steps = (0..<60).map { offset + 4 * Double($0) * offset.ulp }
        let data = try RowTable(
            features: Tensor(steps, shape: [60, 1]), targets: Tensor((0..<60).map { Double($0) }, shape: [60, 1]))
        var model = LinearRegression<Float>()
        let history = try model.fit(data, options: TrainingOptions(epochs: 300, standardizes: true))
        #expect(try #require(history.losses.last) < 1e-6)
    }

    /// Strongly correlated columns have a curvature of nearly their number, for which a step of 0.1 is too
    /// long.
    @Test(arguments: [2, 8, 15, 40], [0.0, 0.5, 0.99])
    func correlatedColumnsDoNotDiverge(_ columns: Int, _ own: Double) throws {
        let seed = UInt64(columns)
        let common = Tensor<Double>(normal: [120, 1], seed: seed)
        let x = common + Tensor<Double>(normal: [120, columns], seed: seed + 1) * (1 - own) * 0.1 + Tensor(5)
        let y = common * 3 + Tensor<Double>(normal: [120, 1], seed: seed + 2)
        let data = try RowTable(features: x, targets: y)
        let classes = try RowTable(features: x, targets: Tensor<Double>(y .> 0))
        for batchSize in [nil, 16] {
            for method in [SGD<Float>(), SGD(momentum: 0.9), SGD(momentum: 0.9, nesterov: true)] {
                let options = TrainingOptions(epochs: 100, batchSize: batchSize, standardizes: true)
                var (linear, logistic) = (LinearRegression<Float>(), LogisticRegression<Float>())
                let losses = try [
                    linear.fit(data, optimizer: method, options: options),
                    logistic.fit(classes, optimizer: method, options: options),
                ]
                for history in losses { #expect(history.losses[99] < 0.6 * history.losses[0], "\(batchSize ?? 0)") }
            }
        }
    }

    /// One row far out dominates its column, and is in one batch of many.
    @Test(arguments: [1e3, 1e6, 1e10, 1e18])
    func aRowFarOutDoesNotDiverge(_ far: Double) throws {
        var x = Tensor<Double>(normal: [3000, 3], seed: 1)
        let y = x.matmul(Tensor([[1], [2], [0]])) + Tensor<Double>(normal: [3000, 1], seed: 2)
        x[1234, 2] = Tensor(far)
        let data = try RowTable(features: x, targets: y)
        for batchSize in [nil, 64, 512] {
            var model = LinearRegression<Float>()
            let history = try model.fit(
                data, options: TrainingOptions(epochs: 30, batchSize: batchSize, standardizes: true))
            #expect(history.losses[29] < 0.8 * history.losses[0], "\(batchSize ?? 0)")
        }
    }

    /// The penalty is on the coefficients of the columns as given, in training as in fitting, however large it is.
    @Test(arguments: [0.1, 10, 1e3, 1e6, 1e12], [true, false])
    func thePenaltyIsThatOfFitting(_ l2: Double, _ isLinear: Bool) throws {
        let x = Tensor<Double>(normal: [60, 3], seed: 5) * Tensor([1, 20, 0.05]) + Tensor([0, 100, 3])
        let margins = (x - Tensor([0, 100, 3])).matmul(Tensor([[1], [-0.1], [10]]))
        let noisy = margins + Tensor<Double>(normal: [60, 1], seed: 6)
        let data = try RowTable(features: x, targets: isLinear ? noisy : Tensor<Double>(noisy .> 0))
        let rows = try #require(data.table)
        let exact =
            isLinear
            ? try #require(LinearModel.fit(rows: rows, l2: l2).first).coefficients.map(\.estimate)
            : try LogisticModel.fit(rows: rows, l2: l2).coefficients.map(\.estimate)
        var model: any RegressionEstimator<Double> = isLinear ? LinearRegression() : LogisticRegression()
        let history = try model.fit(data, options: TrainingOptions(epochs: 3000, l2: l2, standardizes: true))
        #expect(history.hasConverged)
        for (found, best) in zip(model.weights.scalars, exact.dropFirst()) {
            #expect(abs(found - best) < 1e-3 * abs(best) + 1e-9 / l2, "\(found) \(best)")
        }
        var single: any RegressionEstimator<Float> = isLinear ? LinearRegression() : LogisticRegression()
        try single.fit(data, options: TrainingOptions(epochs: 3000, l2: l2, standardizes: true))
        for (found, best) in zip(single.weights.scalars, exact.dropFirst()) {
            #expect(abs(Double(found) - best) < 2e-3 * abs(best) + 1e-6 / l2, "\(found) \(best)")
        }
    }

    /// Columns as given: a penalty of any size shortens the step.
    @Test(arguments: [0.0, 1, 1e4, 1e8])
    func largePenaltiesDoNotDivergeOnColumnsAsGiven(_ l2: Double) throws {
        let rows = try SyntheticTable<Float>(rows: 300, features: 3, target: .linear(noise: 0.1), seed: 3)
        var model = LinearRegression<Float>()
        let history = try model.fit(rows, options: TrainingOptions(epochs: 50, l2: l2))
        #expect(try #require(history.losses.last) <= history.losses[0])
    }

    /// Rows in memory, rows that are read while they are used, any number of threads: the same bits.
    @Test(arguments: [nil, 700] as [Int?], [0.0, 4])
    func theBitsAreTheSameForAnySource(_ batchSize: Int?, _ l2: Double) throws {
        let rows = try SyntheticTable<Float>(rows: 5000, features: 4, target: .linear(noise: 0.1), seed: 3)
        let results = try [1, 2, 3].flatMap { threads in
            let options = TrainingOptions(
                epochs: 5, batchSize: batchSize, l2: l2, standardizes: true, seed: 2, threads: threads)
            var (read, held) = (LinearRegression<Float>(), LinearRegression<Float>())
            let histories = try [read.fit(rows, options: options), held.fit(rows.materialized(), options: options)]
            return zip([read, held], histories).map { ($0.weights.scalars + [$0.bias], $1.losses) }
        }
        for result in results { #expect(result == results[0]) }
    }

    /// A network predicts in its data's units, from rows of either precision.
    @Test func networksLearnColumnsThatLieAnywhere() throws {
        let t = Tensor<Double>((0..<60).map { 1.7e12 + 1e7 * Double($0) }, shape: [60, 1])
        let y = ((t - Tensor(1.7e12)) / Tensor(1e8)).sin() * 1e4 + Tensor(1e9)
        let data = try RowTable(features: t, targets: y)
        var model = NetworkRegression<Float>(.linear, hidden: [16], activation: .tanh)
        try model.fit(
            data, optimizer: Adam(learningRate: 0.02), options: TrainingOptions(epochs: 1500, standardizes: true))
        let found = try RegressionEvaluation(of: model.inDoublePrecision, task: .linear, on: data)
        #expect(try #require(found.metrics["rSquared"]) > 0.99)
        let saved = try model.saved(features: ["t"], target: "y")
        let again = try RegressionEvaluation(of: saved.makePredictor(Double.self), task: .linear, on: data)
        #expect(again == found)
    }

    /// Power iteration against the eigenvalues of the matrix: from below, by less than half.
    @Test(arguments: [1, 2, 5, 12])
    func stepsFollowTheLargestEigenvalue(_ features: Int) throws {
        for seed in UInt64(1)...5 {
            let mix = Tensor<Double>(normal: [features, features], seed: seed)
            let x = Tensor<Double>(normal: [200, features], seed: seed + 10).matmul(mix)
            let weights = Tensor<Double>(uniform: [200], seed: seed) + 0.1
            let rows = try RowTable(features: x, targets: Tensor(zeros: [200, 1]), weights: weights)
            let penalties = (0..<features).map { Double($0) }
            let z = Tensor(concatenating: [x, Tensor(ones: [200, 1])], axis: 1)
            let hessian =
                z.transposed().matmul(z * weights.expandingDimensions(at: 1)) / weights.sum() * 2
                + (2 * Tensor(penalties + [0])).diagonalMatrix()
            let largest = try hessian.symmetricEigen().values.max().item
            let step = try StepSize(curvature: 2, penalties: penalties).length(rows, batchSize: nil, on: SingleThread())
            // The step is never longer than the usual one.
            #expect(step >= min(0.1, 1 / largest) && step <= min(0.1, 2 / largest), "\(step * largest)")
        }
    }
}
