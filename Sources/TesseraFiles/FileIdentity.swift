import Foundation

/// Which file a path leads to, so that two paths to one file can be told: other spellings, symbolic links, hard links.
public enum FileIdentity: Hashable, Sendable {
    /// A file that exists, by its file system and its number there.
    case file(device: UInt64, number: UInt64)
    /// A file that is yet to be made in a folder that exists.
    case newFile(folderDevice: UInt64, folderNumber: UInt64, name: String)
    /// A terminal, socket or other device that the process holds open, by its descriptor.
    case stream(Int32)

    /// Nil where nothing can be confused: the path leads nowhere, or to a device, which may serve several purposes.
    public init?(_ path: String) {
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

    /// Regular files and pipes.
    private static func file(_ status: stat) -> FileIdentity? {
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO: .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
        default: nil
        }
    }

    /// Whether the path is one of standard output's, such as `/dev/stdout`.
    public static func isStandardOutput(_ path: String) -> Bool {
        endOfLinks(path).flatMap(openStream) == STDOUT_FILENO
    }

    /// Whether the path leads to something that can be read once only: a pipe, a terminal, a socket.
    public static func isReadOnce(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }
}
