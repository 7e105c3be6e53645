import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// Regression for several classes.
@Suite struct MultinomialTests {
    private static let x = Tensor<Double>(normal: [500, 2], seed: 1) * Tensor([1, 4]) + Tensor([0, 10])
    private static let weights = Tensor<Double>(uniform: [500], seed: 2) + 0.2
    /// 2, 5 or 7, drawn with the probabilities of a softmax.
    private static let y: Tensor<Double> = {
        let scores = x.matmul(Tensor([[0, 1, -0.8], [0, 0.2, 0.1]])) + Tensor([0, -2, -1])
        let uniform = Tensor<Double>(uniform: [500, 1], seed: 3)
        let passed = Tensor<Double>(scores.softmax().cumulativeSum(axis: 1) .< uniform).sum(axis: 1)
        return Tensor(passed.scalars.map { [2, 5, 7][min(2, Int($0))] })
    }()

    /// Two classes are what logistic regression is for.
    @Test(arguments: [false, true], [0, 3.0])
    func agreesWithLogisticRegressionForTwoClasses(_ weighted: Bool, _ l2: Double) throws {
        let binary = Tensor<Double>(Self.y .> 2)
        let design = try RegressionDesign(features: Self.x, target: binary, weights: weighted ? Self.weights : nil)
        let best = try LogisticModel.fit(design, l2: l2)
        let fit = try MultinomialModel.fit(design, l2: l2)
        #expect(fit.classes == [0, 1])
        for (a, b) in zip(fit.coefficients[0], best.coefficients) {
            #expect(a.name == b.name && abs(a.estimate - b.estimate) < 1e-10)
            if l2 == 0 { #expect(abs(try #require(a.standardError) - (try #require(b.standardError))) < 1e-9) }
        }
        #expect(abs(fit.logLikelihood - best.logLikelihood) < 1e-9)
        #expect(abs(fit.nullLogLikelihood - best.nullLogLikelihood) < 1e-9)
    }

    /// Another class to compare with changes the description, not the model.
    @Test func doesNotDependOnTheFirstClass() throws {
        let fit = try MultinomialModel.fit(try RegressionDesign(features: Self.x, target: Self.y))
        let moved = Tensor(Self.y.scalars.map { $0 == 7 ? -1 : $0 })
        let other = try MultinomialModel.fit(try RegressionDesign(features: Self.x, target: moved))
        #expect(fit.classes == [2, 5, 7] && other.classes == [-1, 2, 5])
        for column in 0..<3 {
            let (five, seven) = (fit.coefficients[0][column], fit.coefficients[1][column])
            #expect(abs(other.coefficients[0][column].estimate + seven.estimate) < 1e-10)
            #expect(abs(other.coefficients[1][column].estimate - (five.estimate - seven.estimate)) < 1e-10)
            let (a, b) = (try #require(other.coefficients[0][column].standardError), try #require(seven.standardError))
            #expect(abs(a - b) < 1e-9)
        }
        #expect(abs(fit.logLikelihood - other.logLikelihood) < 1e-9)
        let (p, q) = (fit.predictProbability(Self.x), other.predictProbability(Self.x))
        #expect((p[.full, 2] - q[.full, 0]).abs().max().item < 1e-12)
        #expect(fit.description.contains("Class 5 against 2:"))
    }

    /// The third power of a year, and lengths in units of another planet's: the model is that of the columns near 0.
    @Test(arguments: [0, 2.0])
    func columnsFarFromZero(_ l2: Double) throws {
        // A penalty would be another one on another scale.
        let scale = l2 == 0 ? 0x1p40 : 1
        let near = try MultinomialModel.fit(try RegressionDesign(features: Self.x, target: Self.y), l2: l2)
        let moved = Self.x * Tensor([1, scale]) + Tensor([1e9, 0])
        let far = try MultinomialModel.fit(try RegressionDesign(features: moved, target: Self.y), l2: l2)
        // Numbers near 1e9 are rounded to 1e-7.
        for (a, b) in zip(far.coefficients, near.coefficients) {
            #expect(abs(a[1].estimate - b[1].estimate) < 1e-6)
            #expect(abs(a[2].estimate * scale - b[2].estimate) < 1e-6)
            for (column, scale) in [(1, 1), (2, scale)] where l2 == 0 {
                let (error, exact) = (try #require(a[column].standardError), try #require(b[column].standardError))
                #expect(abs(error * scale - exact) < 1e-6 * exact)
            }
        }
        #expect(abs(far.logLikelihood - near.logLikelihood) < 1e-5)
    }

    /// At the maximum the residuals of every class are orthogonal to every column.
    @Test func likelihoodIsGreatest() throws {
        let design = try RegressionDesign(features: Self.x, target: Self.y, weights: Self.weights)
        let fit = try MultinomialModel.fit(design)
        let oneHot = Tensor<Double>(Self.y.reshaped(to: [500, 1]) .== Tensor(fit.classes))
        let residuals = (oneHot - fit.predictProbability(Self.x)) * Self.weights.reshaped(to: [500, 1])
        #expect(residuals.sum(axis: 0).abs().max().item < 1e-9)
        #expect(Self.x.transposed().matmul(residuals).abs().max().item < 1e-8)
    }

    /// One class apart from two that overlap, as the species of iris.
    @Test func recognisesAClassThatStandsApart() throws {
        let noise = Tensor<Double>(normal: [90, 2], seed: 31)
        let target = Tensor((0..<90).map { Double($0 / 30) })
        let centres = Tensor((0..<90).flatMap { $0 < 30 ? [-20, 0.0] : [0, Double($0 / 30)] }, shape: [90, 2])
        let error = #expect(throws: RegressionError.self) {
            try MultinomialModel.fit(
                try RegressionDesign(features: noise + centres, names: ["a", "b"], target: target))
        }
        guard case .separable(let columns) = error?.reason else { throw error ?? RegressionError(.noRows) }
        #expect(columns == ["a"])
    }

    @Test func aRowFarOutSeparatesNothing() throws {
        let x = Tensor((0..<60).map { Double($0 % 20 + 1) } + [999_999_999], shape: [61, 1])
        let y = Tensor((0..<60).map { Double($0 * 7 % 3) } + [2])
        let fit = try MultinomialModel.fit(try RegressionDesign(features: x, target: y))
        #expect(fit.coefficients.joined().allSatisfy { abs($0.estimate) < 10 })
    }

    /// Classes are called what they are, however small or alike, and there may be as many as the rows decide.
    @Test func classesAreLabels() throws {
        let x = Self.x
        let dates = Tensor(Self.y.scalars.map { $0 + 20_230_000 })
        let fit = try MultinomialModel.fit(try RegressionDesign(features: x, target: dates))
        #expect(fit.description.contains("Class 20230007 against 20230002:"))
        let small = try MultinomialModel.fit(try RegressionDesign(features: x, target: Self.y * 1e-150))
        #expect(small.description.contains("against 2e-150:"))
        for l2 in [0, 1.0] {
            let many = try RegressionDesign(
                features: Tensor<Double>(normal: [20_000, 1], seed: 1),
                target: Tensor<Double>(normal: [20_000], seed: 2))
            let error = #expect(throws: RegressionError.self) { try MultinomialModel.fit(many, l2: l2) }
            if l2 == 0 {
                #expect(error == RegressionError(.tooFewRows(rows: 20_000, coefficients: 39_998)))
            } else if case .linearAlgebra(.tooLarge) = error?.reason {
            } else {
                throw error ?? RegressionError(.noRows)
            }
        }
    }

    @Test func refusesWhatCannotBeFitted() throws {
        let apart = Tensor(Self.x.sliced(axis: 1, 1..<2).scalars.map { $0 < 8 ? 0 : $0 < 12 ? 1 : 2.0 })
        let error = #expect(throws: RegressionError.self) {
            try MultinomialModel.fit(try RegressionDesign(features: Self.x, names: ["a", "b"], target: apart))
        }
        guard case .separable(let columns) = error?.reason else { throw error ?? RegressionError(.noRows) }
        #expect(columns.contains("b"))
        _ = try MultinomialModel.fit(try RegressionDesign(features: Self.x, target: apart), l2: 1)
        #expect(throws: RegressionError(.oneClassOnly(1))) {
            try MultinomialModel.fit(try RegressionDesign(features: Self.x, target: Tensor(ones: [500])))
        }
        let twice = Tensor(concatenating: [Self.x, Self.x], axis: 1)
        #expect(throws: RegressionError.self) {
            try MultinomialModel.fit(try RegressionDesign(features: twice, target: Self.y))
        }
    }
}
