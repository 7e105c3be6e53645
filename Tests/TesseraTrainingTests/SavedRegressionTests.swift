import Tessera
import TesseraTraining
import Testing

@Suite struct SavedRegressionTests {
    private func saved(
        weights: [Double] = [0.1, -2], bias: Double = 1e-300, precision: SavedRegression.Precision = .double
    ) throws(SavedRegressionError) -> SavedRegression {
        try SavedRegression(
            task: .linear, features: ["a", "b/c"], target: "y", weights: weights, bias: bias, precision: precision,
            training: .init(rows: 9, epochs: 3, loss: 0.5, seed: .max, backend: "swift"))
    }

    @Test func readsBackWhatItWrote() throws {
        let model = try saved(weights: [Double(Float(0.1)), 1 / 3.0])
        #expect(try SavedRegression(json: model.json()) == model)
    }

    @Test func predictsInEitherPrecision() throws {
        let model = try saved(bias: 0.5)
        #expect(model.makePredictor(Double.self).linearPredictor(Tensor([[10, 1]])).scalars == [-0.5])
        #expect(model.makePredictor(Float.self).linearPredictor(Tensor([[10, 1]])).scalars == [-0.5])
    }

    @Test(arguments: [
        ("\"version\" : 1", "\"version\" : 2", SavedRegressionError.otherVersion(2)),
        ("\"version\"", "\"revision\"", .missingField("version")),
        ("tessera.regression", "tessera.network", .otherFormat),
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
    func saysWhatIsWrong(part: String, replacement: String, error: SavedRegressionError) throws {
        let text = try String(decoding: saved().json(), as: UTF8.self)
        let broken = text.replacing(part, with: replacement, maxReplacements: 1)
        #expect(throws: error) { try SavedRegression(json: Array(broken.utf8)) }
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
        let saved = try SavedNetwork(
            model, features: ["x"], target: "y",
            training: .init(rows: 3, epochs: 1, loss: 0.5, seed: 0, backend: "swift"))
        let text = String(decoding: saved.json(), as: UTF8.self)
        let broken = text.replacing(part, with: replacement, maxReplacements: 1)
        #expect(broken != text)
        let error = #expect(throws: SavedRegressionError.self) { try savedModel(json: Array(broken.utf8)) }
        #expect(error == .wrongField(field) || error == .missingField(field), "\(String(describing: error))")
    }

    @Test func numbersMustBeFinite() {
        let error = SavedRegressionError.invalid("a weight or the bias is not finite in float precision")
        #expect(throws: error) { try saved(weights: [1, 1e300], precision: .float) }
        #expect(throws: SavedRegressionError.self) { try saved(bias: .nan) }
    }
}
