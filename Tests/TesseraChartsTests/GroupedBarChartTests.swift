import Foundation
import Testing

@testable import TesseraCharts

@Suite struct GroupedBarChartTests {
    private static let chart = GroupedBarChart(
        "Speed of the methods", axis: "times as fast as before", series: ["one", "two", "three"],
        groups: [
            .init(
                "Products",
                rows: [
                    .init("a product of 64 × 64", bars: [.init(0.5, text: "0.5×"), .init(10), nil]),
                    .init("a product of 1024 × 1024", bars: [.init(1), .init(100), .init(1000)]),
                ]),
            .init(
                "Other work & more",
                rows: [.init("a sum", bars: [nil, nil, .init(2)]), .init("nothing", bars: [])]),
        ])

    @Test func isWellFormedAndDeterministic() throws {
        let svg = try #require(ParsedSVG(Self.chart.svg()))
        #expect(svg.holdsOnlyNumbers)
        #expect(svg.elements.allSatisfy { $0.attributes["id"] == nil })
        #expect(Self.chart.svg() == Self.chart.svg())
    }

    @Test func everyGroupRowAndBarIsNamed() throws {
        let svg = try #require(ParsedSVG(Self.chart.svg()))
        #expect(svg.texts(ofClass: "title") == ["Speed of the methods"])
        #expect(svg.texts(ofClass: "group") == ["Products", "Other work & more"])
        #expect(
            svg.texts(ofClass: "row-name") == [
                "a product of 64 × 64", "a product of 1024 × 1024", "a sum", "nothing",
            ])
        #expect(svg.texts(ofClass: "legend-text") == ["one", "two", "three"])
        #expect(svg.texts(ofClass: "bar-value") == ["0.5×", "10", "1", "100", "1000", "2"])
        #expect(svg.texts(ofClass: "axis-label") == ["times as fast as before"])
    }

    @Test func lengthsAreLogarithmsOfRatiosToTheBaseline() throws {
        let bars = try #require(ParsedSVG(Self.chart.svg())).elements(ofClass: "bar")
        let widths = bars.map { $0.number("width") }
        let decade = widths[1]
        // A bar of the baseline's value is drawn as a hairline.
        let expected = [log10(2.0) * decade, decade, 0.5, 2 * decade, 3 * decade, log10(2.0) * decade]
        for (width, expected) in zip(widths, expected) { #expect(abs(width - expected) < 0.05) }
        let start = bars[1].number("x")
        #expect(abs(bars[0].number("x") + widths[0] - start) < 0.05)
        #expect(bars.dropFirst().allSatisfy { abs($0.number("x") - start) < 0.05 })
    }

    @Test func aSeriesKeepsItsColour() throws {
        let colors = try #require(ParsedSVG(Self.chart.svg())).elements(ofClass: "bar").map { $0.attributes["fill"] }
        let palette = ChartColor.palette.map(\.hex)
        #expect(colors == [0, 1, 0, 1, 2, 2].map { palette[$0] })
    }

    @Test(arguments: [400.0, 860, 1200])
    func textsNeitherOverlapNorLeaveTheCard(width: Double) throws {
        let chart = GroupedBarChart(
            Self.chart.title, axis: Self.chart.axisLabel, series: Self.chart.series, groups: Self.chart.groups,
            width: width)
        let svg = try #require(ParsedSVG(chart.svg()))
        let card = Rect(x: 0, y: 0, width: width, height: GroupedBarLayout(chart).height)
        // Bars stand closer than the boxes of their texts; what is drawn of the texts does not touch.
        let boxes = svg.textBoxes.map { (text: $0.text, box: $0.box.insetBy(1)) }
        for (index, first) in boxes.enumerated() {
            #expect(card.contains(first.box), "\(first.text) leaves the card")
            for second in boxes[(index + 1)...] {
                #expect(!first.box.intersects(second.box), "\(first.text) overlaps \(second.text)")
            }
        }
    }

    @Test func valuesThatCannotBeShownHaveNoBar() throws {
        let chart = GroupedBarChart(
            series: ["one"], groups: [.init("", rows: [.init("x", bars: [.init(0)]), .init("y", bars: [.init(.nan)])])])
        let svg = try #require(ParsedSVG(chart.svg()))
        #expect(svg.holdsOnlyNumbers)
        #expect(svg.elements(ofClass: "bar").isEmpty)
    }

    @Test func withoutGroupsThereIsAnEmptyPlot() throws {
        #expect(try #require(ParsedSVG(GroupedBarChart(series: [], groups: []).svg())).holdsOnlyNumbers)
    }
}
