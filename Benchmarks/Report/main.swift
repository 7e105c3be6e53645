import Foundation

// Reads what `swift package benchmark --format jmh` has written, prints a table of the backends side by side and writes
// it, with a chart, into a page.
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    FileHandle.standardError.write(Data("usage: Report results.json page.md chart.svg\n".utf8))
    exit(64)
}
do {
    let comparison = Comparison(try BenchmarkTimes.all(in: Data(contentsOf: URL(filePath: arguments[1]))))
    print(comparison.text)
    try Page(path: arguments[2]).replaceTable(by: comparison.markdown)
    try Data(comparison.svg.utf8).write(to: URL(filePath: arguments[3]), options: .atomic)
} catch {
    FileHandle.standardError.write(Data("Report: \(error)\n".utf8))
    exit(65)
}
