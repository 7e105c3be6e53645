import Foundation

/// One benchmark on both backends, in nanoseconds.
struct BackendPair {
    let name: String
    let openBLAS: Double
    let swift: Double
    var ratio: Double { swift / openBLAS }

    private struct Result: Decodable {
        let name: String
        let unit: String
        let value: Double
    }

    /// Results are called "NAME, BACKEND …"; those without a partner are left out.
    static func all(in json: Data) throws -> [BackendPair] {
        var names: [String] = []
        var times: [String: [String: Double]] = [:]
        for result in try JSONDecoder().decode([Result].self, from: json) {
            for backend in ["openblas", "swift"] {
                guard let end = result.name.range(of: ", \(backend)") else { continue }
                let start = result.name.range(of: ":")?.upperBound ?? result.name.startIndex
                let name = result.name[start..<end.lowerBound].trimmingCharacters(in: .whitespaces)
                if times[name] == nil { names.append(name) }
                times[name, default: [:]][backend] = result.value * nanoseconds(result.unit)
            }
        }
        return names.sorted().compactMap { name in
            guard let fast = times[name]?["openblas"], let portable = times[name]?["swift"] else { return nil }
            return BackendPair(name: name, openBLAS: fast, swift: portable)
        }
    }

    private static func nanoseconds(_ unit: String) -> Double {
        switch unit.lowercased() {
        case "s", "sec": 1e9
        case "ms": 1e6
        case "μs", "µs", "us": 1e3
        default: 1
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
