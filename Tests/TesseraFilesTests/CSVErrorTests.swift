import TestSupport
import Foundation
import Testing

@testable import TesseraFiles

/// Text that is no table of numbers, and what is said about it.
struct MalformedCSV: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let columns: [String]?
    let message: String
    var testDescription: String { message }

    init(_ text: String, columns: [String]? = nil, _ message: String) {
        self.init(bytes: Array(text.utf8), columns: columns, message)
    }

    init(cell: String, _ message: String) {
        self.init("x,y\n1,\(cell)", "t.csv, line 2, column 2 \"y\": \(message)")
    }

    init(bytes: [UInt8], columns: [String]? = nil, _ message: String) {
        text = bytes
        self.columns = columns
        self.message = message
    }

    private static let semicolons =
        "t.csv, line 1: the names are separated by semicolons; cells must be separated by commas, and decimals written with "
        + "a point"

    static let structure = [
        Self("", "t.csv: the file is empty; a header row and rows of numbers are needed"),
        Self("\u{FEFF}\r\n \n", "t.csv: the file is empty; a header row and rows of numbers are needed"),
        Self("x,y\n\n", "t.csv: there are no rows below the header; at least one is needed"),
        Self("x,,y\n1,2,3", "t.csv, line 1, column 2: the column has no name; every column needs one"),
        Self(
            ",x,y\n0,1,2",
            "t.csv, line 1, column 1: the column has no name; every column needs one; pandas leaves the numbers of the "
                + "rows out with index=False, R with row.names=FALSE"),
        Self("x;y\n1,5;2,5\n", semicolons), Self("x;y\n1;2\n", semicolons),
        Self("x\ty\n1\t2\n", semicolons.replacing("semicolons", with: "tabs")),
        Self("x|y\n1|2\n", semicolons.replacing("semicolons", with: "bars")),
        Self("x;y\n1;2\n", columns: ["x"], semicolons),
        Self(
            "x,y\n1,5,2,5\n",
            "t.csv, line 2: the row has 4 cells, the header has 2; every row needs 2; decimals are written with a point, "
                + "not with a comma"),
        Self("x,y,\n1,2,3", "t.csv, line 1, column 3: the column has no name; every column needs one"),
        Self("x,y, x\n1,2,3", "t.csv, line 1, column 3 \"x\": column 1 has the same name; the names must differ"),
        Self(
            bytes: [0x78, 0x2C, 0xE9, 0x0A, 0x31, 0x2C, 0x32],
            "t.csv, line 1, column 2: the text is not valid UTF-8; the file must be saved as UTF-8"),
        Self(
            bytes: [0x78, 0x0A, 0xE9],
            "t.csv, line 2, column 1 \"x\": the text is not valid UTF-8; the file must be saved as UTF-8"),
        Self(
            "a,b,c,d\n1,2,3,4\n1,2,3\n",
            "t.csv, line 3: the row has 3 cells, the header has 4; every row needs 4"),
        Self("x,y\n1,2,3\n", "t.csv, line 2: the row has 3 cells, the header has 2; every row needs 2"),
        Self("x,y\r\n\r1,2", "t.csv, line 2: the line is blank; only the end of the file may have blank lines"),
        Self("x,y\nabc\n", "t.csv, line 2: the row has 1 cell, the header has 2; every row needs 2"),
        Self("x,y\n1,2\n \n3,4", "t.csv, line 3: the line is blank; only the end of the file may have blank lines"),
        Self(
            "x,y\n1,2\n3,\"4\n5,6\n",
            "t.csv, line 3, column 2 \"y\": the quote opened here is never closed; a quoted cell must end with a quote"
        ),
        Self(
            "x,y\n\"1\"2,2",
            "t.csv, line 2, column 1 \"x\": text follows the closing quote; "
                + "a quote inside a quoted cell is written twice"),
        Self(
            "x\n1,\"2\n",
            "t.csv, line 2: the quote opened here is never closed; a quoted cell must end with a quote"),
        Self(
            "x,\"y\n1,2",
            "t.csv, line 1, column 2: the quote opened here is never closed; "
                + "a quoted cell must end with a quote"
        ),
    ]

    static let cells = [
        Self(cell: "", "the cell is empty; a number is needed"),
        Self(cell: " \"\"", "\"\"\"\" is not a number; numbers are written like 12, -0.5 or 3e-4"),
        Self(cell: "abc", "\"abc\" is not a number; numbers are written like 12, -0.5 or 3e-4"),
        Self(cell: "0x10", "\"0x10\" is not a number; numbers are written like 12, -0.5 or 3e-4"),
        Self(cell: "1e", "\"1e\" is not a number; numbers are written like 12, -0.5 or 3e-4"),
        Self(
            cell: "\"two\nlines and \(String(repeating: "more ", count: 9))\"",
            "\"two\\nlines and more more more mor…\" is not a number; numbers are written like 12, -0.5 or 3e-4"),
        Self(cell: "1;2", "\"1;2\" is not a number; cells are separated by commas"),
        Self(cell: "\"3,5\"", "\"3,5\" is not a number; decimals are written with a point"),
        Self(cell: " NaN ", "\"NaN\" is not finite; a finite number is needed"),
        Self(cell: "-inf", "\"-inf\" is not finite; a finite number is needed"),
        Self(cell: "+Infinity", "\"+Infinity\" is not finite; a finite number is needed"),
        Self(cell: "1e999", "\"1e999\" is not finite; a finite number is needed"),
        Self(cell: "\"-1e999\"", "\"-1e999\" is not finite; a finite number is needed"),
    ]

    static let choices = [
        Self(
            "length,width\n1,2", columns: ["lenght"],
            "t.csv, line 1: there is no column \"lenght\"; did you mean \"length\"? "
                + "the columns are \"length\", \"width\""),
        Self(
            "a,b,c,d,e,f,g,h,i,j\n", columns: ["species"],
            "t.csv, line 1: there is no column \"species\"; the columns are "
                + "\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\" … (10 in all)"),
        Self("x,y\n1,2", columns: ["y", "y"], "t.csv: column \"y\" is asked for twice; once is enough"),
        Self(
            "x,y,y\n1,2,3", columns: ["y"],
            "t.csv, line 1, column 3 \"y\": column 2 has the same name; the names must differ"),
    ]
}

struct CSVErrorTests {
    @Test(arguments: MalformedCSV.structure + MalformedCSV.cells + MalformedCSV.choices)
    func says(malformed: MalformedCSV) {
        let error = #expect(throws: CSVError.self) {
            try NumericTable(csv: malformed.text, name: "t.csv", columns: malformed.columns)
        }
        #expect(error?.description == malformed.message)
    }

    @Test func saysWhyAFileCannotBeRead() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write([], to: folder.file("plain"))
        let table: [(String, String)] = [
            ("none.csv", "there is no such file"), ("", "it is a folder, not a file"),
            ("plain/x.csv", "a part of the path before the last is a file, not a folder"),
            ("zero\0.csv", "Invalid argument"),
        ]
        for (name, reason) in table {
            let path = folder.file(name)
            let error = #expect(throws: CSVError.self) { try NumericTable(csv: path) }
            #expect(error?.description == "cannot read \(path.replacing("\0", with: "\\0")): \(reason)")
        }
    }
}
