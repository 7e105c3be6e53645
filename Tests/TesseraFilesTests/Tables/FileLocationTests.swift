import Testing

@testable import TesseraFiles

/// The location of the rows and columns of a table in the file that it was read from.
@Suite struct FileLocationTests {
    private struct Case: CustomTestStringConvertible {
        let text: String
        let columns: [String]?
        /// The line of every row, counted from 1.
        let lines: [Int]
        /// The number in the file of every column, counted from 1.
        let numbers: [Int]
        let runs: Int

        var testDescription: String { text.debugDescription }
    }

    private static let cases = [
        Case(text: "x,y\n1,2\n3,4\n5,6\n", columns: nil, lines: [2, 3, 4], numbers: [1, 2], runs: 1),
        Case(text: "\u{FEFF}x,y\r\n1,2\r\n3,4", columns: ["y"], lines: [2, 3], numbers: [2], runs: 1),
        Case(text: "x,y\r1,2\r3,4\r", columns: ["y", "x"], lines: [2, 3], numbers: [2, 1], runs: 1),
        Case(text: "\n \n\"a\nb\",y\n1,0\n2,5", columns: nil, lines: [5, 6], numbers: [1, 2], runs: 1),
        Case(
            text: "note,y\n\"a\n\nb\",1\nc,2\n\"d\ne\",3\nf,4\ng,5\n\n\n", columns: ["y"], lines: [2, 5, 6, 8, 9],
            numbers: [2], runs: 3),
        Case(text: "'x' 'y'\n1 2\n3 4\n", columns: nil, lines: [2, 3], numbers: [1, 2], runs: 1),
    ]

    @Test(arguments: cases.indices)
    func rowsAndColumnsAreFound(_ index: Int) throws {
        let expected = Self.cases[index]
        let table = try NumericTable(csv: Array(expected.text.utf8), name: "t.csv", columns: expected.columns)
        #expect((0..<table.rowCount).map { table.location(row: $0)?.line } == expected.lines)
        for (name, number) in zip(table.columns, expected.numbers) {
            #expect(table.location(column: name)?.column == .init(number: number, name: name))
        }
        #expect(table.location(row: table.rowCount)?.line == nil && table.location(column: "none")?.column == nil)
        var lines = RowLines()
        for line in expected.lines { lines.append(line) }
        #expect(lines.runs.count == expected.runs)
    }

    /// The runs are compared with the list of all lines.
    @Test func runsGiveTheLinesTheyWereMadeOf() {
        var random = SplitMix64(state: 11)
        var (lines, expected, line) = (RowLines(), [Int](), 1)
        for _ in 0..<2000 {
            line += Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 2...5, using: &random) : 1
            expected.append(line)
            lines.append(line)
        }
        #expect(lines.count == expected.count && lines.runs.count < 400)
        #expect(expected.indices.map { lines[$0] } == expected)
        #expect(lines[-1] == nil && lines[2000] == nil)
    }

    @Test func tablesInMemoryAreInNoFile() throws {
        let table = NumericTable(columns: ["x"], rowCount: 1, values: [1])
        #expect(table.location(row: 0, column: "x") == nil)
        #expect(try NumericTable(csv: Array("x\n1\n".utf8), name: "t.csv") == table)
    }

    @Test func aMissingColumnIsAnErrorInTheHeader() throws {
        let table = try NumericTable(csv: Array("\n\nx,y\n1,2\n".utf8), name: "t.csv")
        try table.require("y")
        let error = #expect(throws: CSVError.self) { try table.require("Y") }
        #expect(
            error?.description
                == "t.csv, line 3: there is no column \"Y\"; did you mean \"y\"? the columns are \"x\", \"y\"")
    }

    @Test(arguments: [
        (FileLocation(file: "a\nb"), "a\\nb"), (FileLocation(file: "f", line: 3), "f, line 3"),
        (FileLocation(file: "f", row: 4, column: .init(number: 2)), "f, row 4, column 2"),
        (FileLocation(file: "f", line: 1, column: .init(number: 7, name: "x")), "f, line 1, column 7 \"x\""),
    ])
    func isOneLineOfText(location: FileLocation, text: String) {
        #expect(location.description == text)
    }
}
