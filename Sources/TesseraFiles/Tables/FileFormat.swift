package import Tessera

/// A file format: how its files are recognised, and what reads and writes them.
///
/// `all` is the table of formats, and everything is looked up there, by commands and by tests. A new format is a file
/// with its reader, its writer and its value of this type, and a name in the table. The first bytes of a file tell its
/// format (`signatures`); a format of plain text, which has none, is told by the ending of the name.
package struct FileFormat: Equatable, Sendable {
    typealias TableReader =
        @Sendable (_ bytes: [UInt8], _ path: String, _ columns: [String]?) throws(CSVError) -> NumericTable

    /// The usual name of the format.
    package let name: String
    /// The format with an article, as it is called in sentences.
    package let noun: String
    /// The endings of file names in this format, with their dots.
    package let endings: [String]
    /// The byte sequences (magic bytes) with one of which a file of this format begins; none for plain text.
    let signatures: [[UInt8]]
    /// A description of files to read, as lists of options give it; nil if they cannot be read.
    package let help: String?
    /// The sentence of an error about a file of this format, and what can be done, if no table can be read from it.
    private let finding: String
    private let remedy: String
    /// Reads a table into memory; nil if that is not possible.
    let readTable: TableReader?
    /// Encodes a table; nil if that is not possible.
    let encodeTable: (@Sendable (NumericTable) -> [UInt8])?
    /// Reads rows on demand; nil if that is not possible.
    package let rowReader: (any RowReading)?
    /// Writes rows of any number; nil if that is not possible.
    package let rowWriter: (any RowWriting)?

    init(
        _ name: String, noun: String? = nil, endings: [String] = [], signatures: [[UInt8]] = [], help: String? = nil,
        finding: String? = nil, remedy: String = "its table must be saved as CSV", readTable: TableReader? = nil,
        encodeTable: (@Sendable (NumericTable) -> [UInt8])? = nil, rowReader: (any RowReading)? = nil,
        rowWriter: (any RowWriting)? = nil
    ) {
        let noun = noun ?? "a \(name) file"
        (self.name, self.noun, self.endings, self.signatures, self.help) = (name, noun, endings, signatures, help)
        (self.finding, self.remedy) = (finding ?? "the file is \(noun)", remedy)
        (self.readTable, self.encodeTable) = (readTable, encodeTable)
        (self.rowReader, self.rowWriter) = (rowReader, rowWriter)
    }

    /// Returns whether two formats have the same name.
    package static func == (left: FileFormat, right: FileFormat) -> Bool { left.name == right.name }
}

extension FileFormat {
    /// All formats that are known: those that can be read or written, and those that are recognised to be refused.
    package static let all = [csv, npy, zip, gzip, parquet, utf16]

    /// A ZIP archive.
    package static let zip = FileFormat(
        "ZIP", endings: [".zip", ".npz", ".xlsx", ".ods"], signatures: [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]],
        finding: "the file is a ZIP archive, as spreadsheets and .npz files are")
    /// A file compressed by gzip.
    package static let gzip = FileFormat(
        "gzip", endings: [".gz"], signatures: [[0x1F, 0x8B]], finding: "the file is compressed by gzip",
        remedy: "it must be unpacked first")
    /// An Apache Parquet file.
    package static let parquet = FileFormat(
        "Parquet", endings: [".parquet"], signatures: [Array("PAR1".utf8) + [0x15]])
    /// Text in UTF-16.
    package static let utf16 = FileFormat(
        "UTF-16", signatures: [[0xFF, 0xFE], [0xFE, 0xFF]], finding: "the text is UTF-16",
        remedy: "the file must be saved as UTF-8")
}

extension FileFormat {
    /// Recognises the format of a file by its first bytes; nil for any other, such as plain text.
    init?(of bytes: Span<UInt8>) {
        let format = Self.all.first { format in format.signatures.contains { bytes.starts(with: $0) } }
        guard let format else { return nil }
        self = format
    }

    /// Finds the format of a file by the ending of its name; nil if no format has it.
    package init?(ofName path: String) {
        guard let format = Self.all.first(where: { $0.endings.contains(where: path.hasSuffix) }) else { return nil }
        self = format
    }

    /// Whether tables can be written in this format.
    package var holdsTables: Bool { encodeTable != nil }

    /// The endings of the names of files that tables can be written to.
    package static var tableEndings: [String] { all.filter(\.holdsTables).flatMap(\.endings) }

    /// Encodes a table in the format that the ending of a name tells, or as CSV if there is none that can hold tables.
    package static func encode(_ table: NumericTable, for path: String?) -> [UInt8] {
        path.flatMap(FileFormat.init(ofName:))?.encodeTable?(table) ?? table.csvBytes()
    }

    /// Explains why no table can be read from a file of this format, and what can be done.
    var refusal: String {
        if rowReader == nil { return "\(finding); \(remedy)" }
        let names = endings.joined(separator: " or ")
        return "\(finding); only tessera train reads those, by names that end with \(names)"
    }
}

/// Reads rows of a file while they are used, so that a file larger than memory can be used.
package protocol RowReading: Sendable {
    /// Opens a file; its elements are converted to `Scalar` when they are read.
    func open<Scalar: RealScalar>(_ path: String, as type: Scalar.Type) throws -> any FileRows<Scalar>
}

/// Writes rows to a file, however many there are.
package protocol RowWriting: Sendable {
    func write<Scalar: RealScalar>(_ rows: some RowSource<Scalar>, to path: String) throws
}

/// The rows of a file that are read on demand.
package protocol FileRows<Scalar>: RowSource {
    var path: String { get }
    /// Whether the elements of the file have double precision.
    var isOfDoubles: Bool { get }

    /// Returns the location of a row and a column, which count from 0; the target is the column after the features.
    func location(row: Int?, column: Int?) -> FileLocation
}

extension Span<UInt8> {
    fileprivate func starts(with start: [UInt8]) -> Bool {
        count >= start.count && start.indices.allSatisfy { self[$0] == start[$0] }
    }
}
