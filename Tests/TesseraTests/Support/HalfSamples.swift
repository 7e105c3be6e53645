import Testing

@testable import Tessera

/// The types of 16-bit floating-point numbers, by name.
let halfTypes: [String] = ["Float16", "BFloat16"]

/// Calls a generic test with the type of a name.
func withHalfType(_ name: String, _ body: (any HalfFormat.Type) throws -> Void) rethrows {
    try name == "Float16" ? body(Float16.self) : body(BFloat16.self)
}

/// A half-precision type with what its standard says of it, from which references are computed.
protocol HalfFormat: HalfScalar {
    /// The number of bits of the fraction.
    static var fractionBits: Int { get }
    /// The exponent of the smallest numbers.
    static var leastExponent: Int { get }
}

extension Float16: HalfFormat {
    static var fractionBits: Int { 10 }
    static var leastExponent: Int { -14 }
}

extension BFloat16: HalfFormat {
    static var fractionBits: Int { 7 }
    static var leastExponent: Int { -126 }
}

extension HalfFormat {
    /// The bits of infinity, which follow those of the largest number.
    static var infinityBits: UInt16 { (0x7fff >> UInt16(fractionBits)) << UInt16(fractionBits) }

    /// The value of bits by the definition of the format: (−1)ˢ·2ᵉ·1.f, or (−1)ˢ·2ᵉ·0.f for the smallest exponent. That
    /// of infinity is the number that would follow the largest one.
    static func value(of bits: UInt16) -> Double {
        let (magnitude, unit) = (Int(bits & 0x7fff), 1 << fractionBits)
        let (exponent, fraction) = (magnitude / unit, magnitude % unit)
        let significand = Double(exponent == 0 ? fraction : fraction + unit) / Double(unit)
        let value = Double(sign: .plus, exponent: leastExponent + max(exponent, 1) - 1, significand: significand)
        return bits & 0x8000 == 0 ? value : -value
    }

    static func isNaN(_ bits: UInt16) -> Bool { bits & 0x7fff > infinityBits }

    /// Every pattern of 16 bits, as a vector.
    static var everyNumber: Tensor<Self> { Tensor((0...UInt16.max).map { Self(bitPattern: $0) }) }

    /// The bits of a NaN when it is quiet.
    static func quiet(_ bits: UInt16) -> UInt16 { isNaN(bits) ? bits | 1 << UInt16(fractionBits - 1) : bits }

    /// Numbers around the middle between any two neighbours, with the bits that they are rounded to by definition.
    static func roundingCases(
        near: (_ middle: Double) -> [Double]
    ) -> (values: [Double], expected: [UInt16]) {
        var (values, expected): ([Double], [UInt16]) = ([], [])
        for low in 0..<infinityBits {
            let middle = (value(of: low) + value(of: low + 1)) / 2
            for number in near(middle) {
                let isLow = number < middle || (number == middle && low % 2 == 0)
                let bits = isLow ? low : low + 1
                values += [number, -number]
                expected += [bits, bits | 0x8000]
            }
        }
        return (values, expected)
    }
}

extension Tensor where Scalar: HalfScalar {
    var bitPatterns: [UInt16] { scalars.map(\.bitPattern) }
}

/// Expects equal bits, and names the first that differ.
func expectBits<Bits: Equatable>(
    _ found: [Bits], _ expected: [Bits], _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    let first = zip(found, expected).enumerated().first { $1.0 != $1.1 }
    #expect(
        found.count == expected.count && first == nil, "\(comment): \(first as Any)", sourceLocation: sourceLocation)
}
