import Foundation
import TesseraFiles
import TesseraTraining

/// The file that `--checkpoint` names: read where it exists, written when training ends or is interrupted.
struct CheckpointFile {
    private let file: OutputFile
    private let found: TrainingCheckpoint?

    /// Reads the file where there is one.
    init(path: String) throws {
        file = try OutputFile(checking: path)
        guard FileManager.default.fileExists(atPath: path) else {
            found = nil
            return
        }
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            found = try JSONDecoder().decode(TrainingCheckpoint.self, from: bytes)
        } catch is DecodingError {
            throw Failure(.badData, "\(path): it is not the checkpoint of a training; name another file or remove it")
        } catch {
            throw FileError(.read, path, .permissionDenied)
        }
    }

    /// Lets a run go on from the file, and an interrupt end it in good order.
    func prepare(_ options: inout TrainingOptions) throws {
        options.checkpoint = found
        options.cancellation = Signals.cancelOnInterrupt()
    }

    /// Writes where training stopped; ends the program where it was interrupted.
    func keep(_ history: TrainingHistory) throws {
        guard let checkpoint = history.checkpoint else { return }
        try file.write(JSONEncoder().encode(checkpoint))
        if history.wasCancelled { Signals.exitInterrupted() }
    }
}
