import Foundation
import Testing

@testable import Tessera

/// `BFloat16` as a number of its own.
@Suite struct BFloat16Tests {
    @Test func literalsAndConstants() {
        let numbers: [BFloat16] = [1, -2.5, 3.14159, 1e39, 257, -0.0]
        #expect(numbers.map(\.bitPattern) == [0x3f80, 0xc020, 0x4049, 0x7f80, 0x4380, 0x8000])
        #expect(Float(3.14159 as BFloat16) == 3.140625 && Double(-2.5 as BFloat16) == -2.5)
        #expect(BFloat16.nan.isNaN && !BFloat16.nan.isFinite && !BFloat16.infinity.isNaN)
        #expect(
            !BFloat16.infinity.isFinite && !(-BFloat16.infinity).isFinite && BFloat16.greatestFiniteMagnitude.isFinite)
        #expect(Double(BFloat16.greatestFiniteMagnitude) == 0x1.fep127 && Double(-BFloat16.infinity) == -.infinity)
        #expect(Double(BFloat16.leastNormalMagnitude) == 0x1p-126 && Double(BFloat16.leastNonzeroMagnitude) == 0x1p-133)
        #expect(MemoryLayout<BFloat16>.stride == 2)
    }

    @Test func orderAndHash() {
        let sorted: [BFloat16] = [-.infinity, -2, -1, 0, .leastNonzeroMagnitude, 1, 1.0078125, .infinity]
        #expect(sorted.shuffled().sorted() == sorted)
        let (zero, negative): (BFloat16, BFloat16) = (0, -0.0)
        #expect(zero == negative && zero.hashValue == negative.hashValue && zero.bitPattern != negative.bitPattern)
        #expect(BFloat16.nan != .nan && !(BFloat16.nan < 1) && !(BFloat16.nan > 1))
        #expect(Set([1, 1.001, 2] as [BFloat16]).count == 2)
    }

    /// The description of every number becomes it again, and is as short as it can be.
    @Test func descriptions() throws {
        for bits in 0..<UInt16(0x7f80) {
            let number = BFloat16(bitPattern: bits)
            let read = try #require(Double(number.description))
            #expect(BFloat16(read).bitPattern == bits)
            #expect((-number).description == "-" + number.description)
        }
        let numbers: [BFloat16] = [0.1, 3.14159, 1, 100, 65504, 1e30, 1e-40, -0.0, .infinity, .nan]
        #expect(
            numbers.map(\.description)
                == ["0.1", "3.14", "1.0", "100.0", "65500.0", "1e+30", "9e-41", "-0.0", "inf", "nan"])
        #expect("\(BFloat16.greatestFiniteMagnitude) \(BFloat16(1.0078125))" == "3.39e+38 1.01")
    }

    @Test func coding() throws {
        let numbers: [BFloat16] = [0.1, -2, 1e38, .leastNonzeroMagnitude]
        let data = try JSONEncoder().encode(numbers)
        #expect(try JSONDecoder().decode([BFloat16].self, from: data) == numbers)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([BFloat16].self, from: Data("[3.4e38]".utf8)) }
        #expect(try JSONDecoder().decode([BFloat16].self, from: Data("[3.3961e38]".utf8)).first?.isFinite == true)
    }
}
