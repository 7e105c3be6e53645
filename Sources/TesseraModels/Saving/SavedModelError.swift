/// The reason why a saved model cannot be used; the description says it.
public struct SavedModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of errors.
    package enum Reason: Equatable, Sendable {
        /// The text is not JSON.
        case notJSON
        /// The text is JSON, but not a saved regression.
        case otherFormat
        /// The format has a version that cannot be read.
        case otherVersion(Int)
        /// A required field is missing; fields are named by their path, such as `layers[0].bias`.
        case missingField(String)
        /// A field is null, of the wrong type, or has a value that the type cannot represent.
        case wrongField(String)
        /// The fields are inconsistent with each other, or a number is not finite.
        case invalid(String)
    }

    /// The kind of error.
    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    /// Creates the error of a decoder; one that a model has thrown itself stays as it is.
    package init(decoding error: any Error) {
        reason =
            switch error {
            case let error as SavedModelError: error.reason
            case DecodingError.keyNotFound(let key, let context):
                .missingField(Self.name(context.codingPath + [key]))
            case DecodingError.typeMismatch(_, let context) where context.codingPath.isEmpty: .otherFormat
            case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty: .notJSON
            case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
                DecodingError.dataCorrupted(let context):
                .wrongField(Self.name(context.codingPath))
            default: .notJSON
            }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.reduce("") { name, key in
            if let index = key.intValue { return "\(name)[\(index)]" }
            return name.isEmpty ? key.stringValue : "\(name).\(key.stringValue)"
        }
    }

    public var description: String {
        switch reason {
        case .notJSON: "the file is not valid JSON; a model saved by tessera train is needed"
        case .otherFormat: "the file is JSON but no regression model; a model saved by tessera train is needed"
        case .otherVersion(let version): "the model has version \(version) of its format; only version 1 can be read"
        case .missingField(let name): "the model has no field \(name)"
        case .wrongField(let name): "the field \(name) of the model has a value that cannot be used"
        case .invalid(let reason): "the model cannot be used: \(reason)"
        }
    }
}
