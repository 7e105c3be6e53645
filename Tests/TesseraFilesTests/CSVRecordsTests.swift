import TestSupport
import Foundation
import Testing

@testable import TesseraFiles

private func records(_ text: String) throws -> [CSVRecords.Record] {
    var records = CSVRecords(csv: Array(text.utf8), name: "text")
    return try records.readAll()
}

struct CSVRecordsTests {
    @Test(arguments: [
        ("", []), ("\u{FEFF}", []), ("a", [["a"]]), ("a\n", [["a"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("a\r\nb\rc\n", [["a"], ["b"], ["c"]]), ("a,", [["a", ""]]), ("\n", [[""]]), ("a\n\nb", [["a"], [""], ["b"]]),
        ("\u{FEFF}\"a\",b", [["a", "b"]]), (" a , b ", [[" a ", " b "]]), ("5\" pipe,\"\"\"\"", [["5\" pipe", "\""]]),
        ("\"\"\n", [[""]]), ("\"a,\r\nb\",c", [["a,\r\nb", "c"]]),
    ])
    func splits(text: String, expected: [[String]]) throws {
        #expect(try records(text).map(\.fields) == expected)
    }

    @Test func knowsTheLineEachRecordStartsOn() throws {
        let text = "a\r\n\"1\r\n2\r3\n4\"\r\nb\rc\n\nd"
        #expect(try records(text).map(\.line) == [1, 2, 6, 7, 8, 9])
    }

    @Test(arguments: [
        ("a\n\"b\n\nc", "text, line 2: the quote opened here is never closed; a quoted cell must end with a quote"),
        (
            "a\n\"b\nc\"d",
            "text, line 3: text follows the closing quote; a quote inside a quoted cell is written twice"
        ),
    ])
    func refuses(text: String, message: String) throws {
        let error = #expect(throws: CSVError.self) { try records(text) }
        #expect(error?.description == message)
    }

    @Test func refusesBytesThatAreNotUTF8() {
        var records = CSVRecords(csv: [0x61, 0x0A, 0x62, 0x2C, 0xE9], name: "text")
        let error = #expect(throws: CSVError.self) { try records.readAll() }
        #expect(error == CSVError(file: "text", line: 2, column: .init(number: 2), reason: .invalidUTF8))
    }
}

@Suite(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
struct CSVSpectrumTests {
    @Test(arguments: [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
        "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ])
    func agrees(name: String) throws {
        let expected = try JSONDecoder().decode([[String: String]].self, from: json(name))
        #expect(try rows(name) == expected)
    }

    /// Its expected result is one object instead of a list, with a telephone number the CSV file does not have.
    @Test func agreesOnQuotesInsideUnquotedFields() throws {
        let number = "Contact Phone Number"
        var expected = try JSONDecoder().decode([String: String].self, from: json("location_coordinates"))
        expected[number] = nil
        var row = try #require(rows("location_coordinates").first)
        #expect(row.removeValue(forKey: number) == "2095257564")
        #expect(row == expected)
    }

    private func rows(_ name: String) throws -> [[String: String]] {
        var records = try CSVRecords(csv: ReferenceData.path("csv/csv-spectrum/csvs/\(name).csv"))
        let header = try #require(try records.next()).fields
        return try records.readAll().map { record in
            try #require(record.fields.count == header.count)
            return Dictionary(uniqueKeysWithValues: zip(header, record.fields))
        }
    }

    private func json(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: ReferenceData.path("csv/csv-spectrum/json/\(name).json")))
    }
}
