import TestSupport
import Testing

@Suite(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
struct ReferenceDatasetTests {
    private func train(_ task: String, _ dataset: String, _ options: String) async throws -> TrainedModel {
        try await Tool().train("\(task) --data \(ReferenceData.path("datasets/\(dataset).csv")) \(options)")
    }

    @Test func lessonLine() async throws {
        let model = try await train("linear", "lesson-linear", "--target y --epochs 2000 --learning-rate 0.05")
        #expect(abs(model.weights[0] - 2) < 0.01)
        #expect(abs(model.bias) < 0.03)
    }

    @Test func breastCancer() async throws {
        let model = try await train("logistic", "breast_cancer", "--target benign --standardize")
        #expect((model.rows, model.features) == (569, 30))
        #expect(model.metrics["accuracy"]! >= 0.98)
        #expect(model.metrics["auc"]! > 0.99)
    }

    @Test func lessonClasses() async throws {
        let model = try await train("logistic", "lesson-logistic", "--target y")
        #expect(abs(-model.bias / model.weights[0] - 2.5) < 1e-4)
        #expect(model.metrics == ["accuracy": 1, "auc": 1])
    }

    /// With nothing but the defaults, R² agrees with that of least squares, 0.51775, to three digits.
    @Test func diabetesByDefault() async throws {
        let model = try await train("linear", "diabetes", "--target progression")
        #expect(abs(model.metrics["rSquared"]! - 0.51775) < 0.0005)
    }

    @Test(arguments: ["float", "double"])
    func diabetes(precision: String) async throws {
        let options = "--target progression --standardize --epochs 300 --momentum 0.9 --precision \(precision)"
        let model = try await train("linear", "diabetes", options)
        // The R² of least squares.
        #expect(abs(model.metrics["rSquared"]! - 0.51775) < 0.00001)
    }
}
