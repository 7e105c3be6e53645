import Foundation
import Tessera
import TesseraFiles
import TesseraTraining

/// The checkpoint file that `--checkpoint` names: read where it exists, written when training ends, fails or is
/// interrupted.
struct CheckpointFile {
    private let file: OutputFile
    private let found: StoredCheckpoint?
    private let continuesAnyway: Bool
    private let recorder = CheckpointRecorder()
    private let cancellation: Cancellation

    /// The number of epochs that earlier runs have completed.
    var epochs: Int { found?.training.epochs ?? 0 }

    /// The names of the features, in the order of the parameters.
    var features: [String]? { found?.data.features }

    /// Reads the file where there is one; from then on a termination signal waits until the state is written.
    init(path: String, continuesAnyway: Bool) throws {
        file = try OutputFile(checking: path)
        self.continuesAnyway = continuesAnyway
        found = FileManager.default.fileExists(atPath: path) ? try StoredCheckpoint(path: path) : nil
        cancellation = Signals.cancelOnInterrupt()
    }

    /// Makes a run on these data resume from the file, and end in good order on a termination signal.
    func prepare(_ options: inout TrainingOptions, _ data: TrainingDataDescription) throws {
        let differences = found?.data.differences(from: data) ?? []
        if !differences.isEmpty, !continuesAnyway { throw refusal(differences, canContinue: true) }
        options.checkpoint = found?.training
        options.continuesDespiteDifferences = continuesAnyway
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
    func save(_ history: TrainingHistory, _ data: TrainingDataDescription) throws {
        guard let checkpoint = history.checkpoint else { return }
        try file.write(StoredCheckpoint(checkpoint, data).json())
        Signals.exitOnInterrupt()
    }

    /// Returns the failure of a run after its last finite state has been written; the message says so.
    func failure(_ error: TrainingError, _ data: TrainingDataDescription) -> Failure {
        if case .otherTraining(let differences, let canContinue) = error.reason {
            return refusal(differences, canContinue: canContinue)
        }
        let failure = Failure(error)
        guard let checkpoint = recorder.checkpoint else { return failure }
        do {
            try file.write(StoredCheckpoint(checkpoint, data).json())
        } catch {
            Failure(error).report()
            return failure
        }
        let epochs = counted(checkpoint.epochs, "epoch")
        return Failure(
            failure.status, "\(failure.message.map { "\($0); " } ?? "")\(file.path) holds the state after \(epochs)")
    }
}

/// A checkpoint with the description of its data, as JSON.
struct StoredCheckpoint: Codable {
    let training: TrainingCheckpoint
    let data: TrainingDataDescription

    private static let format = "tessera.checkpoint"
    private static let version = 3

    private enum CodingKeys: String, CodingKey {
        case format, version, data
        /// A key of version 1, which had no description of the run.
        case identity
    }

    init(_ training: TrainingCheckpoint, _ data: TrainingDataDescription) {
        (self.training, self.data) = (training, data)
    }

    init(path: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            self = try decoder.decode(StoredCheckpoint.self, from: Data(InputFile.bytes(path)))
        } catch let error as OtherVersion {
            throw Failure(
                .badData,
                "\(path): it is a checkpoint of version \(error.version) of its format, and only version "
                    + "\(Self.version), which names the settings of the optimizer, can be gone on from; name another "
                    + "file or remove it")
        } catch is DecodingError {
            throw Failure(.badData, "\(path): it is not the checkpoint of a training; name another file or remove it")
        }
    }

    private struct OtherVersion: Error { let version: Int }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if values.contains(.identity), !values.contains(.format) { throw OtherVersion(version: 1) }
        let version = try values.decode(Int.self, forKey: .version)
        guard try values.decode(String.self, forKey: .format) == Self.format else {
            throw DecodingError.dataCorruptedError(forKey: .format, in: values, debugDescription: "another format")
        }
        if version != Self.version { throw OtherVersion(version: version) }
        data = try values.decode(TrainingDataDescription.self, forKey: .data)
        training = try TrainingCheckpoint(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try training.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.format, forKey: .format)
        try values.encode(Self.version, forKey: .version)
        try values.encode(data, forKey: .data)
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        // The optimizer's state may have overflowed though the parameters have not.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(self)
    }
}

/// The description of the training data that a checkpoint stores.
struct TrainingDataDescription: Codable {
    /// The names of the features, in the order of the parameters.
    let features: [String]
    let target: String
    /// SHA-256 of the numbers of the training rows: of all of a table, of some thousands where rows are read or made
    /// while they are used.
    let sha256: String
    /// The number of training rows; nil in checkpoints that do not store it.
    let rows: Int?

    init(features: [String], target: String, rows: some RowSource) throws {
        (self.features, self.target, self.rows) = (features, target, rows.rowCount)
        let table = try rows.table ?? RowSelection.sample(of: rows, blockLength: 1024).materialized()
        var digest = SHA256()
        for column in [table.features, table.targets] {
            for number in column.scalars { digest.append(Double(number)) }
        }
        sha256 = digest.hexadecimalDigest()
    }

    /// Returns the differences from the current data, in words.
    func differences(from now: TrainingDataDescription) -> [String] {
        var found: [String] = []
        if features != now.features { found.append(columns(of: now)) }
        if target != now.target { found.append("target \(target) there, \(now.target) here") }
        if let rows, let others = now.rows, rows != others {
            found.append("\(counted(rows, "training row")) there, \(others) here")
        } else if sha256 != now.sha256 {
            found.append("the rows hold other numbers")
        }
        return found
    }

    private func columns(of now: TrainingDataDescription) -> String {
        let (before, after) = (Set(features), Set(now.features))
        let (missing, added) = (features.filter { !after.contains($0) }, now.features.filter { !before.contains($0) })
        if missing.isEmpty, added.isEmpty { return "columns in another order" }
        let parts = [("without", missing), ("with", added)].filter { !$0.1.isEmpty }.map { word, names in
            let more = names.count > 3 ? " and \(names.count - 3) more" : ""
            return "\(word) \(names.prefix(3).joined(separator: ", "))\(more)"
        }
        return "other columns, \(parts.joined(separator: " and ")) here"
    }
}
