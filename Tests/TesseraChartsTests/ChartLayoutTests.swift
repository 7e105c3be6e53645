import Testing

@testable import TesseraCharts

@Suite struct ChartLayoutTests {
    @Test func theLegendCoversNoData() throws {
        let layout = ChartLayout(SampleCharts.lines)
        let legend = try #require(layout.legend)
        #expect(legend.isFramed)
        for series in SampleCharts.lines.series {
            for run in layout.frame.runs(of: series.points) {
                for (start, end) in zip(run, run.dropFirst()) {
                    for step in 0...50 {
                        let fraction = Double(step) / 50
                        let x = start.x + (end.x - start.x) * fraction
                        #expect(!layout.legendBox.contains(Point(x, start.y + (end.y - start.y) * fraction)))
                    }
                }
            }
        }
    }

    @Test func aLegendWithoutRoomStandsAboveThePlot() throws {
        let layout = ChartLayout(SampleCharts.crowded)
        #expect(layout.legend?.isFramed == false)
        #expect(layout.legend?.cells.count == 9)
        #expect(layout.legendBox.maxY <= layout.frame.plot.y)
    }

    @Test func theFrameHoldsThePlotInsideThePicture() {
        for chart in SampleCharts.all {
            let plot = ChartLayout(chart).frame.plot
            let card = Rect(x: 0, y: 0, width: chart.size.width, height: chart.size.height)
            #expect(card.contains(plot) && plot.width > 100 && plot.height > 100)
        }
    }

    @Test func dataPointsLieWithinThePlot() throws {
        let layout = ChartLayout(SampleCharts.lines)
        for point in SampleCharts.lines.series[2].points {
            #expect(layout.frame.plot.contains(try #require(layout.frame.position(of: point))))
        }
    }

    @Test func longNamesAreTilted() {
        let names = (0..<8).map { "a rather long name \($0)" }
        let chart = Chart(xAxis: .categories(names), series: [.bars((0..<8).map(Double.init))])
        #expect(ChartLayout(chart).frame.tiltsLabels)
        #expect(ChartLayout(chart).frame.xTicks.count == 8)
        #expect(!ChartLayout(SampleCharts.lines).frame.tiltsLabels)
    }

    @Test(arguments: [12_000, 12_011, 12_023]) func denseLinesKeepTheirExtremes(index: Int) throws {
        var points = (0..<20_000).map { Point(Double($0), Double($0 % 10)) }
        points[index].y = 100
        points[index + 1].y = -100
        let frame = ChartFrame(ChartScene(Chart(series: [.line(points)])))
        let run = try #require(frame.runs(of: points).first)
        let (top, bottom) = (try #require(frame.yProjection(100)), try #require(frame.yProjection(-100)))
        #expect(run.count < 4 * 640)
        #expect(run.contains { $0.y == top } && run.contains { $0.y == bottom })
        #expect(run.first == frame.position(of: points[0]) && run.last == frame.position(of: points[19_999]))
    }

    @Test func coloursFollowTheDataOnly() {
        let scene = ChartScene(
            Chart(series: [
                .verticalLine(x: 1), .line([]), .line([], color: .green), .label(at: Point(0, 0), "a"), .scatter([]),
            ]))
        let grey = Theme.referenceLine
        #expect(scene.colors == [grey, .blue, .green, grey, .vermillion])
    }

    @Test(arguments: [(0.0, 160.0), (.nan, 160), (300, 300), (.infinity, 8000)])
    func sizesAreLimited(given: Double, used: Double) {
        #expect(Chart.Size(width: given, height: given) == Chart.Size(width: used, height: used))
    }
}
