import Tessera
import Testing

@testable import TesseraCharts

/// What comes from outside is refused with an error that says where it is wrong.
@Suite struct ChartErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: ChartError
        let make: @Sendable () throws -> Chart

        init(_ name: String, _ expected: ChartError, _ make: @escaping @Sendable () throws -> Chart) {
            (testDescription, self.expected, self.make) = (name, expected, make)
        }
    }

    private static func counts(_ first: String, _ n: Int, _ second: String, _ m: Int) -> ChartError {
        .differentCounts(first: first, firstCount: n, second: second, secondCount: m)
    }

    private static let row = Tensor<Double>([[1, 2]])

    static let cases: [Case] = [
        Case("no losses", .empty(argument: "losses")) { try .trainingCurve(losses: []) },
        Case("validation", counts("losses", 2, "validation", 1)) {
            try .trainingCurve(losses: [1, 2], validation: [1])
        },
        Case("fit lengths", counts("x", 1, "y", 2)) { try .fit(x: [1], y: [1, 2]) { $0 } },
        Case("fit curve", counts("the feature", 200, "the prediction", 0)) { try .fit(x: [1], y: [1]) { _ in [] } },
        Case("boundary labels", counts("x", 2, "labels", 1)) {
            try .decisionBoundary(x: [1, 2], y: [1, 2], labels: [0]) { x, _ in x }
        },
        Case("boundary classes", .tooManyClasses(count: 8, limit: 7)) {
            let x = (0..<8).map(Double.init)
            return try .decisionBoundary(x: x, y: x, labels: x) { x, _ in x.map { _ in 0 } }
        },
        Case("boundary answer", counts("the grid", 28_000, "the classes", 1)) {
            try .decisionBoundary(x: [1], y: [1], labels: [0]) { _, _ in [0] }
        },
        Case("ROC empty", .empty(argument: "scores")) { try .roc(scores: [], labels: []) },
        Case("ROC lengths", counts("scores", 1, "labels", 0)) { try .roc(scores: [1], labels: []) },
        Case("ROC infinity", .notFinite(argument: "scores", index: 1, value: .infinity)) {
            try .roc(scores: [1, .infinity], labels: [0, 1])
        },
        Case("ROC label", .notBinary(index: 0, value: 2)) { try .roc(scores: [1, 1], labels: [2, 1]) },
        Case("ROC class", .oneClassOnly(1)) { try .roc(scores: [1, 1], labels: [1, 1]) },
        Case("PR class", .oneClassOnly(0)) { try .precisionRecall(scores: [1], labels: [0]) },
        Case("calibration", .notProbability(index: 0, value: 1.5)) {
            try .calibration(probabilities: [1.5], labels: [0])
        },
        Case("bins", .outOfRange(argument: "bins", value: 1, range: 2...100)) {
            try .calibration(probabilities: [1], labels: [0], bins: 1)
        },
        Case("confusion", .tooManyClasses(count: 31, limit: 30)) {
            let classes = (0..<31).map(Double.init)
            return try .confusion(predicted: classes, labels: classes)
        },
        Case("residuals", .notFinite(argument: "residuals", index: 0, value: 1e300)) {
            try .residuals(fitted: [1], residuals: [1e300])
        },
        Case("quantiles", .empty(argument: "residuals")) { try .normalQuantiles(of: []) },
        Case("observed", counts("fitted", 2, "observed", 1)) { try .observed([1], fitted: [1, 2]) },
        Case("coefficients", counts("names", 1, "estimates", 2)) { try .coefficients(["a"], estimates: [1, 2]) },
        Case("intervals", counts("estimates", 1, "intervals", 2)) {
            try .coefficients(["a"], estimates: [1], intervals: [nil, nil])
        },
        Case("column", .outOfRange(argument: "column", value: 2, range: 0...1)) {
            try .partialDependence(on: 2, named: "", of: row) { $0.sum(axis: 1) }
        },
        Case("rank", .empty(argument: "features")) {
            try .partialDependence(on: 0, named: "", of: Tensor<Double>([1])) { $0 }
        },
        Case("points", .outOfRange(argument: "points", value: 1, range: 2...200)) {
            try .partialDependence(on: 0, named: "", of: row, points: 1) { $0.sum(axis: 1) }
        },
        Case("predictions", counts("the rows", 1, "the predictions", 2)) {
            try .partialDependence(on: 0, named: "", of: row) { $0.flattened() }
        },
    ]

    @Test(arguments: cases) func isRefused(_ one: Case) {
        #expect(throws: one.expected) { try one.make() }
        #expect(!one.expected.description.contains("\n") && one.expected.description.count > 20)
    }

    @Test func namesAreNotCutInDescriptions() {
        #expect("\(ChartError.notBinary(index: 3, value: 2))" == "labels[3] is 2; a label must be 0 or 1")
        #expect("\(ChartError.oneClassOnly(1))" == "every label is 1; the curve needs both classes")
        #expect(
            "\(ChartError.notFinite(argument: "x", index: 0, value: .nan))"
                == "x[0] is nan; only finite numbers below 1e300 can be drawn")
    }

    /// A finite number at both ends of what can be drawn gives a whole picture.
    @Test(arguments: [1e-300, 9e299]) func extremesAreDrawn(_ size: Double) throws {
        let svg = try Chart.normalQuantiles(of: [-size, 0, size]).svg()
        #expect(try #require(ParsedSVG(svg)).holdsOnlyNumbers)
    }
}
