import Foundation
import Tessera
import TestSupport
import Testing

@testable import TesseraFiles

@Suite struct RowFileTests {
    private let folder = try! TemporaryFolder()
    private var path: String { "\(folder.path)/rows.npy" }

    private static func table<S: RealScalar>(_ rows: Int, as type: S.Type) throws -> RowTable<S> {
        try RowTable(features: Tensor(uniform: [rows, 3], seed: 1), targets: Tensor(uniform: [rows, 1], seed: 2))
    }

    @Test(arguments: [0, 1, 7, 30_000])
    func readsWhatItWrote(_ rows: Int) throws {
        let table = try Self.table(rows, as: Double.self)
        try RowFile.write(table, to: path)
        let file = try RowFile<Double>(path: path)
        #expect(file.rowCount == rows && file.rowShape == table.rowShape)
        #expect(try all(file) == all(table))
    }

    /// A file of one precision is read in the other.
    @Test func precisionsAreConverted() throws {
        let table = try Self.table(100, as: Float.self)
        try RowFile.write(table, to: path)
        #expect(try all(RowFile<Double>(path: path)) == all(table).map { Double($0) })
    }

    /// The rows as one list, read in pieces.
    private func all<S: RealScalar>(_ source: some RowSource<S>) throws -> [S] {
        try source.fold(Collecting<S>(), on: SingleThread())
    }

    @Test func aFileThatChangesIsNoticed() throws {
        try RowFile.write(Self.table(1000, as: Float.self), to: path)
        let file = try RowFile<Float>(path: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 2000)
        let error = RowSourceError.changed(
            source: path, how: "it has 2000 bytes, 16128 when it was opened")
        #expect(throws: error) { try file.fold(Collecting<Float>()) }
        #expect(error.description == "\(path): changed while it was used: it has 2000 bytes, 16128 when it was opened")
        var numbers = [Float](repeating: 0, count: 4000)
        numbers.withUnsafeMutableBufferPointer { memory in
            let start = memory.baseAddress!
            var block = RowBlock(file.rowShape, rowCount: 1000, columns: [start, start + 3000])
            #expect(throws: RowSourceError.ended(source: path, row: 117, expected: 1000)) {
                try file.read(0..<1000, into: &block)
            }
        }
    }

    @Test(arguments: [
        ("", RowFileError.Reason.notNPY),
        (
            "{'descr': '|O8', 'fortran_order': False, 'shape': (4,), }",
            .unsupported("elements of type '|O8'; <f4 and <f8 can be read")
        ),
        (
            "{'descr': '<f8', 'fortran_order': True, 'shape': (4, 2), }",
            .unsupported("columns one after another (fortran_order)")
        ),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }",
            .unsupported("an array of shape (4,); a matrix is needed")
        ),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 1), }", .tooFewColumns(1)),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }", .wrongSize(expected: 224, found: 160)),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 3), }",
            .unsupported("an array of shape (9223372036854775807, 3)")
        ),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807), }",
            .unsupported("an array of shape (0, 9223372036854775807)")
        ),
    ])
    func refusesOtherFiles(_ header: String, _ reason: RowFileError.Reason) throws {
        let text = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
        let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
        let bytes = header.isEmpty ? [] : start + Array(text.utf8) + [UInt8](repeating: 0, count: 32)
        FileManager.default.createFile(atPath: path, contents: Data(bytes))
        let error = #expect(throws: RowFileError.self) { try RowFile<Double>(path: path) }
        #expect(error?.reason == reason)
    }

    /// Files that NumPy wrote, none of which is a matrix of numbers.
    @Test(
        .enabled(if: ReferenceData.isPresent, Comment(rawValue: ReferenceData.absence)),
        arguments: ["py2-objarr.npy", "py3-objarr.npy", "python3.npy", "win64python2.npy"])
    func refusesFilesOfTheReference(_ name: String) throws {
        let error = #expect(throws: RowFileError.self) { try RowFile<Double>(path: ReferenceData.path("npy/\(name)")) }
        guard case .unsupported = error?.reason else {
            Issue.record("\(name): \(error.map(String.init(describing:)) ?? "")")
            return
        }
    }
}

/// All numbers of the rows in their order.
private struct Collecting<S: RealScalar>: RowFold {
    var empty: [S] { [] }

    func add(_ tile: borrowing RowTile<S>, to partial: inout [S]) {
        tile.withSpans { features, targets, _ in
            for row in targets.indices {
                for column in 0..<3 { partial.append(features[row * 3 + column]) }
                partial.append(targets[row])
            }
        }
    }

    func merge(_ later: [S], into partial: inout [S]) { partial += later }
}
