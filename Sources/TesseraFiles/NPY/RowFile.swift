import Foundation
public import Tessera

/// Rows of an `.npy` file: a matrix whose last column is the target and whose other columns are the features.
///
/// The rows are read on demand, directly into the memory of the worker that needs them, so that a file larger than
/// memory can be used. The file is not memory-mapped: one that changes or shrinks while it is used must be an error and
/// not a signal (SIGBUS).
public struct RowFile<Scalar: RealScalar>: RowSource {
    /// The path of the file.
    package let path: String
    /// The number of rows.
    public let rowCount: Int
    /// The shape of a row: one target and no weight.
    public let rowShape: RowShape
    private let header: NPYHeader
    private let file: SharedDescriptor
    private let identity: Descriptor.Identity

    /// Opens an `.npy` file and reads its header.
    ///
    /// - Throws: `FileError` if the file cannot be read, `RowFileError` if it holds anything other than such a matrix.
    public init(path: String) throws {
        self.path = path
        // O_NONBLOCK: opening a pipe, which is refused below, must not wait for its other end to be opened.
        let file = SharedDescriptor(try Descriptor(.read, path, flags: O_RDONLY | O_NONBLOCK))
        self.file = file
        identity = try file.descriptor.identity()
        var start = [UInt8](repeating: 0, count: NPYHeader.maximumByteCount)
        let count = try start.withUnsafeMutableBytes { buffer throws(FileError) in
            try file.descriptor.fill(buffer, from: 0)
        }
        start.removeLast(start.count - count)
        do {
            header = try NPYHeader(start)
            let expected = header.fileByteCount
            guard identity.size == expected else {
                throw RowFileError.Reason.wrongSize(expected: expected, found: identity.size)
            }
            guard header.columns >= 2 else { throw RowFileError.Reason.tooFewColumns(header.columns) }
        } catch let reason as RowFileError.Reason {
            throw RowFileError(path, reason)
        }
        rowCount = header.rows
        rowShape = RowShape(features: header.columns - 1)
    }

    /// Whether the elements of the file have double precision.
    package var isOfDoubles: Bool { header.element == .double }

    /// Checks that the file has not changed since it was opened, by its device, inode, size and modification time.
    ///
    /// - Throws: `RowSourceError` if it has changed or cannot be read.
    public func check() throws(RowSourceError) {
        let now: Descriptor.Identity
        do {
            now = try file.descriptor.identity()
        } catch {
            throw RowSourceError(source: path, reason: error.description)
        }
        if now == identity { return }
        let how =
            now.size == identity.size
            ? "it was written to" : "it has \(counted(now.size, "byte")), \(identity.size) when it was opened"
        throw .changed(source: path, how: how)
    }

    /// Reads the rows of a range into a block, converting the elements to `Scalar`. Several threads may call it at
    /// once.
    ///
    /// - Throws: `RowSourceError` if the file cannot be read or ends too early.
    public func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        let columns = block.columns
        let rowBytes = header.columns * header.element.byteCount
        // Pieces of 64 KiB stay in the innermost caches until they are split into features and targets.
        let length = max(1, (64 << 10) / rowBytes)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: length) {
            let count = min(length, rows.upperBound - first)
            let done = first - rows.lowerBound
            let (features, targets) = (columns[0] + done * rowShape.features, columns[1] + done)
            try readPiece(first, count, rowBytes) { bytes in
                switch header.element {
                case .float: split(bytes, as: Float.self, count, rowShape.features, features, targets)
                case .double: split(bytes, as: Double.self, count, rowShape.features, features, targets)
                }
            }
        }
    }

    private func readPiece(
        _ first: Int, _ count: Int, _ rowBytes: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(RowSourceError) {
        let result = withUnsafeTemporaryAllocation(byteCount: count * rowBytes, alignment: 64) {
            buffer -> Result<Int, FileError> in
            let result = Result { () throws(FileError) in
                try file.descriptor.fill(buffer, from: header.byteCount + first * rowBytes)
            }
            if result == .success(buffer.count) { body(UnsafeRawBufferPointer(buffer)) }
            return result
        }
        switch result {
        case .failure(let error): throw RowSourceError(source: path, reason: error.description)
        case .success(let bytes) where bytes < count * rowBytes:
            throw .ended(source: path, row: first + bytes / rowBytes, expected: rowCount)
        case .success: return
        }
    }
}

extension RowFile: FileRows {
    package func location(row: Int?, column: Int?) -> FileLocation {
        FileLocation(file: path, row: row.map { $0 + 1 }, column: column.map { .init(number: $0 + 1) })
    }
}

extension FileFormat {
    /// A matrix in NumPy's format.
    package static let npy = FileFormat(
        "npy", noun: "an .npy file", endings: [".npy"], signatures: [[0x93] + Array("NUMPY".utf8)],
        help: "a matrix in NumPy's .npy format, whose last column is the target", encodeTable: { $0.npyBytes() },
        rowReader: NPYFormat(), rowWriter: NPYFormat())
}

/// The reader and the writer of `.npy` files in the table of formats.
struct NPYFormat: RowReading, RowWriting {
    func open<Scalar: RealScalar>(_ path: String, as type: Scalar.Type) throws -> any FileRows<Scalar> {
        try RowFile<Scalar>(path: path)
    }

    func write<Scalar: RealScalar>(_ rows: some RowSource<Scalar>, to path: String) throws {
        try RowFile.write(rows, to: path)
    }
}

/// An open file that several threads read. `Sendable` is safe because `pread` takes its own offset and changes no
/// shared state.
private final class SharedDescriptor: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }
}

/// Splits rows of a file into features (`x`) and targets (`y`). The buffer holds `count` rows of `features` + 1
/// elements and is aligned for them; `x` and `y` have room for as many rows.
@specialized(where Element == Float, Scalar == Float)
@specialized(where Element == Double, Scalar == Double)
private func split<Element: RealScalar, Scalar: RealScalar>(
    _ bytes: UnsafeRawBufferPointer, as type: Element.Type, _ count: Int, _ features: Int,
    _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
) {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: Element.self) else { return }
    for row in 0..<count {
        let from = start + row * (features + 1)
        let to = x + row * features
        for column in 0..<features { to[column] = Scalar(from[column]) }
        y[row] = Scalar(from[features])
    }
}
