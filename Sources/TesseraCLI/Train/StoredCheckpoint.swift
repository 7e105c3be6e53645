import Foundation
import TesseraFiles
import TesseraTraining

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
                    + "\(Self.version), which names the optimizer's settings, can be gone on from; name another file or remove it"
            )
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
