import RealModule

/// A floating-point number of 16 bits (bfloat16): the sign, the eight bits of exponent and the first seven bits of
/// fraction of a `Float`.
///
/// It has the range of a `Float`, from 10⁻³⁸ to 3·10³⁸, and two to three decimal digits. It is storage: there is no
/// arithmetic, and tensors of it are computed with in single precision.
///
/// ```swift
/// let x = BFloat16(3.14159)       // 3.14
/// Float(x)                        // 3.140625, exactly the number that is stored
/// ```
@frozen
public struct BFloat16: Sendable, BitwiseCopyable {
    /// The bits: the sign, eight of exponent, seven of fraction.
    public let bitPattern: UInt16

    /// Creates the number of the given bits.
    @inlinable
    public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

    /// Creates the number nearest to a `Float`, at a tie the one whose last bit is 0; infinity beyond the largest
    /// number. NaN becomes a quiet NaN with the upper bits of its payload.
    public init(_ value: Float) { self.init(bitPattern: HalfPrecision.bfloat16(value)) }

    /// Creates the number nearest to a `Double`. It is rounded once, not to a `Float` in between.
    public init(_ value: Double) { self.init(HalfPrecision.roundedToOdd(value)) }

    /// Creates the number nearest to an integer, rounded once.
    public init(_ value: Int64) { self.init(HalfPrecision.roundedToOdd(value)) }

    /// A quiet NaN.
    public static let nan = BFloat16(bitPattern: 0x7fc0)
    /// Positive infinity.
    public static let infinity = BFloat16(bitPattern: 0x7f80)
    /// The largest finite number, about 3.39·10³⁸.
    public static let greatestFiniteMagnitude = BFloat16(bitPattern: 0x7f7f)
    /// The smallest positive number with all eight significant bits, 2⁻¹²⁶.
    public static let leastNormalMagnitude = BFloat16(bitPattern: 0x0080)
    /// The smallest positive number, 2⁻¹³³.
    public static let leastNonzeroMagnitude = BFloat16(bitPattern: 0x0001)

    /// Whether this is NaN.
    public var isNaN: Bool { bitPattern & 0x7fff > 0x7f80 }
    /// Whether this is neither infinite nor NaN.
    public var isFinite: Bool { bitPattern & 0x7f80 != 0x7f80 }

    /// The number with the other sign.
    public static prefix func - (x: BFloat16) -> BFloat16 { BFloat16(bitPattern: x.bitPattern ^ 0x8000) }
}

extension Float {
    /// Creates the same number, exactly.
    public init(_ value: BFloat16) { self = HalfPrecision.float(bfloat16: value.bitPattern) }
}

extension Double {
    /// Creates the same number, exactly.
    public init(_ value: BFloat16) { self.init(Float(value)) }
}

extension BFloat16: Hashable, Comparable {
    /// Whether two numbers are equal: 0 equals −0, NaN nothing.
    public static func == (x: BFloat16, y: BFloat16) -> Bool { Float(x) == Float(y) }
    /// Whether the first number is less; false if either is NaN.
    public static func < (x: BFloat16, y: BFloat16) -> Bool { Float(x) < Float(y) }
    /// Hashes the number; 0 and −0 have one hash value.
    public func hash(into hasher: inout Hasher) { hasher.combine(Float(self)) }
}

extension BFloat16: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// Creates the number nearest to a literal.
    public init(floatLiteral value: Double) { self.init(value) }
    /// Creates the number nearest to an integer literal.
    public init(integerLiteral value: Int64) { self.init(value) }
}

extension BFloat16: CustomStringConvertible {
    /// The shortest decimal number that becomes this one when it is rounded, such as `0.1`; at most four digits.
    public var description: String {
        let value = Double(self)
        guard isFinite, value != 0 else { return value.description }
        let exponent = Int(Double.log10(value.magnitude).rounded(.down))
        for digits in 1...4 {
            let power = exponent - digits + 1
            let digits = (value * Double.pow(10, -power)).rounded()
            if let decimal = Double("\(Int(digits))e\(power)"), BFloat16(decimal) == self { return decimal.description }
        }
        return value.description
    }
}

extension BFloat16: Codable {
    /// Encodes the number as a `Float`.
    ///
    /// - Throws: the errors of the encoder.
    public func encode(to encoder: any Encoder) throws { try Float(self).encode(to: encoder) }

    /// Decodes a `Float` and rounds it.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for a finite number that would become infinite; the errors of the decoder.
    public init(from decoder: any Decoder) throws {
        let value = try Float(from: decoder)
        self.init(value)
        if value.isFinite, !isFinite {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath, debugDescription: "\(value) is larger than any finite BFloat16")
            throw DecodingError.dataCorrupted(context)
        }
    }
}
