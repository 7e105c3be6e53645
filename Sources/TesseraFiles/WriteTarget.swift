import Foundation

/// What a path to be written leads to.
struct WriteTarget {
    enum Kind: Equatable {
        /// A stream this process holds open, by its descriptor.
        case stream(Int32)
        /// A terminal, pipe or other special file: there is nothing to replace.
        case device
        case newFile
        case file(permissions: mode_t)
    }

    let kind: Kind
    /// The path with the symbolic links at its end followed.
    let path: String

    init(_ shownPath: String) throws(FileError) {
        if shownPath.isEmpty || shownPath.utf8.contains(0) {
            throw FileError(.write, shownPath, .system(code: EINVAL))
        }
        path = try Self.followingLinks(shownPath)
        if let number = Self.stream(path) {
            kind = .stream(number)
        } else {
            kind = try Self.kind(of: path, shownAs: shownPath)
        }
    }

    private static func kind(of path: String, shownAs shownPath: String) throws(FileError) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .newFile }
            throw FileError(.write, shownPath, FileError.Reason(errno: errno))
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw FileError(.write, shownPath, .isDirectory)
        case S_IFREG:
            // The folder's permission is enough for renaming, but a write-protected file is meant to stay.
            if access(path, W_OK) != 0 { throw FileError(.write, shownPath, FileError.Reason(errno: errno)) }
            return .file(permissions: status.st_mode & 0o777)
        default: return .device
        }
    }

    /// The descriptor a path stands for: `/dev/stdout` may be a regular file by redirection, and replacing that file
    /// would lose what else is written to it.
    private static func stream(_ path: String) -> Int32? {
        for folder in ["/proc/self/fd/", "/dev/fd/"] where path.hasPrefix(folder) {
            return Int32(path.dropFirst(folder.count))
        }
        return nil
    }

    private static func followingLinks(_ path: String) throws(FileError) -> String {
        var current = path
        for _ in 0..<40 {
            guard stream(current) == nil, let destination = linkDestination(of: current) else { return current }
            current = PathParts(current).resolving(destination)
        }
        throw FileError(.write, path, .system(code: ELOOP))
    }

    private static func linkDestination(of path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }
}
