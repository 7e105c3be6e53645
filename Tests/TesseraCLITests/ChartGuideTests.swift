// Between the marks stands the program of docs/guides/charts.md, but for the indentation.
// begin
import Foundation
import Tessera
import TesseraCharts
import TesseraRegression

func drawTheModel() throws -> [String: String] {
    // Made-up rows: the chance of class 1 rises with both features, and with their product.
    let features = Tensor<Double>(normal: [400, 2], seed: 1)
    let (dose, age) = (features[0..., 0], features[0..., 1])
    let chance = (1.5 * dose + 0.8 * age + dose * age).sigmoid()
    let labels = Tensor<Double>(chance .> Tensor(uniform: [400], seed: 2))

    let design = try RegressionDesign(features: features, names: ["dose", "age"], target: labels)
    let summary = try LogisticModel.fit(design)
    let model = summary.model
    let probabilities = model.predictProbability(features).scalars
    let slopes = summary.coefficients.dropFirst()  // without the intercept

    let charts = try [
        "roc": Chart.roc(scores: probabilities, labels: labels.scalars),
        "calibration": Chart.calibration(probabilities: probabilities, labels: labels.scalars, bins: 5),
        "coefficients": Chart.coefficients(
            slopes.map(\.name), estimates: slopes.map(\.estimate), intervals: slopes.map(\.confidenceInterval)),
        "boundary": Chart.decisionBoundary(
            x: dose.scalars, y: age.scalars, labels: labels.scalars, xLabel: "dose", yLabel: "age"
        ) { dose, age in
            let points = Tensor(stacking: [Tensor(dose), Tensor(age)], axis: 1)
            return Tensor<Double>(model.linearPredictor(points) .> 0).scalars
        },
    ]
    let loss = try Plan(for: [Tensor<Double>(zeros: [2, 1]), Tensor(zeros: [1])], rows: RowShape(features: 2)) {
        parameters, batch in
        let logits = batch.features.matmul(parameters[0]) + parameters[1]
        return binaryCrossEntropy(logits: logits, expected: batch.targets)
    }
    let graph = try GraphDrawing("Cross-entropy", of: loss)
    return charts.mapValues { $0.sized(width: 360, height: 340).svg(.automatic) }
        .merging(["graph": graph.svg(.automatic)]) { first, _ in first }
}
// end

import Testing

/// The program of the guide on charts compiles and draws.
@Suite struct ChartGuideTests {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../docs/guides").standardized

    @Test func theGuideShowsThisProgram() throws {
        let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let program = source.split(separator: "// begin\n")[1].split(separator: "// end\n")[0]
        let guide = try String(contentsOf: Self.folder.appending(path: "charts.md"), encoding: .utf8)
        #expect(guide.contains("```swift\n\(program)```"))
    }

    @Test func itsProgramDraws() throws {
        let pictures = try drawTheModel()
        #expect(pictures.keys.sorted() == ["boundary", "calibration", "coefficients", "graph", "roc"])
        #expect(pictures.values.allSatisfy { $0.hasPrefix("<svg ") && $0.contains("<desc>") })
        #expect(try drawTheModel() == pictures)
    }
}
