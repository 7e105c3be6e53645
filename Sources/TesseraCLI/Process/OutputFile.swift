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
