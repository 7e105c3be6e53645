extension Tensor: Codable {
    private enum CodingKeys: String, CodingKey {
        case shape, scalars
    }

    /// Encodes the shape and the elements in row-major order, as `{"shape": [2, 2], "scalars": [1, 2, 3, 4]}` in JSON.
    /// The history of a recorded tensor is not encoded.
    ///
    /// JSON has no numbers that are not finite, so in every format these are the strings `"nan"`, `"inf"` and `"-inf"`.
    /// The sign and the payload of a NaN are lost; all other elements are decoded with the same bits.
    ///
    /// - Throws: `EncodingError.invalidValue` for a tensor that is traced for a plan and has no elements; the errors of
    ///   the encoder.
    public func encode(to encoder: any Encoder) throws {
        if isTraced {
            let context = EncodingError.Context(
                codingPath: encoder.codingPath, debugDescription: "a traced tensor of shape \(shape) has no elements")
            throw EncodingError.invalidValue(self, context)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(shape, forKey: .shape)
        var list = container.nestedUnkeyedContainer(forKey: .scalars)
        for scalar in scalars {
            if Scalar.scalarType.isFloatingPoint, let name = NonFinite(scalar._converted(to: Double.self)) {
                try list.encode(name.rawValue)
            } else {
                try list.encode(scalar)
            }
        }
    }

    /// Decodes what `encode(to:)` writes.
    ///
    /// - Throws: `DecodingError.dataCorrupted` if the number of elements is not that of the shape, `typeMismatch` for
    ///   an element of another type; the errors of the decoder.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let shape = try container.decode(Shape.self, forKey: .shape)
        var list = try container.nestedUnkeyedContainer(forKey: .scalars)
        guard let needed = shape.addressableCount, list.count ?? needed == needed else {
            throw DecodingError.dataCorruptedError(
                forKey: .scalars, in: container,
                debugDescription: "a tensor of shape \(shape) does not have \(list.count ?? 0) elements")
        }
        var scalars: [Scalar] = []
        // A container that does not know its count must not make the decoder reserve what the shape claims.
        scalars.reserveCapacity(list.count ?? 0)
        while !list.isAtEnd { scalars.append(try Self.decodeScalar(from: &list)) }
        guard scalars.count == needed else {
            throw DecodingError.dataCorruptedError(
                forKey: .scalars, in: container,
                debugDescription: "a tensor of shape \(shape) does not have \(scalars.count) elements")
        }
        self.init(scalars, shape: shape)
    }

    private static func decodeScalar(from list: inout any UnkeyedDecodingContainer) throws -> Scalar {
        do {
            return try list.decode(Scalar.self)
        } catch let error as DecodingError {
            guard case .typeMismatch = error, Scalar.scalarType.isFloatingPoint,
                let name = try? list.decode(String.self), let number = NonFinite(rawValue: name)
            else { throw error }
            return Scalar(scalarValue: number.value)
        }
    }
}

/// The names under which numbers that are not finite are encoded.
private enum NonFinite: String {
    case nan
    case infinity = "inf"
    case negativeInfinity = "-inf"

    /// The name of a number; nil if it is finite.
    init?(_ value: Double) {
        if value.isFinite { return nil }
        self = value.isNaN ? .nan : value < 0 ? .negativeInfinity : .infinity
    }

    var value: Double {
        switch self {
        case .nan: .nan
        case .infinity: .infinity
        case .negativeInfinity: -.infinity
        }
    }
}

extension Shape: Codable {
    /// Encodes the extents as an array.
    public func encode(to encoder: any Encoder) throws {
        try dimensions.encode(to: encoder)
    }

    /// Decodes an array of extents.
    ///
    /// - Throws: `DecodingError.dataCorrupted` if an extent is negative; the errors of the decoder.
    public init(from decoder: any Decoder) throws {
        self.init(try [Int](from: decoder))
        if dimensions.contains(where: { $0 < 0 }) {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath, debugDescription: "a shape \(self) has a negative extent")
            throw DecodingError.dataCorrupted(context)
        }
    }
}
