import Foundation
import Testing

@testable import TesseraCharts

/// What holds for the chart of every kind.
@Suite struct PlotTests {
    private static let sizes = [nil, Chart.Size(width: 360, height: 340), Chart.Size(width: 900, height: 300)]

    private static func charts(_ plot: SamplePlot) throws -> [Chart] {
        let chart = try plot.make()
        return sizes.map { $0.map { chart.sized(width: $0.width, height: $0.height) } ?? chart }
    }

    @Test(arguments: SamplePlot.all)
    func isDeterministicAndWellFormed(_ plot: SamplePlot) throws {
        for scheme in ColorScheme.allCases {
            let text = try plot.make().svg(scheme)
            #expect(try plot.make().svg(scheme) == text)
            let svg = try #require(ParsedSVG(text))
            #expect(svg.holdsOnlyNumbers)
            #expect(svg.elements.allSatisfy { $0.attributes["id"] == nil })
        }
    }

    @Test(arguments: SamplePlot.all)
    func saysWhatItShows(_ plot: SamplePlot) throws {
        let svg = try #require(ParsedSVG(try plot.make().svg()))
        #expect(svg.elements[0].attributes["role"] == "img")
        #expect(svg.elements[1].name == "title" && !svg.elements[1].text.isEmpty)
        #expect(
            svg.elements[2].name == "desc" && svg.elements[2].text.count > 20 && svg.elements[2].text.hasSuffix("."))
    }

    @Test(arguments: SamplePlot.all)
    func textsNeitherOverlapNorLeaveTheCard(_ plot: SamplePlot) throws {
        for chart in try Self.charts(plot) {
            let boxes = try #require(ParsedSVG(chart.svg())).textBoxes
            let card = Rect(x: 0, y: 0, width: chart.size.width, height: chart.size.height)
            for (index, first) in boxes.enumerated() {
                #expect(card.contains(first.box), "\(first.text) leaves the card")
                for second in boxes[(index + 1)...] {
                    #expect(!first.box.intersects(second.box), "\(first.text) overlaps \(second.text)")
                }
            }
        }
    }

    @Test(arguments: SamplePlot.all)
    func marksLieInTheViewBox(_ plot: SamplePlot) throws {
        for chart in try Self.charts(plot) {
            let svg = try #require(ParsedSVG(chart.svg()))
            let card = Rect(x: 0, y: 0, width: chart.size.width, height: chart.size.height)
            for element in svg.elements {
                switch element.name {
                case "circle":
                    let (x, y, r) = (element.number("cx"), element.number("cy"), element.number("r"))
                    #expect(card.contains(Rect(x: x - r, y: y - r, width: 2 * r, height: 2 * r)))
                case "rect":
                    #expect(
                        card.contains(
                            Rect(
                                x: element.number("x"), y: element.number("y"), width: element.number("width"),
                                height: element.number("height"))))
                case "line":
                    #expect(card.contains(Point(element.number("x1"), element.number("y1"))))
                    #expect(card.contains(Point(element.number("x2"), element.number("y2"))))
                case "path" where element.attributes["class"] == "region": continue
                case "path":
                    let vertices = PlottedMarks.vertices(element.attributes["d"] ?? "")
                    #expect(vertices.allSatisfy(card.contains))
                default: continue
                }
            }
        }
    }

    // MARK: - Colours

    @Test(arguments: SamplePlot.all)
    func schemesDifferInColoursOnly(_ plot: SamplePlot) throws {
        let chart = try plot.make()
        let (light, dark, automatic) = (chart.svg(), chart.svg(.dark), chart.svg(.automatic))
        #expect(!light.contains("prefers-color-scheme") && !dark.contains("prefers-color-scheme"))
        let lines = automatic.split(separator: "\n")
        #expect(lines.filter { !$0.contains("prefers-color-scheme") } == light.split(separator: "\n"))
        let color = /#[0-9A-F]{6}/
        #expect(dark.replacing(color, with: "") == light.replacing(color, with: ""))
        let lightOnly = Set(light.matches(of: color).map { String($0.output) })
        let known = Set(ColorScheme.darkColors.map(\.light.hex))
        #expect(lightOnly.isSubset(of: known), "every colour has a dark one")
    }

    /// The relative luminance of WCAG 2.2.
    private static func luminance(_ color: ChartColor) -> Double {
        let bits = UInt32(color.hex.dropFirst(), radix: 16) ?? 0
        let channels = [16, 8, 0].map { shift in
            let value = Double(bits >> UInt32(shift) & 255) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private static func contrast(_ first: ChartColor, _ second: ChartColor) -> Double {
        let pair = [luminance(first), luminance(second)].sorted()
        return (pair[1] + 0.05) / (pair[0] + 0.05)
    }

    @Test(arguments: [ColorScheme.light, .dark])
    func coloursContrast(_ scheme: ColorScheme) {
        let backs = [Theme.card] + GraphDrawing.Kind.allCases.map(\.fill)
        for back in backs {
            for text in [Theme.text, Theme.mutedText] {
                #expect(Self.contrast(scheme.color(text), scheme.color(back)) >= 4.5)
            }
        }
        for mark in [ChartColor.blue, .vermillion, .green] {
            #expect(Self.contrast(scheme.color(mark), scheme.color(Theme.card)) >= 3)
        }
    }

    @Test func noColourHasTwoDarkOnes() {
        let light = ColorScheme.darkColors.map(\.light)
        #expect(Set(light).count == light.count)
        #expect(ChartColor.palette.allSatisfy(light.contains))
    }
}
