import Testing

@testable import TesseraCharts

@Suite struct ChartTests {
    @Test(arguments: SampleCharts.all)
    func isWellFormedAndDeterministic(chart: Chart) throws {
        let svg = try #require(ParsedSVG(chart.svg()))
        #expect(svg.holdsOnlyNumbers)
        #expect(svg.elements.allSatisfy { $0.attributes["id"] == nil })
        #expect(chart.svg() == chart.svg())
    }

    @Test(arguments: SampleCharts.all, [Chart.Size(width: 640, height: 400), Chart.Size(width: 360, height: 260)])
    func textsNeitherOverlapNorLeaveTheCard(chart: Chart, size: Chart.Size) throws {
        var chart = chart
        chart.size = size
        let boxes = try #require(ParsedSVG(chart.svg())).textBoxes
        let card = Rect(x: 0, y: 0, width: chart.size.width, height: chart.size.height)
        for (index, first) in boxes.enumerated() {
            #expect(card.contains(first.box), "\(first.text) leaves the card")
            for second in boxes[(index + 1)...] {
                #expect(!first.box.intersects(second.box), "\(first.text) overlaps \(second.text)")
            }
        }
    }

    @Test func everyPointHasItsMark() throws {
        let lines = try #require(ParsedSVG(SampleCharts.lines.svg()))
        #expect(lines.elements(ofClass: "point").count == 4)
        #expect(lines.elements(ofClass: "line").count == 2)
        #expect(lines.texts(ofClass: "legend-text") == ["guess", "y = 2x", "data"])
        #expect(lines.elements(ofClass: "line")[1].attributes["stroke-dasharray"] != nil)
        let descent = try #require(ParsedSVG(SampleCharts.descent.svg()))
        #expect(descent.elements(ofClass: "point").count == 4)
        #expect(descent.elements(ofClass: "arrow").count == 3)
        #expect(Set(descent.texts(ofClass: "annotation")) == ["start", "minimum"])
        #expect(descent.elements(ofClass: "ring").count == 1)
    }

    @Test func referenceLinesStandWhereTheyShould() throws {
        let chart = SampleCharts.logistic
        let frame = ChartLayout(chart).frame
        let svg = try #require(ParsedSVG(chart.svg()))
        let x = try #require(frame.xProjection(2.5)).svgText
        let paths = svg.elements(ofClass: "reference").compactMap { $0.attributes["d"] }
        #expect(paths.count == 2)
        #expect(paths[0] == "M\(x) \(frame.plot.maxY.svgText) L\(x) \(frame.plot.y.svgText)")
        #expect(Set(svg.texts(ofClass: "annotation")) == ["decision boundary", "half"])
    }

    @Test func barsStandOnTheirBaseline() throws {
        let chart = Chart(xAxis: .categories(["a", "b", "c"]), series: [.bars([3, -2, 1], showsValues: true)])
        let frame = ChartLayout(chart).frame
        let svg = try #require(ParsedSVG(chart.svg()))
        let bars = svg.elements(ofClass: "bar")
        let foot = try #require(frame.yProjection(0))
        #expect(bars.count == 3)
        #expect(abs(bars[0].number("y") + bars[0].number("height") - foot) < 0.02)
        #expect(abs(bars[1].number("y") - foot) < 0.02)
        #expect(svg.texts(ofClass: "bar-value") == ["3", "−2", "1"])
        #expect(svg.texts(ofClass: "x-tick") == ["a", "b", "c"])
    }

    @Test func barsOfSeveralSeriesStandSideBySide() throws {
        let bars = try #require(ParsedSVG(SampleCharts.bars.svg())).elements(ofClass: "bar")
        #expect(bars.count == 8)
        let spans = bars.map { ($0.number("x"), $0.number("x") + $0.number("width")) }.sorted { $0.0 < $1.0 }
        for (left, right) in zip(spans, spans.dropFirst()) { #expect(left.1 <= right.0) }
    }

    @Test func barsThatAllRiseStandOnTheEdge() {
        let scene = ChartScene(Chart(xAxis: .categories(["a", "b"]), series: [.bars([3, 2])]))
        #expect(scene.yDomain.lowerBound == 0)
    }

    @Test func gapsBreakALine() throws {
        let svg = try #require(ParsedSVG(SampleCharts.broken.svg()))
        let path = try #require(svg.elements(ofClass: "line").first?.attributes["d"])
        #expect(path.count { $0 == "M" } == 2)
        #expect(svg.elements(ofClass: "point").count == 1)
        #expect(svg.elements(ofClass: "annotation").isEmpty)
    }

    @Test func whatLiesOutsideOfTheRangeIsNotDrawn() throws {
        let chart = Chart(
            xAxis: .linear(range: 0...1), yAxis: .linear(range: 0...1),
            series: [
                .scatter([Point(0.5, 0.5), Point(1.5, 0.5)]), .label(at: Point(3, 0.5), "far"),
                .verticalLine(x: 9, label: "away"), .label(at: Point(1, 0.5), "near"),
            ])
        let svg = try #require(ParsedSVG(chart.svg()))
        #expect(svg.elements(ofClass: "point").count == 1)
        #expect(svg.texts(ofClass: "annotation") == ["near"])
    }

    @Test(arguments: [0.0, 0.5, 1])
    func longLabelsStayInThePlot(x: Double) throws {
        let text = String(repeating: "a long label ", count: 9)
        let chart = Chart(series: [
            .line([Point(0, 0), Point(1, 1)]), .label(at: Point(x, x), text), .verticalLine(x: x, label: text),
            .horizontalLine(y: x, label: text),
        ])
        let layout = ChartLayout(chart)
        #expect(layout.annotations.count == 3)
        #expect(layout.annotations.allSatisfy { layout.frame.plot.contains($0.box) })
    }

    @Test func textIsEscapedOnce() {
        let svg = SampleCharts.logistic.svg()
        #expect(svg.contains("&lt;data&gt; &amp; more"))
        #expect(!svg.contains("<data>"))
    }

    /// The learning curve has a line for each kind of loss, thinned out, on a logarithmic axis where they span a lot.
    @Test func learningCurves() throws {
        let (losses, validation) = ([3, 2, 1.5], [4, 3, 2.5])
        let points = { (losses: [Double]) in losses.enumerated().map { Point(Double($0.offset + 1), $0.element) } }
        let chart = try Chart.trainingCurve(losses: losses, validation: validation)
        #expect(chart.yAxis == .linear("loss") && chart.series.map(\.points) == [points(losses), points(validation)])
        let steep = try Chart.trainingCurve(losses: (0..<5000).map { 1 / Double($0 + 1) })
        #expect(steep.yAxis == .logarithmic("loss") && steep.series.count == 1)
        #expect(steep.series[0].points.count <= 1001 && steep.series[0].points.last?.x == 5000)
    }
}
