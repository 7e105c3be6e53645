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

/// The program of the guide on charts compiles and draws what the guide shows.
@Suite struct ChartGuideTests {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../docs/guides").standardized

    @Test func theGuideShowsThisProgram() throws {
        let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let program = source.split(separator: "// begin\n")[1].split(separator: "// end\n")[0]
        let guide = try String(contentsOf: Self.folder.appending(path: "charts.md"), encoding: .utf8)
        #expect(guide.contains("```swift\n\(program)```"))
    }

    /// The numbers of a picture agree with those of the guide's to rounding: they depend on the kernels in their last digits.
    @Test func itsPicturesAreThoseOfTheGuide() throws {
        let pictures = try drawTheModel()
        if let folder = ProcessInfo.processInfo.environment["TESSERA_GUIDE_PICTURES"] {
            for (name, svg) in pictures {
                try svg.write(toFile: "\(folder)/\(name).svg", atomically: true, encoding: .utf8)
            }
        }
        for (name, svg) in pictures {
            let stored = try String(contentsOf: Self.folder.appending(path: "charts/\(name).svg"), encoding: .utf8)
            let number = /-?\d+(\.\d+)?/
            #expect(svg.replacing(number, with: "0") == stored.replacing(number, with: "0"), "\(name)")
            let (found, expected) = (svg.matches(of: number), stored.matches(of: number))
            #expect(zip(found, expected).allSatisfy { abs(Double($0.0)! - Double($1.0)!) <= 0.02 }, "\(name)")
        }
    }
}
