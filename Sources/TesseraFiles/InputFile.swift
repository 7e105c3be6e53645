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

    /// Returns whether the file can be read a second time, which a pipe, or a stream the process has open, cannot.
    static func isReadableTwice(_ path: String) -> Bool {
        var status = stat()
        guard endOfLinks(path).flatMap(openStream) == nil, stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFREG
    }
}
