import Foundation

/// Files that are read whole: those on a disk, pipes, and what the process holds open.
public enum InputFile {
    /// The bytes of the file at `path`. A path such as `/dev/stdin` or `/dev/fd/63` is read on from where it stands.
    ///
    /// - Throws: `FileError`; also where the file is larger than memory, or a device without an end.
    public static func bytes(_ path: String) throws(FileError) -> [UInt8] {
        try bytes(path, uses: 2)
    }

    static func bytes(_ path: String, uses: Int) throws(FileError) -> [UInt8] {
        if !path.utf8.contains(0), let number = endOfLinks(path).flatMap(openStream) {
            return try Descriptor(.read, duplicating: number, shownAs: path).readAll(uses: uses)
        }
        return try Descriptor(.read, path, flags: O_RDONLY).readAll(uses: uses)
    }

    /// Whether the file can be read a second time, which a pipe cannot.
    static func isReadableTwice(_ path: String) -> Bool {
        var status = stat()
        guard endOfLinks(path).flatMap(openStream) == nil, stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFREG
    }
}
