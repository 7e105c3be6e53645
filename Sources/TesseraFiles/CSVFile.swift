import Foundation

/// A CSV file that can be read repeatedly: the text of a pipe is kept in memory, that of a regular file is not.
package struct CSVFile: Sendable {
    /// The path of the file, as messages name it.
    package let path: String
    private let kept: [UInt8]?

    /// Opens a CSV file. A pipe is read to its end at once; of a regular file nothing is read yet.
    ///
    /// - Throws: `CSVError` if a pipe cannot be read.
    package init(_ path: String) throws(CSVError) {
        self.path = path
        kept = InputFile.isReadableTwice(path) ? nil : try Self.read(path)
    }

    /// Returns the bytes of the text.
    ///
    /// - Throws: `CSVError` if the file cannot be read.
    package func bytes() throws(CSVError) -> [UInt8] {
        if let kept { return kept }
        return try Self.read(path)
    }

    /// Reads the file if memory suffices for three times its size: the text, the numbers parsed from it, and what is
    /// computed from the numbers.
    private static func read(_ path: String) throws(CSVError) -> [UInt8] {
        do throws(FileError) {
            return try InputFile.bytes(path, uses: 3)
        } catch {
            throw CSVError(file: path, reason: .unreadable(error.reason))
        }
    }
}
