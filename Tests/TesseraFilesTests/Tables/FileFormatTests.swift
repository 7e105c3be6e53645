import TestSupport
import Tessera
import Testing

@testable import TesseraFiles

/// The table of formats.
@Suite struct FileFormatTests {
    @Test func namesEndingsAndSignaturesAreDistinct() {
        let formats = FileFormat.all
        #expect(Set(formats.map(\.name)).count == formats.count)
        let endings = formats.flatMap(\.endings)
        #expect(Set(endings).count == endings.count && endings.allSatisfy { $0.hasPrefix(".") })
        for format in formats {
            for signature in format.signatures {
                #expect(FileFormat(of: (signature + [0, 0]).span) == format)
                #expect(FileFormat(of: Array(signature.dropLast()).span) != format)
            }
        }
        #expect(FileFormat(of: Array("x,y\n".utf8).span) == nil)
    }

    @Test(arguments: [
        ("a.csv", "CSV"), ("a.npy", "npy"), (".npy", "npy"), ("a.npy.csv", "CSV"), ("a.txt", nil), ("npy", nil),
    ])
    func endingsTellTheFormat(path: String, name: String?) {
        #expect(FileFormat(ofName: path)?.name == name)
    }

    /// A format is read or written, or it is known so that it can be refused with an explanation.
    @Test func everyFormatIsUsedOrRefused() {
        for format in FileFormat.all {
            let isRead = format.readTable != nil || format.rowReader != nil
            #expect(isRead == (format.help != nil), "\(format.name)")
            #expect(isRead || !format.signatures.isEmpty, "\(format.name)")
            guard format.readTable == nil else { continue }
            let error = #expect(throws: CSVError.self) { try NumericTable(csv: format.signatures[0], name: "t") }
            #expect(error?.description == "t: \(format.refusal)")
        }
        #expect(FileFormat.gzip.refusal == "the file is compressed by gzip; it must be unpacked first")
        #expect(
            FileFormat.npy.refusal
                == "the file is an .npy file; only tessera train reads those, by names that end with .npy")
    }

    @Test func tablesAreReadAndEncodedByTheirFormat() throws {
        let folder = try TemporaryFolder()
        let table = NumericTable(columns: ["x", "y"], rowCount: 2, values: [1, 2, 3, -4.5])
        for path in [nil, "p.csv", "p.txt", "p"] {
            #expect(FileFormat.encode(table, for: path) == Array("x,y\n1,2\n3,-4.5\n".utf8))
        }
        try folder.write("x,y\n1,2\n3,-4.5\n", to: "t")
        #expect(try NumericTable(path: folder.file("t")) == table)
        #expect(try NumericTable(path: folder.file("t"), columns: ["y"]).values == [2, -4.5])
    }

    /// A table that a format encodes comes back, whole or by columns, and errors name the file.
    @Test func everyFormatReadsTheTablesItEncodes() throws {
        let folder = try TemporaryFolder()
        let table = NumericTable(columns: ["x", "y"], rowCount: 2, values: [1, 0.1, 3e300, -4.5])
        for format in FileFormat.all {
            guard let encode = format.encodeTable, let read = format.readTable else { continue }
            let bytes = encode(table)
            for ending in format.endings {
                let path = folder.file("table\(ending)")
                try AtomicFile.write(bytes, to: path)
                #expect(FileFormat.encode(table, for: path) == bytes)
                #expect(try NumericTable(path: path) == table)
                #expect(try NumericTable(path: path, columns: ["y"]).values == [0.1, -4.5])
                let error = #expect(throws: CSVError.self) { try NumericTable(path: path, columns: ["z"]) }
                #expect(error?.location.file == path)
            }
            for count in bytes.indices {
                do throws(CSVError) {
                    let start = try read(Array(bytes.prefix(count)), "t", nil)
                    #expect(start.rowCount < 3, "\(format.name)")
                } catch {
                    #expect(error.location.file == "t", "\(format.name)")
                }
            }
        }
    }

    /// Rows that are written come back, and know where they are.
    @Test func rowsAreWrittenAndReadByTheirFormat() throws {
        let folder = try TemporaryFolder()
        for format in FileFormat.all {
            guard let writer = format.rowWriter, let reader = format.rowReader else { continue }
            let path = folder.file("rows\(format.endings[0])")
            let rows = try RowTable<Double>(features: [[1, 2], [3, 4], [5, 6]], targets: [[7], [8], [9]])
            try writer.write(rows, to: path)
            let read = try reader.open(path, as: Float.self)
            #expect(read.isOfDoubles && read.rowCount == 3 && read.rowShape.features == 2)
            #expect(read.location(row: 2, column: 0) == FileLocation(file: path, row: 3, column: .init(number: 1)))
            #expect(read.location(row: nil, column: nil) == FileLocation(file: path))
        }
    }
}
