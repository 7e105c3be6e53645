import Foundation
import Tessera
import Testing

@testable import TesseraRegression

/// Summaries are values: equal where their numbers are, and the same after they were written as JSON and read.
@Suite struct SummaryCodingTests {
    private static let x = Tensor<Double>(normal: [40, 2], seed: 5)
    private static let y = x[.full, 0] * 2 - x[.full, 1] + Tensor(normal: [40], seed: 6)

    private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    @Test(arguments: [LinearSolver.qr, .svd, .normalEquations, .gradientDescent, .coordinateDescent])
    func linear(_ solver: LinearSolver) throws {
        let degree = solver == .gradientDescent ? 1 : 2
        let design = try RegressionDesign(features: Self.x, names: ["a", "b"], target: Self.y, degree: degree)
        let fit = try LinearModel.fit(design, solver: solver)
        let read = try roundTrip(fit)
        #expect(read == fit && read.description == fit.description)
        #expect(read.leverages == fit.leverages && read.cooksDistances == fit.cooksDistances)
        #expect(read.predict(Self.x) == fit.predict(Self.x) && read.model == fit.model)
        let doubled = try RegressionDesign(
            features: Self.x, names: ["a", "b"], target: Self.y * 2, degree: degree)
        #expect(try LinearModel.fit(doubled, solver: solver) != fit)
    }

    @Test func logistic() throws {
        let design = try RegressionDesign(features: Self.x, target: Tensor<Double>(Self.y .> 0))
        let fit = try LogisticModel.fit(design)
        let read = try roundTrip(fit)
        #expect(read == fit && read.description == fit.description && read.model == fit.model)
    }

    @Test func multinomial() throws {
        let target = Tensor<Double>(Self.y .> 0) + Tensor<Double>(Self.y .> 1)
        let fit = try MultinomialModel.fit(try RegressionDesign(features: Self.x, target: target), l2: 0.1)
        let read = try roundTrip(fit)
        #expect(read == fit && read.description == fit.description && read.model == fit.model)
    }

    /// JSON has no number for a violation that is infinite: coders have to be told how to write it.
    @Test func numbersThatAreNotFiniteNeedAStrategy() throws {
        let convergence = Convergence(.gradient, iterations: 3, violation: .infinity, tolerance: 1e-9)
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(convergence) }
        let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        #expect(try decoder.decode(Convergence.self, from: encoder.encode(convergence)) == convergence)
        let coefficient = Coefficient("a", .nan)
        let read = try decoder.decode(Coefficient.self, from: encoder.encode(coefficient))
        #expect(read.name == "a" && read.estimate.isNaN && read.confidenceInterval == nil)
    }
}
