import Tessera
import TesseraTraining
import Testing

@Suite struct TrainingErrorTests {
    @Test func divergenceIsReportedWhereItHappens() throws {
        var model = LinearRegression<Float>()
        let data = try RowTable<Float>(features: [[1], [2], [3], [4]], targets: [2, 4, 6, 8])
        do {
            try model.fit(data, optimizer: SGD(learningRate: 10))
            Issue.record("a learning rate of 10 must diverge")
        } catch {
            guard case .diverged(let epoch, let step, _, false) = error.reason else {
                Issue.record("thrown: \(error)")
                return
            }
            // Each step multiplies the error by about −160; single precision ends at 3e38.
            #expect((5...25).contains(epoch))
            #expect(step == 1)
        }
        #expect(model.layer == nil)
    }

    @Test func numbersAreChecked() {
        var options = TrainingOptions()
        options.epochs = -1
        expect(options, "epochs is -1; it must be at least 0")
        expect(SGD(learningRate: 0), "learning rate is 0.0; it must be above 0")
        expect(SGD(learningRate: .nan), "learning rate is nan; it must be above 0")
        options = TrainingOptions()
        options.l2 = -1
        expect(options, "l2 is -1.0; it must be at least 0")
        options = TrainingOptions(learningRate: 0)
        expect(options, "learning rate is 0.0; it must be above 0")
    }

    @Test func methodsAndBatchesAreChecked() {
        var options = TrainingOptions()
        options.batchSize = 0
        expect(options, "batch size is 0; it must be at least 1")
        options = TrainingOptions(clipping: .norm(0))
        expect(options, "the norm of gradient clipping is 0.0; it must be above 0")
        options.clipping = .value(-1)
        expect(options, "the value of gradient clipping is -1.0; it must be above 0")
        expect(SGD(momentum: 1), "momentum is 1.0; it must be at least 0 and below 1")
        expect(SGD(momentum: 0, nesterov: true), "Nesterov's momentum is 0.0; it must be above 0")
        expect(Adam(betas: (0.9, 1)), "beta 2 is 1.0; it must be at least 0 and below 1")
        expect(AdamW(weightDecay: -1), "weight decay is -1.0; it must be at least 0")
        expect(RMSProp(epsilon: 0), "epsilon is 0.0; it must be above 0")
        expect(Adagrad(learningRateDecay: -.infinity), "learning rate decay is -inf; it must be at least 0")
    }

    private func expect(_ optimizer: any Optimizer<Double>, _ message: String) {
        expect(TrainingOptions(), message, optimizer)
    }

