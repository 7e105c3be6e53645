import Foundation
public import Tessera

/// Why a file could not be read or written.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was attempted.
    public enum Operation: String, Equatable, Sendable {
        case read, write
    }

    /// What stood in the way.
    public enum Reason: Equatable, Sendable {
        /// There is no such file or, when writing, no such folder.
        case notFound
        /// A symbolic link leads into this folder, which there is not.
        case missingTargetFolder(String)
        /// The path names a folder.
        case isDirectory
        /// A part of the path that should be a folder is a file.
        case notADirectory
        case permissionDenied
        /// The disk or the user's quota is full.
        case noSpace
        /// A device whose bytes never end, such as `/dev/zero`.
        case endlessDevice
        /// A pipe or a terminal, where only a file on a disk can be read at any place.
        case notAFile
        /// It holds more than there is memory for.
        case outOfMemory(MemoryError)
        /// Symbolic links that lead to each other.
        case linkLoop
        case nameTooLong
        /// Anything else, by its `errno`.
        case system(code: Int32)

        init(errno code: Int32) {
            self =
                switch code {
                case ENOENT: .notFound
                case EISDIR: .isDirectory
                case ENOTDIR: .notADirectory
                case EACCES, EPERM, EROFS: .permissionDenied
                case ELOOP: .linkLoop
                case ENAMETOOLONG: .nameTooLong
                case ENOSPC, EDQUOT: .noSpace
                default: .system(code: code)
                }
        }
    }

    public let operation: Operation
    public let path: String
    public let reason: Reason

    public init(_ operation: Operation, _ path: String, _ reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// One line: what failed, on which path, and why.
    public var description: String {
        path.isEmpty
            ? "cannot \(operation.rawValue) a file without a name"
            : "cannot \(operation.rawValue) \(path.onOneLine): \(explanation)"
    }

    private var explanation: String {
        switch reason {
        case .notFound where operation == .write:
            "the folder \(PathParts(path).folder.onOneLine) does not exist"
        case .notFound: "there is no such file"
        case .missingTargetFolder(let folder):
            "it is a symbolic link, and the folder \(folder.onOneLine) does not exist"
        case .isDirectory: "it is a folder, not a file"
        case .notADirectory: "a part of the path before the last is a file, not a folder"
        case .permissionDenied: "permission denied"
        case .noSpace: "no space left"
        case .linkLoop: "its symbolic links lead in a circle"
        case .nameTooLong: "the name is longer than the file system allows"
        case .endlessDevice: "it is a device, not a file"
        case .notAFile: "it is no file on a disk, where rows can be read in any order"
        case .outOfMemory(let error): error.description
        case .system(EBADF): "it is not open for \(operation == .read ? "reading" : "writing")"
        case .system(let code): String(cString: strerror(code))
        }
    }
}
