/// Lays out a chart and draws it as SVG.
struct ChartRenderer {
    let layout: ChartLayout

    var scene: ChartScene { layout.scene }
    var frame: ChartFrame { layout.frame }
    var plot: Rect { layout.frame.plot }

    init(chart: Chart) {
        layout = ChartLayout(chart)
    }

    func draw(in svg: inout SVGBuilder) {
        drawTitle(in: &svg)
        drawGrid(in: &svg)
        for index in scene.chart.series.indices { drawSeries(index, in: &svg) }
        drawAxes(in: &svg)
        for annotation in layout.annotations { draw(annotation, in: &svg) }
        drawLegend(in: &svg)
    }

    private func drawTitle(in svg: inout SVGBuilder) {
        for (line, text) in frame.titleLines.enumerated() {
            let y = ChartFrame.margin + (Double(line) + 0.5) * ChartFrame.titleLineHeight
            svg.text(text, at: Point(ChartFrame.margin, y), style: .title, className: "title")
        }
    }

    private func draw(_ annotation: Annotation, in svg: inout SVGBuilder) {
        if let ring = annotation.ring, plot.contains(ring) {
            svg.element(
                "circle",
                [
                    "class": "ring", "cx": ring.x, "cy": ring.y, "r": 6.5, "fill": "none",
                    "stroke": annotation.color, "stroke-width": 1.5,
                ])
        }
        let style = TextStyle(size: Annotation.size, color: annotation.color, halo: true)
        svg.text(
            annotation.text, at: Point(annotation.box.midX, annotation.box.midY), style: style,
            className: "annotation")
    }
}

extension ChartRenderer {
    /// Draws grid lines at the ticks of numeric axes; categories have none.
    func drawGrid(in svg: inout SVGBuilder) {
        drawMinorGrid(in: &svg)
        if !scene.chart.xAxis.isCategorical {
            for tick in frame.xTicks {
                guard let x = frame.xProjection(tick.value) else { continue }
                drawLine(from: Point(x, plot.y), to: Point(x, plot.maxY), color: Theme.grid, in: &svg)
            }
        }
        if !scene.chart.yAxis.isCategorical {
            for tick in frame.yTicks {
                guard let y = frame.yProjection(tick.value) else { continue }
                let isZero = tick.value == 0 && y < plot.maxY - 1
                let color = isZero ? Theme.zeroLine : Theme.grid
                drawLine(from: Point(plot.x, y), to: Point(plot.maxX, y), color: color, in: &svg)
            }
        }
    }

    func drawAxes(in svg: inout SVGBuilder) {
        let (corner, right) = (Point(plot.x, plot.maxY), Point(plot.maxX, plot.maxY))
        drawLine(from: corner, to: right, color: Theme.axis, in: &svg)
        drawLine(from: Point(plot.x, plot.y), to: corner, color: Theme.axis, in: &svg)
        for tick in frame.xTicks { drawXTick(tick, in: &svg) }
        for tick in frame.yTicks { drawYTick(tick, in: &svg) }
        drawAxisLabels(in: &svg)
    }

    private func drawMinorGrid(in svg: inout SVGBuilder) {
        if scene.chart.xAxis.scale == .logarithmic {
            for x in Ticks.minorLogarithmic(over: scene.xDomain).compactMap({ frame.xProjection($0) }) {
                drawLine(from: Point(x, plot.y), to: Point(x, plot.maxY), color: Theme.minorGrid, in: &svg)
            }
        }
        if scene.chart.yAxis.scale == .logarithmic {
            for y in Ticks.minorLogarithmic(over: scene.yDomain).compactMap({ frame.yProjection($0) }) {
                drawLine(from: Point(plot.x, y), to: Point(plot.maxX, y), color: Theme.minorGrid, in: &svg)
            }
        }
    }

    private func drawXTick(_ tick: Tick, in svg: inout SVGBuilder) {
        guard let x = frame.xProjection(tick.value) else { return }
        drawLine(from: Point(x, plot.maxY), to: Point(x, plot.maxY + 4), color: Theme.axis, in: &svg)
        var style = TextStyle.tick
        if frame.tiltsLabels {
            style.anchor = .end
            style.rotation = -35
        }
        svg.text(tick.label, at: Point(x, plot.maxY + 15), style: style, className: "x-tick")
    }

    private func drawYTick(_ tick: Tick, in svg: inout SVGBuilder) {
        guard let y = frame.yProjection(tick.value) else { return }
        drawLine(from: Point(plot.x - 4, y), to: Point(plot.x, y), color: Theme.axis, in: &svg)
        var style = TextStyle.tick
        style.anchor = .end
        svg.text(tick.label, at: Point(plot.x - 8, y), style: style, className: "y-tick")
    }

    private func drawAxisLabels(in svg: inout SVGBuilder) {
        let (xAxis, yAxis) = (scene.chart.xAxis, scene.chart.yAxis)
        if !xAxis.label.isEmpty {
            let label = TextMetrics.fitted(xAxis.label, size: Theme.labelSize, width: plot.width)
            let y = scene.chart.size.height - 20
            svg.text(label, at: Point(plot.midX, y), style: .axisLabel, className: "axis-label")
        }
        if !yAxis.label.isEmpty {
            let label = TextMetrics.fitted(yAxis.label, size: Theme.labelSize, width: plot.height)
            var style = TextStyle.axisLabel
            style.rotation = -90
            svg.text(label, at: Point(ChartFrame.margin + 6, plot.midY), style: style, className: "axis-label")
        }
    }

    private func drawLine(from start: Point, to end: Point, color: ChartColor, in svg: inout SVGBuilder) {
        svg.element("line", ["x1": start.x, "y1": start.y, "x2": end.x, "y2": end.y, "stroke": color])
    }
}

extension Chart.Axis {
    /// Whether the axis shows named categories.
    var isCategorical: Bool {
        if case .categories = scale { true } else { false }
    }
}
