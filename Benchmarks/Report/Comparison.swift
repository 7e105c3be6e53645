import Foundation
import TesseraCharts

/// All benchmarks side by side: as a text, as a table for a page and as a picture.
struct Comparison {
    private let benchmarks: [BenchmarkTimes]
    /// The contenders that ran.
    private let contenders: [Contender]

    init(_ benchmarks: [BenchmarkTimes]) {
        self.benchmarks = benchmarks
        contenders = Contender.all.filter { contender in
            benchmarks.contains { $0.nanoseconds[contender.name] != nil }
        }
    }

    var text: String {
        let width = benchmarks.map(\.name.count).max() ?? 0
        return benchmarks.map { benchmark in
            let name = benchmark.name.padding(toLength: width, withPad: " ", startingAt: 0)
            let cells = contenders.map { contender in
                let cell = Self.cell(benchmark, contender)
                return String(repeating: " ", count: max(0, 18 - cell.count)) + cell
            }
            return name + cells.joined()
        }.joined(separator: "\n")
    }

    var markdown: String {
        let header = "| benchmark | " + contenders.map(\.title).joined(separator: " | ") + " |"
        let rule = "|---|" + contenders.map { _ in "---|" }.joined()
        let lines = benchmarks.map { benchmark in
            "| \(benchmark.name) | " + contenders.map { Self.cell(benchmark, $0) }.joined(separator: " | ") + " |"
        }
        return ([header, rule] + lines).joined(separator: "\n")
    }

    /// A time, and in brackets how many times as fast as the baseline that is.
    private static func cell(_ benchmark: BenchmarkTimes, _ contender: Contender) -> String {
        guard let time = benchmark.nanoseconds[contender.name] else { return "" }
        let duration = BenchmarkTimes.duration(time)
        guard contender.name != Contender.baseline.name, let ratio = benchmark.ratio(of: contender) else {
            return duration
        }
        return duration + String(format: " (%.2f)", ratio)
    }

    /// A bar for each contender but the baseline, whose speed is 1.
    var svg: String {
        let baseline = Contender.baseline
        let shown = contenders.filter { $0.name != baseline.name }
        var groups: [GroupedBarChart.Group] = []
        for (title, benchmarks) in Dictionary(grouping: benchmarks, by: \.group).sorted(by: { $0.key < $1.key }) {
            let rows = benchmarks.map { benchmark in
                let time = benchmark.nanoseconds[baseline.name].map { " (\(BenchmarkTimes.duration($0)))" } ?? ""
                return GroupedBarChart.Row(benchmark.name + time, bars: shown.map { Self.bar(benchmark, $0) })
            }
            groups.append(GroupedBarChart.Group(title, rows: rows))
        }
        return GroupedBarChart(
            "How many times as fast as pure Swift", axis: "times as fast as pure Swift, whose time stands in brackets",
            series: shown.map(\.title), groups: groups, width: 960
        ).svg()
    }

    private static func bar(_ benchmark: BenchmarkTimes, _ contender: Contender) -> GroupedBarChart.Bar? {
        guard let ratio = benchmark.ratio(of: contender), let time = benchmark.nanoseconds[contender.name] else {
            return nil
        }
        return GroupedBarChart.Bar(
            ratio, text: String(format: "%.2f", ratio) + "× · " + BenchmarkTimes.duration(time))
    }
}
