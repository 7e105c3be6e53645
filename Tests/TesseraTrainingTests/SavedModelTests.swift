import Tessera
import TesseraTraining
import Testing

@Suite struct SavedModelTests {
    private func saved(
        weights: [Double] = [0.1, -2], bias: Double = 1e-300, precision: SavedRegression.Precision = .double
    ) throws(SavedModelError) -> SavedModel {
        SavedModel(
            try SavedRegression(
                task: .linear, features: ["a", "b/c"], target: "y", weights: weights, bias: bias, precision: precision,
                training: .init(rows: 9, epochs: 3, loss: 0.5, seed: .max, backend: "swift")))
    }

    @Test func readsBackWhatItWrote() throws {
        let model = try saved(weights: [Double(Float(0.1)), 1 / 3.0])
        #expect(try SavedModel(json: model.json()) == model)
    }

    @Test func predictsInEitherPrecision() throws {
        let model = try saved(bias: 0.5)
        #expect(model.makePredictor(Double.self).linearPredictor(Tensor([[10, 1]])).scalars == [-0.5])
        #expect(model.makePredictor(Float.self).linearPredictor(Tensor([[10, 1]])).scalars == [-0.5])
    }

    @Test(arguments: [
        ("\"version\" : 1", "\"version\" : 2", SavedModelError.Reason.otherVersion(2)),
        ("\"version\"", "\"revision\"", .missingField("version")),
        ("tessera.regression", "tessera.forest", .otherFormat),
        ("tessera.regression", "tessera.network", .missingField("activation")),
        ("\"linear\"", "\"cubic\"", .wrongField("task")),
        ("\"bias\"", "\"offset\"", .missingField("bias")),
        ("-2", "\"two\"", .wrongField("weights[1]")),
        ("-2", "-2, 3", .invalid("it has 3 weights for 2 features; each needs one")),
        ("b/c", "a", .invalid("two features have the same name")),
        ("{", "", .notJSON),
        ("18446744073709551615", "18446744073709551616", .wrongField("training.seed")),
        ("18446744073709551615", "-1", .wrongField("training.seed")),
        ("18446744073709551615", "0.5", .wrongField("training.seed")),
        ("18446744073709551615", "1e999", .wrongField("training.seed")),
        ("18446744073709551615", "null", .wrongField("training.seed")),
        ("\"rows\" : 9", "\"rows\" : 1e30", .wrongField("training.rows")),
        ("\"version\" : 1", "\"version\" : 1.5", .wrongField("version")),
        ("\"version\" : 1", "\"version\" : 99999999999999999999", .wrongField("version")),
        ("-2", "1e999", .wrongField("weights")),
        ("1e-300", "-1e999", .wrongField("bias")),
    ])
    func saysWhatIsWrong(part: String, replacement: String, error: SavedModelError.Reason) throws {
        let text = try String(decoding: saved().json(), as: UTF8.self)
        let broken = text.replacing(part, with: replacement, maxReplacements: 1)
        #expect(throws: SavedModelError(error)) { try SavedModel(json: Array(broken.utf8)) }
    }

    /// A field of a network is named wherever it stands.
    @Test(arguments: [
        ("\"bias\" : [", "\"bias\" : [ 1e999, ", "layers[0].bias"), ("\"weights\"", "\"wights\"", "layers[0].weights"),
        ("\"epochs\" : 1", "\"epochs\" : 0.25", "training.epochs"),
        ("\"features\" : [", "\"features\" : [1,", "features[0]"),
    ])
    func saysWhatIsWrongWithANetwork(part: String, replacement: String, field: String) throws {
        var model = NetworkRegression<Double>(.linear, hidden: [2])
        let rows = try RowTable(features: Tensor([[1.0], [2], [3]]), targets: Tensor([1.0, 2, 4]))
        var options = TrainingOptions()
        options.epochs = 1
        try model.fit(rows, options: options)
        let saved = SavedModel(
            try SavedNetwork(
                model, features: ["x"], target: "y",
                training: .init(rows: 3, epochs: 1, loss: 0.5, seed: 0, backend: "swift")))
        let text = String(decoding: saved.json(), as: UTF8.self)
        let broken = text.replacing(part, with: replacement, maxReplacements: 1)
        #expect(broken != text)
        let error = #expect(throws: SavedModelError.self) { try SavedModel(json: Array(broken.utf8)) }
        #expect(
            error?.reason == .wrongField(field) || error?.reason == .missingField(field), "\(String(describing: error))"
        )
    }

    /// A trained model is saved in one call, in the precision of the columns, and refused before it is trained.
    @Test func trainedModelsAreSaved() throws {
        let x = Tensor<Float>(normal: [40, 2], seed: 1)
        let rows = try RowTable(features: x, targets: x.matmul(Tensor([2, -1])) + 1)
        var linear = LinearRegression<Float>()
        #expect(throws: SavedModelError(.invalid("it has not been trained"))) {
            try linear.saved(features: ["a", "b"], target: "y")
        }
        try linear.fit(rows, options: TrainingOptions(epochs: 3, standardizes: true))
        var network = NetworkRegression<Float>(.linear, hidden: [3])
        #expect(throws: SavedModelError.self) { try network.saved(features: ["a", "b"], target: "y") }
        try network.fit(rows, options: TrainingOptions(epochs: 3, standardizes: true))
        let models: [(SavedModel, any Predictor<Double>)] = [
            (try linear.saved(features: ["a", "b"], target: "y"), linear.inDoublePrecision),
            (try network.saved(features: ["a", "b"], target: "y"), network.inDoublePrecision),
        ]
        for (saved, model) in models {
            let read = try SavedModel(json: saved.json())
            #expect(read == saved && read.features == ["a", "b"] && read.target == "y" && read.task == .linear)
            #expect(read.precision == .float)
            let columns = Tensor<Double>(x)
            #expect(read.makePredictor(Double.self).linearPredictor(columns) == model.linearPredictor(columns))
        }
        #expect(throws: SavedModelError.self) { try linear.saved(features: ["a"], target: "y") }
    }

    @Test func numbersMustBeFinite() {
        let error = SavedModelError(.invalid("a weight or the bias is not finite in float precision"))
        #expect(throws: error) { try saved(weights: [1, 1e300], precision: .float) }
        #expect(throws: SavedModelError.self) { try saved(bias: .nan) }
    }
}
