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
