import Foundation
import TesseraFiles

/// The folder that pictures and pages are written to.
struct OutputFolder {
    private let path: String

    /// Makes the folder, and those it lies in, where they are missing.
    init(_ path: String) throws(FileError) {
        self.path = path.hasSuffix("/") ? path : path + "/"
        for end in self.path.indices where self.path[end] == "/" && end > self.path.startIndex {
            if mkdir(String(self.path[..<end]), 0o777) != 0 && errno != EEXIST { throw failure(errno) }
        }
        // Found out now, before the work starts.
        if access(self.path, W_OK | X_OK) != 0 { throw failure(errno) }
    }

    /// Returns the path of the written file.
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
