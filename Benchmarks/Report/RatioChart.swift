import TesseraCharts

/// How many times faster OpenBLAS and the C loops are than pure Swift, by the time the latter takes.
struct RatioChart {
    private let pairs: [BackendPair]

    init(_ pairs: [BackendPair]) {
        self.pairs = pairs
    }

    var svg: String {
        let points = pairs.map { Point($0.swift / 1000, $0.ratio) }
        return Chart(
            "OpenBLAS and C loops against pure Swift", xAxis: .logarithmic("microseconds in pure Swift"),
            yAxis: .logarithmic("times faster"), series: [.scatter(points, label: "a benchmark")]
        ).svg()
    }
}
