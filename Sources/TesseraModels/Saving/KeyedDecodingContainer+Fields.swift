extension KeyedDecodingContainer {
    /// Decodes a field; every error names the field. Foundation reports a number that the type cannot represent as
    /// invalid JSON, without a coding path.
    package func field<Value: Decodable>(_ key: Key, as type: Value.Type = Value.self) throws -> Value {
        try named(key) { try decode(type, forKey: key) }
    }

    /// Decodes a field that may be missing.
    package func optionalField<Value: Decodable>(_ key: Key, as type: Value.Type = Value.self) throws -> Value? {
        try named(key) { try decodeIfPresent(type, forKey: key) }
    }

    private func named<Value>(_ key: Key, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DecodingError {
            throw error
        } catch let error as SavedModelError {
            throw error
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath + [key], debugDescription: "\(error)", underlyingError: error))
        }
    }
}
