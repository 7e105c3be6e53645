import TestSupport
import Foundation
import Testing

@testable import TesseraFiles

/// The number that is the whole text, or nil.
private func number(_ text: some StringProtocol) -> Double? {
    let bytes = Array(text.utf8)
    var position = 0
    guard let number = DecimalNumber.read(bytes.span, at: &position), position == bytes.count else { return nil }
    return number
}

struct DecimalNumberTests {
    @Test(arguments: [
        ("0", 0), ("-1", -1), ("+1", 1), ("5.", 5), (".5", 0.5), ("00012.50", 12.5), ("1e3", 1000), ("1E-3", 0.001),
        ("9007199254740993", 9007199254740992), ("18446744073709551615", 0x1p64),
        ("18446744073709551616", 0x1p64), ("0.000000000000000000000000000001", 1e-30),
        ("100000000000000000000000000000e-29", 1), ("1e-99999999999999999999", 0), ("5e-324", .leastNonzeroMagnitude),
        ("1e99999999999999999999", .infinity), ("1.7976931348623157e308", .greatestFiniteMagnitude),
    ])
    func reads(text: String, expected: Double) {
        #expect(number(text) == expected)
    }

    @Test(arguments: ["", "-", "+", ".", "-.", "e5", "1e", "1e+", "0x10", "1_000", "--1", "1.2.3", "1 2", "inf", "nan"])
    func refuses(text: String) {
        #expect(number(text) == nil)
    }

    @Test func keepsTheSignOfZero() throws {
        #expect(try #require(number("-0")).sign == .minus)
        #expect(try #require(number("-0.0e5")).sign == .minus)
    }

    /// Mantissas of all lengths and exponents around those where the way of rounding changes.
    @Test func agreesWithTheStandardLibrary() {
        var generator = SplitMix64(state: 1)
        for exponent in -50...50 {
            for _ in 0..<100 {
                let mantissa = generator.next() >> UInt64.random(in: 0..<64, using: &generator)
                let text = "\(mantissa)e\(exponent)"
                #expect(number(text) == Double(text), "\(text)")
            }
        }
    }
}

@Suite(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
struct DecimalNumberReferenceTests {
    /// Every line holds the bits of a half, a float and a double in hexadecimal, and the text that rounds to them.
    @Test(arguments: ["google-wuffs", "lemire-fast-float", "more-test-cases", "tencent-rapidjson"])
    func roundsToTheExpectedBits(name: String) throws {
        let path = ReferenceData.path("floatparse/\(name).txt")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(!lines.isEmpty)
        #if DEBUG
            let step = lines.count > 100 ? 20 : 1
        #else
            let step = 1
        #endif
        for index in stride(from: 0, to: lines.count, by: step) {
            let fields = lines[index].split(separator: " ")
            let expected = try #require(UInt64(fields[2], radix: 16))
            #expect(number(fields[3])?.bitPattern == expected, "line \(index + 1): \(fields[3])")
        }
    }
}

/// A generator with the same numbers in every run.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
