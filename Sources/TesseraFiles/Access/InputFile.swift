import Foundation

/// Reads whole files: regular files, pipes, and streams that the process has open.
package enum InputFile {
    /// Returns the bytes of the file at `path`. A path such as `/dev/stdin` or `/dev/fd/63` is read from its current
    /// offset.
    ///
    /// - Throws: `FileError` if the file cannot be read, does not fit into memory or is a device without an end.
    package static func bytes(_ path: String) throws(FileError) -> [UInt8] {
        try bytes(path, uses: 2)
    }

    /// Returns the bytes of the file at `path`; `uses` is that of `Descriptor.readAll(uses:)`.
    static func bytes(_ path: String, uses: Int) throws(FileError) -> [UInt8] {
        if !path.utf8.contains(0), let number = endOfLinks(path).flatMap(openStream) {
            return try Descriptor(.read, duplicating: number, shownAs: path).readAll(uses: uses)
        }
        return try Descriptor(.read, path, flags: O_RDONLY).readAll(uses: uses)
    }

    /// Returns the bytes of a table if memory suffices for three times its size: the text, the numbers parsed from it,
    /// and what is computed from the numbers.
    static func tableBytes(_ path: String) throws(CSVError) -> [UInt8] {
        do throws(FileError) {
            return try bytes(path, uses: 3)
        } catch {
            throw CSVError(file: path, reason: .unreadable(error.reason))
        }
    }
}
