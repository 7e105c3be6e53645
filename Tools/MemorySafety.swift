// Compares the files in which a build under -strict-memory-safety finds unsafe code to those that a document lists.
//
//     memory-safety LOG DOCUMENT           writes the numbers of diagnostics into the document
//     memory-safety --check LOG DOCUMENT   fails if a listed number has grown
//
// Both fail, and name the files, if a file with unsafe code is not listed, or a listed file has none. A row of the
// document's tables is `| folder | number | files | invariant |`; files are named without folder and ending.

import Foundation

struct Row {
    let folder: String
    let files: [String]
    let count: Int

    /// - Parameter line: A line of the document. Nil if it is no row.
    init?(_ line: Substring) {
        guard let match = line.firstMatch(of: #/^\| `(Sources/[^`]*)` \| (\d+) \| ([^|]*) \|/#) else { return nil }
        let folder = String(match.1)
        self.folder = folder
        count = Int(match.2) ?? 0
        files = match.3.matches(of: #/`([^`]*)`/#).map { "\(folder)/\($0.1).swift" }
    }

    func total(_ counts: [String: Int]) -> Int { files.reduce(0) { $0 + counts[$1, default: 0] } }
}

/// Returns the number of diagnostics of each file. The compiler repeats those that it meets in several batches.
func diagnostics(inLog path: String) throws -> [String: Int] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let unsafe = Set(lines.filter { $0.hasSuffix("[#StrictMemorySafety]") && $0.contains(": warning: ") })
    return unsafe.reduce(into: [:]) { counts, line in
        guard let start = line.range(of: "Sources/"), let end = line.range(of: ".swift:") else { return }
        counts["\(line[start.lowerBound..<end.lowerBound]).swift", default: 0] += 1
    }
}

func report(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

var arguments = Array(CommandLine.arguments.dropFirst())
let checks = arguments.first == "--check"
if checks { arguments.removeFirst() }
guard arguments.count == 2 else {
    report("usage: memory-safety [--check] LOG DOCUMENT")
    exit(64)
}
let counts = try diagnostics(inLog: arguments[0])
let text = try String(contentsOfFile: arguments[1], encoding: .utf8)
var mistakes = counts.isEmpty ? ["\(arguments[0]): no diagnostics; was everything compiled anew?"] : []

let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
let listed = lines.compactMap { Row($0) }.flatMap(\.files)
for file in counts.keys.sorted() where !listed.contains(file) {
    mistakes.append("\(file): unsafe code in a file that \(arguments[1]) does not list")
}
for file in listed where counts[file] == nil { mistakes.append("\(file): listed, but there is no unsafe code") }

let summary = "\(counts.values.reduce(0, +)) diagnostics in \(counts.count) files"
let updated = lines.map { line in
    guard let row = Row(line) else {
        return line.replacing(#/^\d+ diagnostics in \d+ files/#) { _ in summary }
    }
    let total = row.total(counts)
    if checks, total > row.count {
        mistakes.append("\(row.folder): \(total) diagnostics, \(row.count) listed: \(row.files.joined(separator: " "))")
    }
    return line.replacing("` | \(row.count) | `", with: "` | \(total) | `", maxReplacements: 1)
}
if !checks {
    try Data(updated.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: arguments[1]))
}
for mistake in mistakes { report(mistake) }
print(summary)
exit(mistakes.isEmpty ? 0 : 1)
