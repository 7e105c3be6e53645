import Tessera
import Testing

@testable import TesseraRegression

/// Ridge regressions with more columns than rows, whose gradients with the penalty are 0.
@Suite struct WideRidgeTests {
    private static let x = Tensor<Double>(normal: [12, 80], seed: 1) * 2 + 3
    private static let y = Tensor<Double>(normal: [12], seed: 2)
    private static let weights = Tensor<Double>(uniform: [12], seed: 3) + 0.3

    private static func design(_ y: Tensor<Double>, weighted: Bool, intercept: Bool) throws -> RegressionDesign {
        try RegressionDesign(features: x, target: y, weights: weighted ? weights : nil, intercept: intercept)
    }

    @Test(arguments: [(false, true), (true, true), (true, false)], [1e-6, 0.5, 1e4])
    func linear(_ kind: (weighted: Bool, intercept: Bool), _ l2: Double) throws {
        let fit = try LinearModel.fit(
            try Self.design(Self.y, weighted: kind.weighted, intercept: kind.intercept), l2: l2)
        let w = Tensor(fit.coefficients.dropFirst(kind.intercept ? 1 : 0).map(\.estimate))
        let counts = kind.weighted ? Self.weights : Tensor(ones: [12])
        let gradients = Self.x.transposed().matmul(Tensor(fit.residuals) * counts) - w * l2
        // Sums of twelve products of a size of 10 with residuals.
        let size = fit.residuals.reduce(0) { $0 + abs($1) } * 10 + l2 * w.abs().max().item
        #expect(gradients.abs().max().item < 1e-13 * size)
        if kind.intercept { #expect(abs((Tensor(fit.residuals) * counts).sum().item) < 1e-13 * size) }
        let predicted = fit.predict(Self.x)
        #expect((predicted + Tensor(fit.residuals) - Self.y).abs().max().item < 1e-12)
    }

    @Test(arguments: [(false, true), (true, true), (true, false)], [1e-2, 0.5, 1e4])
    func logistic(_ kind: (weighted: Bool, intercept: Bool), _ l2: Double) throws {
        let classes = Tensor<Double>(Self.y .> 0)
        let fit = try LogisticModel.fit(
            try Self.design(classes, weighted: kind.weighted, intercept: kind.intercept), l2: l2)
        #expect(fit.convergence.isConverged && fit.coefficients.count == (kind.intercept ? 81 : 80))
        let w = Tensor(fit.coefficients.dropFirst(kind.intercept ? 1 : 0).map(\.estimate))
        let counts = kind.weighted ? Self.weights : Tensor(ones: [12])
        let residuals = (classes - fit.predictProbability(Self.x)) * counts
        #expect((Self.x.transposed().matmul(residuals) - w * l2).abs().max().item < 1e-11)
        if kind.intercept { #expect(abs(residuals.sum().item) < 1e-11) }
    }

    @Test func severalClasses() throws {
        let classes = Tensor((0..<12).map { Double($0 % 3) })
        let fit = try MultinomialModel.fit(
            try Self.design(classes, weighted: false, intercept: true), l2: 0.7)
        let oneHot = Tensor<Double>(classes.reshaped(to: [12, 1]) .== Tensor(fit.classes))
        let residuals = oneHot - fit.predictProbability(Self.x)
        let w = Tensor(fit.coefficients.map { $0.dropFirst().map(\.estimate) })
        let gradients = Self.x.transposed().matmul(residuals[.full, 1...]).transposed() - w * 0.7
        #expect(gradients.abs().max().item < 1e-11)
    }
}
