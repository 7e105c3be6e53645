import Foundation

/// One benchmark on all that it ran on.
struct BenchmarkTimes {
    let group: String
    let name: String
    /// Medians in nanoseconds by the contender's name.
    let nanoseconds: [String: Double]

    /// How many times as fast as the baseline a contender is.
    func ratio(of contender: Contender) -> Double? {
        guard let time = nanoseconds[contender.name] else { return nil }
        return nanoseconds[Contender.baseline.name].map { $0 / time }
    }

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

    /// Returns the benchmarks by group. Results are called "GROUP: NAME, CONTENDER".
    static func all(in json: Data) throws -> [BenchmarkTimes] {
        var times: [Substring: [String: Double]] = [:]
        for result in try JSONDecoder().decode([Result].self, from: json) {
            guard let comma = result.name.range(of: ", ", options: .backwards) else { continue }
            times[result.name[..<comma.lowerBound], default: [:]][String(result.name[comma.upperBound...])] =
                result.medianNanoseconds
        }
        return times.compactMap { title, nanoseconds in
            guard let colon = title.range(of: ": ") else { return nil }
            return BenchmarkTimes(
                group: String(title[..<colon.lowerBound]), name: String(title[colon.upperBound...]),
                nanoseconds: nanoseconds)
        }.sorted { ($0.group, $0.name.numbersPadded) < ($1.group, $1.name.numbersPadded) }
    }

    /// The time as a text, such as `8.08 ms`.
    static func duration(_ nanoseconds: Double) -> String {
        for (unit, factor) in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)] where nanoseconds >= factor {
            return String(format: "%.3g \(unit)", nanoseconds / factor)
        }
        return String(format: "%.3g ns", nanoseconds)
    }
}

extension String {
    /// The text with its numbers at one width, by which names sort by their numbers' values.
    fileprivate var numbersPadded: String {
        replacing(/[0-9]+/) { String(repeating: "0", count: max(0, 9 - $0.output.count)) + $0.output }
    }
}
