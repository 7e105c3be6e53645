import TestSupport
import Testing

@testable import TesseraFiles

struct CSVWriterTests {
    @Test func writesBriefNumbers() {
        var writer = CSVWriter(columns: ["a", "b", "c"])
        writer.append([1, -0.5, 0.1])
        writer.append([1e22, -0.0, .leastNonzeroMagnitude])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "a,b,c\n1,-0.5,0.1\n1e+22,-0,5e-324\n")
    }

    @Test func quotesWhereReadingBackNeedsIt() throws {
        let rows = [
            ["a", "b,c", "\"d\" e", "f\ng"], ["", " h", "i\t", "\r"], ["\u{FEFF}j", "k\"", "", "λ"],
        ]
        var writer = CSVWriter(columns: rows[0])
        rows.dropFirst().forEach { writer.append($0) }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.hasPrefix("a,\"b,c\",\"\"\"d\"\" e\",\"f\ng\"\n\"\",\" h\""))
        var records = CSVRecords(csv: writer.bytes, name: "text")
        #expect(try records.readAll().map(\.fields) == rows)
    }

    @Test func readsBackTheSameTable() throws {
        let folder = try TemporaryFolder()
        var generator = SplitMix64(state: 7)
        var values = [Double.greatestFiniteMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 0]
        while values.count < 2000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { values.append(value) }
        }
        let table = NumericTable(columns: ["x", "\u{FEFF}y", " z", "\"w\""], rowCount: 500, values: values)
        try table.write(csv: folder.file("table.csv"))
        #expect(try NumericTable(csv: folder.file("table.csv")) == table)
    }
}
