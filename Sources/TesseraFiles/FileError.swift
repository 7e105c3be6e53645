import Foundation

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
        /// The path names a folder.
        case isDirectory
        /// A part of the path that should be a folder is a file.
        case notADirectory
        case permissionDenied
        /// The disk or the user's quota is full.
        case noSpace
        /// Anything else, by its `errno`.
        case system(code: Int32)

        init(errno code: Int32) {
            self =
                switch code {
                case ENOENT: .notFound
                case EISDIR: .isDirectory
                case ENOTDIR: .notADirectory
                case EACCES, EPERM, EROFS: .permissionDenied
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
        "cannot \(operation.rawValue) \(path.onOneLine): \(explanation)"
    }

    private var explanation: String {
        switch reason {
        case .notFound where operation == .write:
            "the folder \(PathParts(path).folder.onOneLine) does not exist"
        case .notFound: "there is no such file"
        case .isDirectory: "it is a folder, not a file"
        case .notADirectory: "a part of the path before the last is a file, not a folder"
        case .permissionDenied: "permission denied"
        case .noSpace: "no space left"
        case .system(let code): String(cString: strerror(code))
        }
    }
}
