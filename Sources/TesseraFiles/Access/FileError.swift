import Foundation
import Tessera

/// An error in reading or writing a file.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operation that failed.
    package enum Operation: String, Equatable, Sendable {
        /// Opening or reading a file.
        case read
        /// Creating, writing or replacing a file.
        case write
    }

    /// The cause of the failure.
    package enum Reason: Equatable, Sendable {
        /// The file or, when writing, its folder does not exist.
        case notFound
        /// The path is a symbolic link into this folder, which does not exist.
        case missingTargetFolder(String)
        /// The path names a folder.
        case isDirectory
        /// A part of the path that should be a folder is a file.
        case notADirectory
        /// The permissions or a read-only file system forbid it.
        case permissionDenied
        /// The disk or the user's quota is full.
        case noSpace
        /// A device whose bytes may never end, such as `/dev/zero`.
        case endlessDevice
        /// A pipe or a terminal, where a regular file is needed because it is read at arbitrary offsets.
        case notAFile
        /// The contents do not fit into memory.
        case outOfMemory(MemoryError)
        /// The symbolic links form a cycle.
        case linkLoop
        /// The name is longer than the file system allows.
        case nameTooLong
        /// Any other error, as its `errno`.
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

    /// The operation that failed.
    package let operation: Operation
    /// The path as it was given.
    package let path: String
    /// The cause of the failure.
    package let reason: Reason

    /// Creates an error.
    package init(_ operation: Operation, _ path: String, _ reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// The error on one line: the operation, the path and the cause.
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
