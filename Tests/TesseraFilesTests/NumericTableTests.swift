import TestSupport
import Testing

@testable import TesseraFiles

private func table(_ text: String, columns: [String]? = nil) throws -> NumericTable {
    try NumericTable(csv: Array(text.utf8), name: "text", columns: columns)
}

struct NumericTableTests {
    private let small = NumericTable(columns: ["x", "y"], rowCount: 2, values: [1, 2, 3, -4.5])

    @Test(arguments: [
        "x,y\n1,2\n3,-4.5", "x,y\n1,2\n3,-4.5\n", "x,y\r\n1,2\r\n3,-4.5\r\n", "x,y\r1,2\r3,-4.5\r",
        "\u{FEFF}x,y\n1,2\n3,-4.5\n\n \t\n", "\n x ,\ty\n 1 , 2\t\n3  ,  -4.5  \n",
        "\"x\",\"y\"\n\"1\",\"2\"\n\" 3 \",-45e-1", "'x' 'y'\n1 2\n3 -4.5\n",
        "\"x\"  \"y\" \r\n  1\t2\r\n 3 '-4.5' \r\n".replacing("'", with: "\""), "'x' 'y'\n'1' '2'\n3   -4.5",
    ])
    func reads(text: String) throws {
        #expect(try table(text) == small)
    }

    @Test func findsColumns() {
        #expect(small.index(of: "y") == 1)
        #expect(small.index(of: "z") == nil)
        #expect(small.column("y") == [2, -4.5])
        #expect(small.column("z") == nil)
    }

    @Test func readsNamesThatNeedQuotes() throws {
        #expect(try table("\"a,\"\"b\"\"\",\" c \"\n1,2").columns == ["a,\"b\"", " c "])
    }

    @Test func readsOnlyTheChosenColumnsInTheirOrder() throws {
        let text = "id,x,,note,y,note\nA1,1,,\"a, \"\"b\"\"\n\",2,\nA2,3,,nan,-4.5,\n"
        #expect(try table(text, columns: ["x", "y"]) == small)
        #expect(try table(text, columns: ["y", "x"]).values == [2, 1, -4.5, 3])
    }

    @Test func readsOneColumn() throws {
        #expect(try table("x\n1\n\"2\"\n\n\n").values == [1, 2])
    }

    @Test func readsZerosAndTinyNumbers() throws {
        let values = try table("a,b,c\n-0,1e-999,5e-324").values
        #expect(values == [0, 0, .leastNonzeroMagnitude])
        #expect(values[0].sign == .minus)
    }
}

@Suite(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
struct DatasetTests {
    @Test(arguments: [
        ("breast_cancer", 569, 31), ("diabetes", 442, 11), ("digits", 1797, 65), ("fair", 6366, 9), ("iris", 150, 5),
        ("lesson-linear", 4, 2), ("lesson-logistic", 4, 2), ("longley", 16, 8), ("stackloss", 21, 4), ("wine", 178, 14),
    ])
    func hasItsShape(name: String, rows: Int, columns: Int) throws {
        let table = try NumericTable(csv: ReferenceData.path("datasets/\(name).csv"))
        #expect(table.rowCount == rows)
        #expect(table.columns.count == columns)
        #expect(table.values.count == rows * columns)
    }

    @Test func holdsTheNumbersOfTheFile() throws {
        let table = try NumericTable(csv: ReferenceData.path("datasets/longley.csv"), columns: ["YEAR", "GNPDEFL"])
        #expect(table.values.prefix(4) == [1947, 83, 1948, 88.5])
        let lesson = try NumericTable(csv: ReferenceData.path("datasets/lesson-linear.csv"))
        #expect(lesson == NumericTable(columns: ["x", "y"], rowCount: 4, values: [1, 2, 2, 4, 3, 6, 4, 8]))
    }

    @Test func readsSpacesBetweenCells() throws {
        let table = try NumericTable(csv: ReferenceData.path("datasets/spector.csv"))
        #expect(table.columns == ["OBS", "GPA", "TUCE", "PSI", "GRADE"] && table.rowCount == 32)
        #expect(table.values.prefix(5) == [1, 2.66, 20, 0, 0])
    }
}
