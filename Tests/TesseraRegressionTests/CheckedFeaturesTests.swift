import Tessera
import TesseraRegression
import TesseraTraining
import Testing

/// Features from outside are checked by the model that is to predict for them.
@Suite struct CheckedFeaturesTests {
    private static let x = Tensor<Double>(normal: [60, 2], seed: 1)
    private static let classes = Tensor<Double>(x[0..., 0] + Tensor(normal: [60], seed: 2) .> 0)

    /// What `check` of each kind of fitted model says to a shape.
    private static let models: [(name: String, check: @Sendable (Tensor<Double>) throws -> Void)] = {
        do {
            let table = try RowTable(features: x, targets: classes)
            let options = TrainingOptions(epochs: 2)
            var (linear, logistic) = (LinearRegression<Double>(), LogisticRegression<Double>())
            var network = NetworkRegression<Double>(.logistic, hidden: [3])
            try linear.fit(table, options: options)
            try logistic.fit(table, options: options)
            try network.fit(table, options: options)
            let design = try RegressionDesign(features: x, target: classes)
            let least = try LinearModel.fit(design).model
            let likely = try LogisticModel.fit(design).model
            let general = try GeneralizedLinearModel.fit(design, family: .binomial).model
            let multinomial = try MultinomialModel.fit(design).model
            return [
                ("LinearRegression", { [linear] in try linear.check($0) }),
                ("LogisticRegression", { [logistic] in try logistic.check($0) }),
                ("NetworkRegression", { [network] in try network.check($0) }), ("LinearModel", { try least.check($0) }),
                ("LogisticModel", { try likely.check($0) }), ("GeneralizedLinearModel", { try general.check($0) }),
                ("MultinomialModel", { try multinomial.check($0) }),
            ]
        } catch {
            fatalError("\(error)")
        }
    }()

    @Test(arguments: models.indices)
    func otherShapesAreErrors(_ index: Int) throws {
        let (name, check) = Self.models[index]
        try check(Self.x)
        try check(Tensor(zeros: [0, 2]))
        for shape: Shape in [[60, 3], [60, 1], [2], [], [60, 2, 1]] {
            let error = #expect(throws: ShapeError.self, "\(name) \(shape)") { try check(Tensor(zeros: shape)) }
            #expect(error?.description.contains("needs features of shape") == true)
        }
    }

    @Test func modelsThatAreNotFittedAreErrors() {
        let message = "prediction of [60, 2]: the model has not been fitted"
        let errors = [
            #expect(throws: ShapeError.self) { try LinearRegression<Double>().check(Self.x) },
            #expect(throws: ShapeError.self) { try LogisticRegression<Double>().check(Self.x) },
            #expect(throws: ShapeError.self) { try NetworkRegression<Double>(.linear).check(Self.x) },
        ]
        #expect(errors.allSatisfy { $0?.description == message })
    }
}
