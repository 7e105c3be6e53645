import Foundation

/// The identity of the file a path leads to, equal for two paths to the same file: other spellings, symbolic links and
/// hard links.
package enum FileIdentity: Hashable, Sendable {
    /// An existing file, by its device and inode numbers.
    case file(device: UInt64, number: UInt64)
    /// A file that does not exist yet, in a folder that does.
    case newFile(folderDevice: UInt64, folderNumber: UInt64, name: String)
    /// A terminal, socket or other device that the process has open, by its descriptor.
    case stream(Int32)

    /// Identifies the file at a path. Nil if nothing can be confused: the path leads nowhere, or to a device, which may
    /// serve several purposes at once.
    package init?(_ path: String) {
        guard !path.isEmpty, !path.utf8.contains(0), let end = endOfLinks(path) else { return nil }
        var status = stat()
        if let number = openStream(end) {
            guard fstat(number, &status) == 0 else { return nil }
            self = Self.file(status) ?? .stream(number)
        } else if stat(end, &status) == 0 {
            guard let file = Self.file(status) else { return nil }
            self = file
        } else {
            let parts = PathParts(end)
            guard errno == ENOENT, stat(parts.folder, &status) == 0 else { return nil }
            self = .newFile(
                folderDevice: UInt64(status.st_dev), folderNumber: UInt64(status.st_ino), name: parts.name)
        }
    }

    /// Returns the identity of a regular file or a pipe; nil for anything else.
    private static func file(_ status: stat) -> FileIdentity? {
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO: .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
        default: nil
        }
    }

    /// Returns whether the path names standard output, as `/dev/stdout` does.
    package static func isStandardOutput(_ path: String) -> Bool {
        endOfLinks(path).flatMap(openStream) == STDOUT_FILENO
    }

    /// Returns whether the path leads to something that can be read only once: a pipe, a terminal, a socket.
    package static func isReadOnce(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }
}
