import Foundation
public import TesseraModels

/// A fitted model of any kind with the name of its target, as a value that can be saved in a JSON file.
///
/// Numbers are written with enough digits to be read back exactly.
public struct SavedFit<Model: FittedModel>: Sendable, Equatable {
    /// The model.
    public let model: Model
    /// The name of the target.
    public let target: String

    private static var version: Int { 1 }

    /// Creates a value to save.
    ///
    /// - Throws: `SavedModelError` where a coefficient is not finite.
    init(_ model: Model, target: String) throws(SavedModelError) {
        (self.model, self.target) = (model, target)
        do {
            _ = try JSONEncoder().encode(model)
        } catch {
            throw SavedModelError(.invalid("a coefficient is not finite"))
        }
    }

    /// Decodes the JSON text that `json()` wrote.
    ///
    /// - Throws: `SavedModelError` if the text is not JSON or not a valid model of this kind.
    public init(json bytes: [UInt8]) throws(SavedModelError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch {
            throw SavedModelError(decoding: error)
        }
    }

    /// Returns the model as JSON text in UTF-8, with line breaks and the keys in alphabetical order.
    public func json() -> [UInt8] { jsonText(of: self) }
}

extension SavedFit: Codable {
    private enum CodingKeys: String, CodingKey {
        case format, version, target, model
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let format = try? values.field(.format, as: String.self), format == Model.format else {
            throw SavedModelError(.otherFormat)
        }
        let version: Int = try values.field(.version)
        guard version == Self.version else { throw SavedModelError(.otherVersion(version)) }
        (target, model) = (try values.field(.target), try values.field(.model))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Model.format, forKey: .format)
        try values.encode(Self.version, forKey: .version)
        try values.encode(target, forKey: .target)
        try values.encode(model, forKey: .model)
    }
}
