import Foundation
import TesseraFiles

/// A file the user asked for, or standard output where no file is named.
struct OutputFile {
    let path: String

    /// Finds out before the work starts whether the file can be written, as far as that can be told.
    init(checking path: String) throws {
        self.path = path
        if path.isEmpty { throw Failure(.usage, "the path of an output file is empty") }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder.boolValue { throw FileError(.write, path, .isDirectory) }
            if access(path, W_OK) != 0 { throw FileError(.write, path, .permissionDenied) }
        }
        if !path.hasPrefix("/dev/") { try checkFolder() }
    }

    private init(unchecked path: String) {
        self.path = path
    }

    static let standardOutput = OutputFile(unchecked: "/dev/stdout")

    func write(_ bytes: some Collection<UInt8>) throws {
        if path == Self.standardOutput.path {
            try AtomicFile.write(Array(bytes), to: path)
        } else {
            try Signals.ignoringInterrupts { try AtomicFile.write(Array(bytes), to: path) }
        }
    }

    private func checkFolder() throws {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw FileError(.write, path, .notFound)
        }
        if !isFolder.boolValue { throw FileError(.write, path, .notADirectory) }
        if access(folder, W_OK | X_OK) != 0 { throw FileError(.write, path, .permissionDenied) }
    }
}