    private func expect(
        _ options: TrainingOptions, _ message: String, _ optimizer: any Optimizer<Double> = SGD()
    ) {
        var model = LinearRegression<Double>()
        do {
            try model.fit([[1], [2]], [1, 2], optimizer: optimizer, options: options)
            Issue.record("nothing was thrown; expected: \(message)")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func dataIsChecked() {
        let x = Tensor<Float>([[1, 2], [3, 4]])
        expect("there are no rows to train on; at least one is needed") { () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit(Tensor(zeros: [0, 2]), [])
        }
        expect("there are no features; at least one column besides the target is needed") {
            () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit(Tensor(zeros: [2, 0]), [1, 2])
        }
        expect("RowTable of [2, 2] and [3]: the targets must have the shape [2] or [2, m]") {
            () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit(x, [1, 2, 3])
        }
        expect("RowTable of [2] and [2]: the features must have the shape [rows, n]") { () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit([1, 2], [1, 2])
        }
        expect("row 1: feature 0 is inf; only finite numbers can be used") { () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit([[1, 2], [.infinity, 4]], [1, 2])
        }
        expect("row 0: the target is nan; only finite numbers can be used") { () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit(x, [.nan, 2])
        }
        expect("row 1: the target is 2.0; logistic regression needs 0 or 1") { () throws(TrainingError) in
            var model = LogisticRegression<Float>()
            try model.fit(x, [0, 2])
        }
        expect("every target is 1.0; logistic regression needs rows of both classes") { () throws(TrainingError) in
            var model = LogisticRegression<Float>()
            try model.fit(x, [1, 1])
        }
    }

    @Test func validationRowsAreChecked() throws {
        let data = try RowTable<Float>(features: [[1], [2]], targets: [0, 1])
        let wide = try RowTable<Float>(features: [[1, 2], [3, 4]], targets: [0, 1])
        let other = try RowTable<Float>(features: [[1], [2]], targets: [0, 7])
        expect("the validation rows have 2 features, the training rows 1") { () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit(data, validation: wide)
        }
        expect("row 1: the target is 7.0; logistic regression needs 0 or 1") { () throws(TrainingError) in
            var model = LogisticRegression<Float>()
            try model.fit(data, validation: other)
        }
        #expect(data.split(validation: .nan, seed: 1)?.training.rowCount == nil)
        #expect(data.split(validation: 1e300, seed: 1)?.training.rowCount == nil)
        #expect(data.split(validation: 1, seed: 1)?.training.rowCount == nil)
    }

    @Test func tablesOfOtherShapesAreRefused() throws {
        let two = try RowTable<Float>(features: [[1], [2]], targets: [[1, 2], [3, 4]])
        let none = try RowTable<Float>(features: Tensor(zeros: [2, 0]), targets: [[0], [1]])
        for task in [RegressionTask.linear, .logistic] {
            expect("the rows have 2 targets; a regression predicts one") { () throws(TrainingError) in
                var model = NetworkRegression<Float>(task, hidden: [2])
                try model.fit(two)
            }
            expect("there are no features; at least one column besides the target is needed") {
                () throws(TrainingError) in
                var model = NetworkRegression<Float>(task, hidden: [2])
                try model.fit(none)
            }
        }
        expect("the rows have 2 targets; a regression predicts one") { () throws(TrainingError) in
            var model = LogisticRegression<Float>()
            try model.fit(two)
        }
        var model = LinearRegression<Float>()
        try model.fit([[1], [2]], [1, 2])
        expect("the rows have 2 targets; a regression predicts one") { () throws(TrainingError) in
            _ = try RegressionEvaluation(of: model, task: .linear, on: two)
        }
    }

    @Test func rowsOfAnySourceAreChecked() throws {
        let weights: [(Tensor<Float>, String)] = [
            ([1, -1], "row 1: the weight is -1.0; it must be finite and at least 0"),
            ([.nan, 1], "row 0: the weight is nan; it must be finite and at least 0"),
            ([0, 0], "every row has weight 0; at least one must count"),
        ]
        for (weights, message) in weights {
            let table = try RowTable<Float>(features: [[1], [2]], targets: [[1], [2]], weights: weights)
            expect(message) { () throws(TrainingError) in
                var model = LinearRegression<Float>()
                try model.fit(table)
            }
            expect(message) { () throws(TrainingError) in
                var model = Linear<Float>(inputs: 1, outputs: 1)
                try model.fit(table, loss: .meanSquaredError)
            }
        }
        let bad = try RowTable<Float>(features: [[1], [.nan]], targets: [[1], [2]])
        expect("row 1: feature 0 is nan; only finite numbers can be used") { () throws(TrainingError) in
            var model = LinearRegression<Float>()
            try model.fit(bad)
        }
    }

    @Test func whatOnlyEstimatorsCanDoIsRefusedElsewhere() throws {
        let data = try RowTable<Float>(features: [[1], [2]], targets: [0, 1])
        expect("l2 is 1.0; it must be 0 for a model that is not an estimator; give a penalty instead") {
            () throws(TrainingError) in
            var model = Linear<Float>(inputs: 1, outputs: 1)
            try model.fit(data, loss: .meanSquaredError, options: TrainingOptions(l2: 1))
        }
    }

    @Test func impossibleTablesAreRefused() {
        expect("a table of 9223372036854775807 rows and 2 features cannot be held in memory") {
            () throws(TrainingError) in
            _ = try SyntheticTable<Float>(rows: .max, features: 2, target: .linear(noise: 0), seed: 1)
        }
        expect("noise is nan; it must be at least 0 and finite") { () throws(TrainingError) in
            _ = try SyntheticTable<Float>(rows: 1, features: 2, target: .linear(noise: .nan), seed: 1)
        }
    }

    private func expect(_ message: String, _ body: () throws(TrainingError) -> Void) {
        do {
            try body()
            Issue.record("nothing was thrown; expected: \(message)")
        } catch {
            #expect(error.description == message)
        }
    }
}
