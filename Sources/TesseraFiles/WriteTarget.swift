import Foundation

/// What a path to be written leads to.
struct WriteTarget {
    enum Kind: Equatable {
        /// A stream this process holds open, by its descriptor.
        case stream(Int32)
        /// A terminal, pipe or other special file: there is nothing to replace.
        case device
        case newFile
        case file(Ownership)
    }

    /// Who may do what with a file, and whose it is.
    struct Ownership: Equatable {
        private let permissions: mode_t
        private let owner: uid_t
        private let group: gid_t

        init(_ status: stat) {
            (permissions, owner, group) = (status.st_mode & 0o777, status.st_uid, status.st_gid)
        }

        /// Where the group cannot be kept, another one gets no more than everybody has.
        func pass(to file: borrowing Descriptor) throws(FileError) {
            let status = try file.status()
            let isKept = status.st_uid == owner && status.st_gid == group || file.give(to: owner, group)
            let everybody = permissions & 0o007
            try file.setPermissions(isKept ? permissions : permissions & 0o707 | permissions & everybody << 3)
        }
    }

    let kind: Kind
    /// The path with the symbolic links at its end followed.
    let path: String
    var folder: String { PathParts(path).folder }

    init(_ shownPath: String) throws(FileError) {
        if shownPath.isEmpty || shownPath.utf8.contains(0) {
            throw FileError(.write, shownPath, .system(code: EINVAL))
        }
        path = try Self.followingLinks(shownPath)
        if let number = openStream(path) {
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
            return .file(Ownership(status))
        default: return .device
        }
    }

    private static func followingLinks(_ path: String) throws(FileError) -> String {
        guard let end = endOfLinks(path) else { throw FileError(.write, path, .linkLoop) }
        return end
    }
}

/// The descriptor a path without links stands for: `/dev/stdout` may be a regular file by redirection, and replacing that
/// file would lose what else is written to it; and what is open already can be read where it cannot be opened again.
func openStream(_ path: String) -> Int32? {
    for folder in ["/proc/self/fd/", "/dev/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.count))
    }
    return nil
}

/// The path with the symbolic links at its end followed, whether or not anything is there; nil where they go in circles.
func endOfLinks(_ path: String) -> String? {
    var current = path
    for _ in 0..<40 {
        guard openStream(current) == nil, let destination = linkDestination(of: current) else { return current }
        current = PathParts(current).resolving(destination)
    }
    return nil
}

private func linkDestination(of path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
        readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
}
