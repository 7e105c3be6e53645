import Foundation

// Reads what `swift package benchmark --format jmh` has written, prints a table of both backends side by
// side and writes it, with a chart, into a page.
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    FileHandle.standardError.write(Data("usage: Report results.json page.md chart.svg\n".utf8))
    exit(64)
}
do {
    let pairs = try BackendPair.all(in: Data(contentsOf: URL(filePath: arguments[1])))
    print(BackendPair.text(of: pairs))
    try Page(path: arguments[2]).replaceTable(by: BackendPair.markdown(of: pairs))
    try Data(RatioChart(pairs).svg.utf8).write(to: URL(filePath: arguments[3]), options: .atomic)
} catch {
    FileHandle.standardError.write(Data("Report: \(error)\n".utf8))
    exit(65)
}
