import Foundation

/// A CSV file that can be read again: the text of a pipe is kept, that of a file is not.
public struct CSVFile: Sendable {
    /// The path of the file, for messages.
    public let path: String
    private let kept: [UInt8]?

    /// Reads a pipe to its end; nothing of a file yet.
    public init(_ path: String) throws(CSVError) {
        self.path = path
        kept = InputFile.isReadableTwice(path) ? nil : try Self.read(path)
    }

    /// The bytes of the text.
    public func bytes() throws(CSVError) -> [UInt8] {
        if let kept { return kept }
        return try Self.read(path)
    }

    /// Reading as much again for the numbers, and once more for what is computed with them, must be possible.
    private static func read(_ path: String) throws(CSVError) -> [UInt8] {
        do throws(FileError) {
            return try InputFile.bytes(path, uses: 3)
        } catch {
            throw CSVError(file: path, reason: .unreadable(error.reason))
        }
    }
}
