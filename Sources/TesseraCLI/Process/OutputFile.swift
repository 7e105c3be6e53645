import Foundation
import TesseraFiles

/// An output file that the user names, or standard output.
struct OutputFile {
    let path: String

    /// Checks before the work starts that the file can be written, as far as that can be known.
    init(checking path: String) throws {
        if path.isEmpty { throw Failure(.usage, "the path of an output file is empty") }
        self.path = Self.path(path)
        try AtomicFile.check(self.path)
    }

    private init(unchecked path: String) {
        self.path = path
    }

    static let standardOutput = OutputFile(unchecked: "/dev/stdout")

    /// The path that an option for writing stands for: "-" is standard output.
    static func path(_ path: String) -> String { path == "-" ? standardOutput.path : path }

    func write(_ bytes: some Collection<UInt8>) throws {
        if path == Self.standardOutput.path {
            try AtomicFile.write(Array(bytes), to: path)
        } else {
            try Signals.ignoringInterrupts { try AtomicFile.write(Array(bytes), to: path) }
        }
    }
}

/// The output folder of pictures and pages.
struct OutputFolder {
    private let path: String

    /// Creates the folder and its parents where they are missing.
    init(_ path: String) throws(FileError) {
        self.path = path.hasSuffix("/") ? path : path + "/"
        // Splits by bytes, as the system does: a character composed of a slash and an accent contains a slash.
        let bytes = self.path.utf8
        for end in bytes.indices where bytes[end] == UInt8(ascii: "/") && end > bytes.startIndex {
            let folder = String(decoding: bytes[..<end], as: UTF8.self)
            if mkdir(folder, 0o777) != 0 && errno != EEXIST { throw failure(errno) }
        }
        // The check comes before the work starts.
        if access(self.path, W_OK | X_OK) != 0 { throw failure(errno) }
        do throws(FileError) {
            try AtomicFile.check(self.path + "picture.svg")
        } catch {
            throw FileError(.write, self.path, error.reason == .notFound ? .permissionDenied : error.reason)
        }
    }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        try Signals.ignoringInterrupts { try AtomicFile.write(Array(text.utf8), to: path + name) }
        return path + name
    }

    private func failure(_ code: Int32) -> FileError {
        let reason: FileError.Reason =
            switch code {
            // ENOENT is the answer of file systems such as /proc, where nothing can be made.
            case EACCES, EPERM, EROFS, ENOENT: .permissionDenied
            case ENOTDIR: .notADirectory
            case ENOSPC, EDQUOT: .noSpace
            default: .system(code: code)
            }
        return FileError(.write, path, reason)
    }
}
