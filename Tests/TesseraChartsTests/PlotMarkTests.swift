import Foundation
import Tessera
import Testing

@testable import TesseraCharts

/// Marks sit where the data say, by computations of the tests' own.
@Suite struct PlotMarkTests {
    private typealias Sample = SamplePlot

    @Test func trainingCurve() throws {
        let losses = (1...20).map { 1 + 1 / Double($0) }
        let chart = try Chart.trainingCurve(losses: losses, validation: losses.map { $0 + 0.1 })
        let marks = try #require(PlottedMarks(chart))
        let lines = marks.lines()
        #expect(marks.agree(lines[0], losses.enumerated().map { Point(Double($0 + 1), $1) }))
        #expect(marks.agree(lines[1], losses.enumerated().map { Point(Double($0 + 1), $1 + 0.1) }))
        #expect(marks.svg.texts(ofClass: "legend-text") == ["training", "validation"])
        #expect(try Chart.trainingCurve(losses: [1, 0.001]).yAxis.scale == .logarithmic)
        #expect(try Chart.trainingCurve(losses: [1, .nan, 0.5]).yAxis.scale == .linear)
    }

    @Test func fit() throws {
        let chart = try Chart.fit(x: [0, 1, 4], y: [1, 2, 9]) { x in x.map { 2 * $0 + 0.5 } }
        let marks = try #require(PlottedMarks(chart))
        #expect(marks.agree(marks.points, [Point(0, 1), Point(1, 2), Point(4, 9)]))
        let curve = try #require(marks.lines().first)
        #expect(curve.count == 200 && marks.agree(curve[0], Point(0, 0.5)) && marks.agree(curve[199], Point(4, 8.5)))
        #expect(curve.allSatisfy { abs($0.y - 2 * $0.x - 0.5) < 3 * (marks.tolerance.x + marks.tolerance.y) })
    }

