import Foundation
import TesseraFiles
import TesseraTraining

/// The path that an option for reading stands for: "-" is standard input.
func inputPath(_ path: String) -> String { path == "-" ? "/dev/stdin" : path }

/// The files of a command by the options that name them.
///
/// An output that is an input would destroy it, and of two outputs to one file only one would be left, however the
/// paths are spelt. Refused before the work begins.
struct NamedFiles {
    private var inputs: [(option: String, path: String)] = []
    private var outputs: [(option: String, path: String)] = []

    mutating func read(_ option: String, _ path: String?) {
        if let path { inputs.append((option, inputPath(path))) }
    }

    mutating func write(_ option: String, _ path: String?) {
        if let path { outputs.append((option, OutputFile.path(path))) }
    }

    /// Counts standard output as written to, unless an option names it.
    mutating func writeResults() {
        if !outputs.contains(where: { FileIdentity.isStandardOutput($0.path) }) {
            outputs.append(("standard output", OutputFile.standardOutput.path))
        }
    }

    func check() throws {
        var known: [FileIdentity: (option: String, path: String)] = [:]
        for (option, path) in inputs {
            guard let identity = FileIdentity(path) else { continue }
            if let other = known[identity], FileIdentity.isReadOnce(path) {
                throw Failure(
                    .usage, "\(other.option) and \(option) both read \(path), which can be read only once")
            }
            known[identity] = (option, path)
        }
        // A terminal or a socket is read and written; a file or a pipe is not.
        known = known.filter { if case .stream = $0.key { false } else { true } }
        for (option, path) in outputs {
            guard let identity = FileIdentity(path) else { continue }
            if let other = known.updateValue((option, path), forKey: identity) {
                throw Failure(
                    .usage,
                    "\(other.option) and \(option) name the same file, \(other.path); they need two")
            }
        }
    }
}

/// The model file that `--model` names.
struct ModelFile {
    let model: SavedModel

    init(path: String) throws {
        let path = inputPath(path)
        let bytes = try InputFile.bytes(path)
        do throws(SavedModelError) {
            model = try SavedModel(json: bytes)
        } catch {
            throw Failure(.badData, "\(path): \(error)")
        }
    }
}
