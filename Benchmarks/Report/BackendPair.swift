import Foundation

/// One benchmark on both backends, in nanoseconds.
struct BackendPair {
    let name: String
    let openBLAS: Double
    let swift: Double
    var ratio: Double { swift / openBLAS }

    /// A benchmark in the format of JMH; the times are in microseconds.
    private struct Result: Decodable {
        struct Metric: Decodable {
            let scorePercentiles: [String: Double]
        }
        let benchmark: String
        let secondaryMetrics: [String: Metric]

        var medianNanoseconds: Double? {
            secondaryMetrics["Time (wall clock)"]?.scorePercentiles["50.0"].map { $0 * 1000 }
        }

        /// The name without what stands for a package, with spaces again.
        var name: Substring { benchmark.replacing("_", with: " ").split(separator: ".", maxSplits: 3).last ?? "" }
    }

    /// Results are called "NAME, BACKEND"; those without a partner are left out.
    static func all(in json: Data) throws -> [BackendPair] {
        var times: [Substring: [Substring: Double]] = [:]
        for result in try JSONDecoder().decode([Result].self, from: json) {
            guard let comma = result.name.range(of: ", ", options: .backwards) else { continue }
            let (name, backend) = (result.name[..<comma.lowerBound], result.name[comma.upperBound...])
            times[name, default: [:]][backend] = result.medianNanoseconds
        }
        return times.keys.sorted().compactMap { name in
            guard let fast = times[name]?["openblas"], let portable = times[name]?["swift"] else { return nil }
            return BackendPair(name: String(name), openBLAS: fast, swift: portable)
        }
    }

    static func text(of pairs: [BackendPair]) -> String {
        let width = pairs.map(\.name.count).max() ?? 0
        return pairs.map { pair in
            let name = pair.name.padding(toLength: width, withPad: " ", startingAt: 0)
            return "\(name)  \(aligned(pair.openBLAS))  \(aligned(pair.swift))  \(String(format: "%6.2f", pair.ratio))"
        }.joined(separator: "\n")
    }

    static func markdown(of pairs: [BackendPair]) -> String {
        let lines = pairs.map { pair in
            "| \(pair.name) | \(duration(pair.openBLAS)) | \(duration(pair.swift)) | \(String(format: "%.2f", pair.ratio)) |"
        }
        return (["| benchmark | OpenBLAS and C | pure Swift | ratio |", "|---|---|---|---|"] + lines)
            .joined(separator: "\n")
    }

    private static func aligned(_ nanoseconds: Double) -> String {
        let text = duration(nanoseconds)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }

    private static func duration(_ nanoseconds: Double) -> String {
        for (unit, factor) in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)] where nanoseconds >= factor {
            return String(format: "%.3g \(unit)", nanoseconds / factor)
        }
        return String(format: "%.3g ns", nanoseconds)
    }
}
