import Foundation

/// The destination that a path to be written leads to.
struct WriteTarget {
    enum Kind: Equatable {
        /// A stream that this process has open, by its descriptor.
        case stream(Int32)
        /// A terminal, pipe or other special file, which is written directly instead of being replaced.
        case device
        case newFile
        case file(Ownership)
    }

    /// The permissions, the owner and the group of a file.
    struct Ownership: Equatable {
        private let permissions: mode_t
        private let owner: uid_t
        private let group: gid_t

        init(_ status: stat) {
            (permissions, owner, group) = (status.st_mode & 0o777, status.st_uid, status.st_gid)
        }

        /// Applies them to another file. If the group cannot be kept, the file's group gets only the permissions that
        /// everybody has.
        func apply(to file: borrowing Descriptor) throws(FileError) {
            let status = try file.status()
            let isKept = status.st_uid == owner && status.st_gid == group || file.setOwner(owner, group)
            let everybody = permissions & 0o007
            try file.setPermissions(isKept ? permissions : permissions & 0o707 | permissions & everybody << 3)
        }
    }

    let kind: Kind
    /// The path after following the symbolic links at its end.
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

/// Returns the descriptor that a path without links stands for, such as `/proc/self/fd/1`; nil if it stands for none.
///
/// Standard output may be redirected to a regular file, and replacing that file would lose what else is written to it.
/// An open stream can also be read where its file cannot be opened again.
func openStream(_ path: String) -> Int32? {
    for folder in ["/proc/self/fd/", "/dev/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.count))
    }
    return nil
}

/// Returns the path after following the symbolic links at its end, whether or not a file is there; nil if they form a
/// cycle.
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

/// A path split at its last slash, without access to the file system.
struct PathParts {
    /// The part before the last slash: "." without a slash, "/" for a file in the root folder.
    let folder: String
    /// The part after the last slash.
    let name: String

    init(_ path: String) {
        // Splits by bytes, as the system does: a `Character` made of a slash and a combining accent contains a slash.
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
            (folder, name) = (".", path)
            return
        }
        name = String(decoding: bytes[bytes.index(after: slash)...], as: UTF8.self)
        folder = slash == bytes.startIndex ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// Returns the path that a symbolic link in this folder with the contents `destination` leads to.
    func resolving(_ destination: String) -> String {
        destination.hasPrefix("/") ? destination : "\(folder)/\(destination)"
    }
}
