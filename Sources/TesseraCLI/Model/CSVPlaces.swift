import Foundation
import Tessera
import TesseraFiles

/// Locations of rows and columns in a CSV file, for messages; found by reading the file again.
struct CSVPlaces {
    private let path: String
    private let header: CSVRecords.Record
    /// The scanner behind the header.
    private let rows: CSVRecords

    /// Returns nil where the file cannot be read a second time.
    init?(_ file: CSVFile) {
        guard let bytes = try? file.bytes() else { return nil }
        var records = CSVRecords(csv: bytes, name: file.path)
        // Blank lines may stand above the header.
        var record: CSVRecords.Record
        repeat {
            guard let next = try? records.next() else { return nil }
            record = next
        } while record.fields.count == 1 && record.fields[0].allSatisfy(\.isWhitespace)
        header = record
        path = file.path
        rows = records
    }

    var headerLine: Int { header.line }

    /// Returns file, line, column number and column name as other messages name them.
    func text(row: Int?, column: String?) -> String {
        var place = path
        if let row, let line = line(row) { place += ", line \(line)" }
        let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces) }
        if let column, let index = names.firstIndex(of: column.trimmingCharacters(in: .whitespaces)) {
            place += ", column \(index + 1) \(column.quoted)"
        }
        return place
    }

    private func line(_ row: Int) -> Int? {
        var rows = rows
        for _ in 0..<row {
            guard let isThere = try? rows.skip(), isThere else { return nil }
        }
        return (try? rows.next())?.line
    }
}
