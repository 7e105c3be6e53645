import Foundation
import Testing
import Tessera

@testable import TesseraCharts

/// One chart of each kind, of rows that a small generator makes.
struct SamplePlot: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () throws -> Chart

    init(_ name: String, _ make: @escaping @Sendable () throws -> Chart) { (testDescription, self.make) = (name, make) }

    static let rows = 60
    /// Uniform numbers from 0 to 1.
    static func uniform(_ seed: UInt32, _ count: Int = rows) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Double(state >> 8) / Double(1 << 24)
        }
    }

    static let scores = uniform(1)
    static let labels = zip(scores, uniform(2)).map { 0.2 + 0.6 * $0 > $1 ? 1.0 : 0 }
    static let fitted = uniform(3).map { 10 * $0 - 3 }
    static let residuals = uniform(4).map { $0 - 0.5 }
    static let classes = uniform(5).map { ($0 * 3).rounded(.down) }
    static let predicted = zip(classes, uniform(6)).map { $1 < 0.8 ? $0 : 2 - $0 }
    static let losses = (1...50).map { 3 / Double($0) }
    static let validation = (1...50).map { 3.5 / Double($0) + 0.01 }
    static let features = Tensor<Double>(zip(uniform(7), uniform(8)).flatMap { [$0, 5 * $1] }, shape: [rows, 2])

    static let all: [SamplePlot] = [
        SamplePlot("training") { try .trainingCurve(losses: losses, validation: validation) },
        SamplePlot("fit") {
            try .fit(x: scores, y: fitted, xLabel: "hours", yLabel: "points") { $0.map { 4 * $0 * $0 } }
        },
        SamplePlot("boundary") {
            try .decisionBoundary(x: scores, y: fitted, labels: classes, xLabel: "width", yLabel: "length") { x, y in
                zip(x, y).map { $0 * 8 > $1 + 3 ? ($0 > 0.5 ? 2 : 1) : 0 }
            }
        },
        SamplePlot("ROC") { try .roc(scores: scores, labels: labels) },
        SamplePlot("ROC of several") {
            try .roc(
                (0..<3).map { k in
                    (
                        name: "class \(k)", scores: uniform(9 + UInt32(k)),
                        labels: classes.map { $0 == Double(k) ? 1 : 0 }
                    )
                })
        },
        SamplePlot("precision and recall") { try .precisionRecall(scores: scores, labels: labels) },
        SamplePlot("calibration") { try .calibration(probabilities: scores, labels: labels, bins: 5) },
        SamplePlot("confusion") { try .confusion(predicted: predicted, labels: classes) },
        SamplePlot("residuals") { try .residuals(fitted: fitted, residuals: residuals) },
        SamplePlot("quantiles") { try .normalQuantiles(of: residuals) },
        SamplePlot("observed") { try .observed(zip(fitted, residuals).map(+), fitted: fitted) },
        SamplePlot("coefficients") {
            try .coefficients(
                ["area", "a name that is too long to be written in full beside the axis", "age <&>"],
                estimates: [2, -0.5, 0.1], intervals: [1.5...2.5, nil, -0.2...0.4])
        },
        SamplePlot("partial dependence") {
            try .partialDependence(on: 1, named: "age", of: features, points: 20) { x in
                (x * x).sum(axis: 1)
            }
        },
        SamplePlot("one row") { try .residuals(fitted: [1e9], residuals: [0]) },
        SamplePlot("one epoch") { try .trainingCurve(losses: [.nan, 0.5, .infinity]) },
        SamplePlot("one class") { try .confusion(predicted: [3, 3], labels: [3, 3]) },
        SamplePlot("large numbers") { try .observed([-3e5, 2e5, 1e5], fitted: [-250_000, 190_000, 200_000]) },
        SamplePlot("many classes") {
            try .confusion(predicted: (0..<90).map { Double($0 % 30) }, labels: (0..<90).map { Double($0 % 29) })
        },
    ]
}
