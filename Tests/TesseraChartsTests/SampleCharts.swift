import TesseraCharts

/// Charts such as the library's users draw.
enum SampleCharts {
    static let all: [Chart] = [lines, descent, logistic, epochs, bars, crowded, nothing, constant, broken]

    static let lines = Chart(
        "A line", xAxis: .linear("x"), yAxis: .linear("y"),
        series: [
            .function(over: 0...4, samples: 2, label: "guess", color: .vermillion) { 0.7 * $0 },
            .function(over: 0...4, samples: 2, label: "y = 2x", dashed: true) { 2 * $0 },
            .scatter([Point(1, 2), Point(2, 4), Point(3, 6), Point(4, 8)], label: "data"),
        ])

    static let descent = Chart(
        "L(w)", xAxis: .linear("w"), yAxis: .linear("loss"),
        series: [
            .function(over: -0.5...4.5, label: "L(w)") { 7.5 * ($0 - 2) * ($0 - 2) },
            .path([Point(0, 30), Point(1, 7.5), Point(1.5, 1.875), Point(1.75, 0.47)], label: "descent"),
            .label(at: Point(0, 30), "start"), .label(at: Point(2, 0), "minimum", marked: true),
        ])

    static let logistic = Chart(
        xAxis: .linear("hours"), yAxis: .linear("p"),
        series: [
            .function(over: 0.5...4.5, label: "σ(w·x + b)") { x in 1 / (1 + x * x) },
            .scatter([Point(1, 0), Point(2, 0), Point(3, 1), Point(4, 1)], label: "<data> & more"),
            .verticalLine(x: 2.5, label: "decision boundary"), .horizontalLine(y: 0.5, label: "half"),
        ])

    static let epochs = Chart(
        "Training", xAxis: .linear("epoch", wholeNumbers: true), yAxis: .logarithmic("loss"),
        series: [
            .line((1...5000).map { Point(Double($0), 1 / Double($0) + ($0 % 7 == 0 ? 0.01 : 0)) }, label: "training"),
            .line((1...5000).map { Point(Double($0), 1.2 / Double($0) + 0.001) }, label: "validation"),
        ])

    static let bars = Chart(
        "Benchmarks", xAxis: .categories(["matrix product", "sum", "softmax over rows", "exp"]),
        yAxis: .logarithmic("times as fast"),
        series: [
            .bars([0.97, 1.8, 3.4, 2.25], label: "a", baseline: 1, showsValues: true),
            .bars([0.12, 1.1, 1.9, 1], label: "b", baseline: 1, showsValues: true),
        ])

    static let crowded = Chart(
        "Many",
        series: (0..<9).map { series in
            .line((0...40).map { Point(Double($0), Double(($0 * (series + 3)) % 17)) }, label: "series \(series)")
        })

    static let nothing = Chart(series: [.line([], label: "empty"), .scatter([]), .bars([Point]())])

    static let constant = Chart("Constant", series: [.line([Point(1, 7), Point(2, 7)]), .scatter([Point(1, 7)])])

    static let broken = Chart(
        "Broken", xAxis: .linear("x", range: 0...10), yAxis: .logarithmic("y"),
        series: [
            .line([Point(1, 1), Point(2, .nan), Point(3, 3), Point(.infinity, 2), Point(5, 0), Point(6, -1)]),
            .scatter([Point(1, .infinity), Point(.nan, 1), Point(4, 4), Point(-1e200, 1e100)]),
            .path([Point(1, .nan)]), .verticalLine(x: .nan, label: "never"), .horizontalLine(y: -1, label: "nor this"),
            .label(at: Point(.nan, 0), "hidden"), .bars([Point(3, .nan)]),
        ])
}
