import Foundation
import TesseraFiles
import TesseraTraining

/// The file that `--checkpoint` names: read where it exists, written when training ends or is interrupted.
struct CheckpointFile {
    private let file: OutputFile
    private let found: TrainingCheckpoint?

    /// Epochs that earlier runs have done.
    var epochs: Int { found?.epochs ?? 0 }

    /// Reads the file where there is one.
    init(path: String) throws {
        file = try OutputFile(checking: path)
        guard FileManager.default.fileExists(atPath: path) else {
            found = nil
            return
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            found = try decoder.decode(TrainingCheckpoint.self, from: Data(InputFile.bytes(path)))
        } catch is DecodingError {
            throw Failure(.badData, "\(path): it is not the checkpoint of a training; name another file or remove it")
        }
    }

    /// Lets a run go on from the file, and an interrupt end it in good order.
    func prepare(_ options: inout TrainingOptions) {
        options.checkpoint = found
        options.cancellation = Signals.cancelOnInterrupt()
    }

    /// Writes where training stopped; ends the program where it was interrupted.
    func keep(_ history: TrainingHistory) throws {
        guard let checkpoint = history.checkpoint else { return }
        let encoder = JSONEncoder()
        // What an optimizer remembers may have overflowed, though the model has not.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        try file.write(encoder.encode(checkpoint))
        Signals.exitOnInterrupt()
    }
}
