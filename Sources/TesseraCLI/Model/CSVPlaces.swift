import Foundation
import TesseraFiles

/// Where the rows and columns of a table stand in its file, for messages; found by reading the file again.
struct CSVPlaces {
    private let path: String
    private let records: [CSVRecords.Record]

    /// Nil where the file cannot be read a second time, as for a pipe.
    init?(_ path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular, var reader = try? CSVRecords(csv: path),
            let all = try? reader.readAll()
        else { return nil }
        self.path = path
        // Blank lines may stand above the header.
        records = Array(all.drop { $0.fields.count == 1 && $0.fields[0].allSatisfy(\.isWhitespace) })
        if records.isEmpty { return nil }
    }

    var headerLine: Int { records[0].line }

    /// The file, the line of the row and the number and name of the column, as other messages name them.
    func text(row: Int?, column: String?) -> String {
        var place = path
        if let row, row + 1 < records.count { place += ", line \(records[row + 1].line)" }
        let names = records[0].fields.map { $0.trimmingCharacters(in: .whitespaces) }
        if let column, let index = names.firstIndex(of: column.trimmingCharacters(in: .whitespaces)) {
            place += ", column \(index + 1) \"\(column)\""
        }
        return place
    }
}
