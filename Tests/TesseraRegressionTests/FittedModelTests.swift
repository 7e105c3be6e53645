import Tessera
import TesseraRegression
import TesseraTraining
import Testing

/// A fitted model predicts, is evaluated, saved and read as a trained one.
@Suite struct FittedModelTests {
    private static let x = Tensor<Double>(normal: [60, 2], seed: 3) * 2 + 1
    private static let y = x[.full, 0] * 3 - x[.full, 1] + Tensor(normal: [60], seed: 4) + 2
    private static let classes = Tensor<Double>(y .> 3)

    @Test(arguments: [1, 2, 5], [true, false])
    func linearModels(_ degree: Int, _ intercept: Bool) throws {
        let design = try RegressionDesign(
            features: Self.x, names: ["a", "b"], target: Self.y, intercept: intercept, degree: degree)
        let fit = try LinearModel.fit(design)
        #expect(fit.model.features == ["a", "b"])
        #expect(fit.model.weights.count == 2 * degree && (fit.model.intercept != 0) == intercept)
        expectClose(fit.predict(Self.x), Tensor(fit.fittedValues), 1e-9)
        let saved = try fit.model.saved(target: "y")
        guard case .regression(let regression) = saved.kind else { return #expect(Bool(false), "\(saved)") }
        #expect(saved.precision == .double && regression.training == nil)
        let read = try SavedModel(json: saved.json())
        #expect(read == saved)
        expectClose(read.makePredictor(Double.self).linearPredictor(Self.x), fit.predict(Self.x), 1e-12)
        let rows = try RowTable(features: Self.x, targets: Self.y.reshaped(to: [60, 1]))
        let evaluation = try RegressionEvaluation(of: fit.model, task: .linear, on: rows)
        #expect(abs(evaluation.loss - fit.residualSumOfSquares / 60) < 1e-9)
    }

    @Test(arguments: [1, 3], [true, false])
    func logisticModels(_ degree: Int, _ intercept: Bool) throws {
        let design = try RegressionDesign(
            features: Self.x, names: ["a", "b"], target: Self.classes, intercept: intercept, degree: degree)
        let fit = try LogisticModel.fit(design, l2: 0.5)
        let read = try SavedModel(json: fit.model.saved(target: "y").json())
        #expect(read.task == .logistic && read.features == ["a", "b"])
        expectClose(
            read.makePredictor(Double.self).linearPredictor(Self.x).sigmoid(), fit.predictProbability(Self.x), 1e-12)
        let rows = try RowTable(features: Self.x, targets: Self.classes.reshaped(to: [60, 1]))
        let evaluation = try RegressionEvaluation(of: fit.model, task: .logistic, on: rows)
        #expect(abs(evaluation.loss + fit.logLikelihood / 60) < 1e-12)
        let correct = (fit.model.predict(Self.x) .== Self.classes)
        #expect(evaluation.metrics["accuracy"] == Tensor<Double>(correct).mean().item)
    }

    @Test(arguments: [1, 2])
    func multinomialModels(_ degree: Int) throws {
        let target = Tensor<Double>(Self.y .> 0) + Tensor<Double>(Self.y .> 5)
        let design = try RegressionDesign(features: Self.x, target: target * 2 + 1, degree: degree)
        let fit = try MultinomialModel.fit(design, l2: 0.1)
        #expect(fit.classes == [1, 3, 5] && fit.model.features == ["x1", "x2"])
        let probabilities = fit.predictProbability(Self.x)
        expectClose(probabilities.sum(axis: 1), Tensor(ones: [60]), 1e-12)
        // At the maximum the predicted frequencies are those of the rows.
        for (index, value) in fit.classes.enumerated() {
            let count = Tensor<Double>(target * 2 + 1 .== Tensor(value)).sum().item
            #expect(abs(probabilities[.full, index].sum().item - count) < 1e-6)
        }
        for (row, value) in fit.model.predict(Self.x).scalars.enumerated() {
            let own = probabilities[row].scalars
            #expect(value == fit.classes[own.firstIndex(of: own.max()!)!])
        }
    }

    private func expectClose(_ a: Tensor<Double>, _ b: Tensor<Double>, _ tolerance: Double) {
        #expect((a - b).abs().max().item <= tolerance * max(1, b.abs().max().item))
    }

    /// A file that says what a polynomial cannot be.
    @Test(arguments: [
        ("\"degree\" : 2", "\"degree\" : 0", "it has the degree 0; the least is 1"),
        ("\"degree\" : 2", "\"degree\" : 3", "it has 4 weights for 2 features and their powers up to 3"),
        ("\"degree\" : 2,", "", "it has 4 weights for 2 features; each needs one"),
    ])
    func saysWhatIsWrongWithAPolynomial(_ part: String, _ replacement: String, _ message: String) throws {
        let design = try RegressionDesign(features: Self.x, target: Self.y, degree: 2)
        let text = String(decoding: try LinearModel.fit(design).model.saved(target: "y").json(), as: UTF8.self)
        #expect(text.contains(part))
        let broken = text.replacing(part, with: replacement)
        #expect(throws: SavedModelError(.invalid(message))) { try SavedModel(json: Array(broken.utf8)) }
    }
}