    /// Every threshold selects by itself here; the curve goes through what it counts, and the area is the share of pairs
    /// in the right order.
    @Test(arguments: [false, true])
    func roc(hasTies: Bool) throws {
        let scores = hasTies ? Sample.scores.map { ($0 * 8).rounded() } : Sample.scores
        let labels = Sample.labels
        let marks = try #require(
            PlottedMarks(try Chart.roc(scores: scores, labels: labels).sized(width: 3000, height: 3000)))
        let positives = Double(labels.count { $0 == 1 }), negatives = Double(labels.count) - positives
        let expected =
            [Point(0, 0)]
            + Set(scores).sorted(by: >).map { threshold in
                let chosen = labels.indices.filter { scores[$0] >= threshold }
                let ones = Double(chosen.count { labels[$0] == 1 })
                return Point((Double(chosen.count) - ones) / negatives, ones / positives)
            }
        let lines = marks.lines()
        #expect(marks.agree(lines[0], [Point(0, 0), Point(1, 1)]))
        // Points within one column of pixels may be left out where the line is the same without them.
        #expect(lines[1].allSatisfy { drawn in expected.contains { marks.agree(drawn, $0) } })
        #expect(expected.allSatisfy { marks.isOn($0, lines[1]) })
        var halfWins = 0.0
        for i in labels.indices where labels[i] == 1 {
            for j in labels.indices where labels[j] == 0 {
                halfWins += scores[i] > scores[j] ? 2 : scores[i] == scores[j] ? 1 : 0
            }
        }
        let area = try RankedScores(scores: scores, labels: labels).areaUnderROC
        #expect(abs(area - halfWins / 2 / positives / negatives) < 1e-14)
        #expect(marks.svg.texts(ofClass: "legend-text") == ["AUC \(DecimalNumber.valueText(area))"])
    }

    @Test func precisionRecall() throws {
        // By hand: thresholds 0.9, 0.8 (two rows), 0.4, 0.1.
        let (scores, labels) = ([0.8, 0.9, 0.1, 0.4, 0.8], [0.0, 1, 0, 1, 1])
        let chart = try Chart.precisionRecall(scores: scores, labels: labels)
        let marks = try #require(PlottedMarks(chart))
        let third = 1.0 / 3
        let steps: [(start: Double, end: Double, precision: Double)] = [
            (0, third, 1), (third, 2 * third, 2 * third), (2 * third, 1, 0.75), (1, 1, 0.6),
        ]
        let expected = steps.flatMap { [Point($0.start, $0.precision), Point($0.end, $0.precision)] }
        #expect(marks.agree(marks.lines()[0], expected))
        #expect(marks.lines("reference")[0].allSatisfy { abs($0.y - 0.6) < marks.tolerance.y })
        let average = third * (1 + 2 * third + 0.75)
        #expect(abs(try RankedScores(scores: scores, labels: labels).averagePrecision - average) < 1e-15)
    }

    /// The interval of 3 in 10 is that of Wilson, (0.1078, 0.6032).
    @Test func calibration() throws {
        let probabilities = [Double](repeating: 0.25, count: 5) + [Double](repeating: 0.35, count: 5) + [1]
        let labels: [Double] = [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1]
        let marks = try #require(PlottedMarks(try .calibration(probabilities: probabilities, labels: labels, bins: 2)))
        #expect(marks.agree(marks.points, [Point(0.3, 0.3), Point(1, 1)]))
        let ends = marks.lines("interval")[0].prefix(2)
        #expect(abs(ends[0].y - 0.10779) < marks.tolerance.y && abs(ends[1].y - 0.60322) < marks.tolerance.y)
    }

    @Test func confusion() throws {
        let chart = try Chart.confusion(predicted: Sample.predicted, labels: Sample.classes)
        let marks = try #require(PlottedMarks(chart))
        let boxes = marks.boxes("cell")
        let texts = marks.svg.texts(ofClass: "cell-text")
        #expect(boxes.count == 9 && texts.count == 9)
        #expect(marks.svg.texts(ofClass: "x-tick") == ["0", "1", "2"])
        #expect(marks.svg.texts(ofClass: "y-tick") == ["2", "1", "0"], "the first class is on top")
        for (box, text) in zip(boxes, texts) {
            let (column, row) = ((box.low.x + box.high.x) / 2, 2 - (box.low.y + box.high.y) / 2)
            let count = zip(Sample.predicted, Sample.classes).count {
                $0 == column.rounded() && $1 == row.rounded()
            }
            #expect(text == "\(count)" && abs(box.high.x - box.low.x - 1) < 0.01)
        }
    }

    @Test func residuals() throws {
        let marks = try #require(PlottedMarks(try .residuals(fitted: Sample.fitted, residuals: Sample.residuals)))
        #expect(marks.agree(marks.points, zip(Sample.fitted, Sample.residuals).map { Point($0, $1) }))
        #expect(marks.lines("reference")[0].allSatisfy { abs($0.y) < marks.tolerance.y })
    }

    /// The quantiles of (i − ½) / 5 are those of Python's `statistics.NormalDist().inv_cdf`.
    @Test func normalQuantiles() throws {
        let values = [3.0, -1, 7, 0, 2]
        let marks = try #require(PlottedMarks(try .normalQuantiles(of: values)))
        let quantiles = [-1.2815515655446004, -0.524400512708041, 0, 0.524400512708041, 1.2815515655446004]
        let expected = values.map { value in Point(quantiles[values.count { $0 < value }], value) }
        #expect(marks.agree(marks.points, expected))
        let (mean, deviation) = (2.2, 9.7.squareRoot())
        let ends = [quantiles[0], quantiles[4]].map { Point($0, mean + deviation * $0) }
        #expect(marks.agree(marks.lines()[0], ends))
    }

    @Test func observed() throws {
        let marks = try #require(PlottedMarks(try .observed([1, 2, 9], fitted: [2, 3, 5])))
        #expect(marks.agree(marks.points, [Point(2, 1), Point(3, 2), Point(5, 9)]))
        #expect(marks.agree(marks.lines()[0], [Point(1, 1), Point(9, 9)]))
    }

    @Test func coefficients() throws {
        let chart = try Chart.coefficients(["a", "b"], estimates: [2, -1], intervals: [1...4, nil])
        let marks = try #require(PlottedMarks(chart))
        #expect(marks.svg.texts(ofClass: "y-tick") == ["b", "a"])
        #expect(marks.agree(marks.points, [Point(2, 1), Point(-1, 0)]))
        let intervals = marks.lines("interval")
        #expect(intervals.count == 1 && marks.agree(Array(intervals[0].prefix(2)), [Point(1, 1), Point(4, 1)]))
        #expect(marks.lines("reference")[0].allSatisfy { abs($0.x) < marks.tolerance.x })
    }

    /// Points at random lie in the region of the class that the model predicts there.
    @Test func decisionBoundary() throws {
        let classify = { (x: Double, y: Double) in x + y > 1 ? 1.0 : x > 0.5 ? 5 : 0 }
        let (x, y) = (Sample.uniform(20), Sample.uniform(21))
        let chart = try Chart.decisionBoundary(x: x, y: y, labels: zip(x, y).map(classify)) {
            zip($0, $1).map(classify)
        }
        let marks = try #require(PlottedMarks(chart))
        let regions = marks.svg.elements(ofClass: "region")
        #expect(regions.count == 3)
        let order = [0.0, 1, 5]
        #expect(
            marks.agree(
                marks.points,
                order.flatMap { k in
                    x.indices.filter { classify(x[$0], y[$0]) == k }.map { Point(x[$0], y[$0]) }
                }))
        for (region, value) in zip(regions, order) {
            // Each rectangle is "M left top H right V bottom H left Z".
            for box in (region.attributes["d"] ?? "").split(separator: "Z") {
                let n = box.split { "MHV ".contains($0) }.compactMap { Double($0) }
                let (low, high) = (marks.value(Point(n[0], n[3])), marks.value(Point(n[2], n[1])))
                // The cells are a 200th wide: their middles are of the class, but for rounding.
                let middle = Point((low.x + high.x) / 2, (low.y + high.y) / 2)
                #expect(classify(middle.x, middle.y) == value)
            }
        }
        #expect(marks.svg.texts(ofClass: "legend-text") == ["class 0", "class 1", "class 5"])
    }

    @Test func partialDependence() throws {
        let features = Sample.features
        let chart = try Chart.partialDependence(on: 1, named: "age", of: features, points: 5) { x in
            x[0..., 0] * x[0..., 1].sin()
        }
        let marks = try #require(PlottedMarks(chart))
        let columns = (0..<2).map { column in (0..<Sample.rows).map { row -> Double in features[row, column].item } }
        let (low, high) = (columns[1].min()!, columns[1].max()!)
        let expected = (0..<5).map { step in
            let value = low + (high - low) * Double(step) / 4
            return Point(value, columns[0].map { $0 * sin(value) }.reduce(0, +) / Double(Sample.rows))
        }
        #expect(marks.agree(marks.lines()[0], expected))
    }

    /// Of many rows every k-th is taken.
    @Test func partialDependenceOfManyRows() throws {
        let features = Tensor((0..<3000).map { Float($0) }, shape: [3000, 1])
        var seen: [Int] = []
        _ = try Chart.partialDependence(on: 0, named: "x", of: features, points: 2) { x in
            seen.append(x.shape[0])
            return x.flattened()
        }
        #expect(seen == [500, 500])
    }
}
