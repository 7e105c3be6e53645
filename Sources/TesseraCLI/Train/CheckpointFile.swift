import Foundation
import Tessera
import TesseraFiles
import TesseraTraining

/// The checkpoint file that `--checkpoint` names: read where it exists, written when training ends, fails or is
/// interrupted.
struct CheckpointFile {
    private let file: OutputFile
    private let found: StoredCheckpoint?
    private let goesOnAnyway: Bool
    private let recorder = CheckpointRecorder()
    private let cancellation: Cancellation

    /// The number of epochs that earlier runs have completed.
    var epochs: Int { found?.training.epochs ?? 0 }

    /// The names of the features, in the order of the parameters.
    var features: [String]? { found?.data.features }

    /// Reads the file where there is one; from then on a termination signal waits until the state is written.
    init(path: String, goesOnAnyway: Bool) throws {
        file = try OutputFile(checking: path)
        self.goesOnAnyway = goesOnAnyway
        found = FileManager.default.fileExists(atPath: path) ? try StoredCheckpoint(path: path) : nil
        cancellation = Signals.cancelOnInterrupt()
    }

    /// Makes a run on these data resume from the file, and end in good order on a termination signal.
    func prepare(_ options: inout TrainingOptions, _ data: TrainingDataDescription) throws {
        let differences = found?.data.differences(from: data) ?? []
        if !differences.isEmpty, !goesOnAnyway { throw refusal(differences, canContinue: true) }
        options.checkpoint = found?.training
        options.continuesDespiteDifferences = goesOnAnyway
        options.failureRecorder = recorder
        options.cancellation = cancellation
    }

    private func refusal(_ differences: [String], canContinue: Bool) -> Failure {
        Failure(
            .badData,
            "\(file.path): it is of another training: \(differences.joined(separator: "; ")); "
                + (canContinue ? "give --continue-anyway to go on from it all the same, or " : "")
                + "name another file")
    }

    /// Writes the final state; exits where training was interrupted.
    func keep(_ history: TrainingHistory, _ data: TrainingDataDescription) throws {
        guard let checkpoint = history.checkpoint else { return }
        try file.write(StoredCheckpoint(checkpoint, data).json())
        Signals.exitOnInterrupt()
    }

    /// Returns the failure of a run after its last finite state has been written; the message says so.
    func failure(_ error: TrainingError, _ data: TrainingDataDescription) -> Failure {
        if case .otherTraining(let differences, let canContinue) = error {
            return refusal(differences, canContinue: canContinue)
        }
        let failure = Failure(error)
        guard let checkpoint = recorder.checkpoint else { return failure }
        do {
            try file.write(StoredCheckpoint(checkpoint, data).json())
        } catch {
            Failure(error).tell()
            return failure
        }
        let epochs = counted(checkpoint.epochs, "epoch")
        return Failure(
            failure.status, "\(failure.message.map { "\($0); " } ?? "")\(file.path) holds the state after \(epochs)")
    }
}
