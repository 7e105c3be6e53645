import Foundation
import Testing

@testable import Tessera

/// Conversions between element types, to nested arrays and to bytes.
@Suite struct ConversionTests {
    /// Real numbers are rounded towards zero and limited to the range, integers are limited.
    @Test(arguments: backendNumbers)
    func numbersOutOfRangeBecomeTheNearest(_ backend: Int) {
        onBackend(backend) {
            let reals = Tensor<Double>([-1e30, -3.9, -0.5, 2.9, 255.9, 256, 9.3e18, .infinity, .nan])
            #expect(Tensor<UInt8>(reals).scalars == [0, 0, 0, 2, 255, 255, 255, 255, 0])
            #expect(Tensor<Int32>(reals).scalars == [.min, -3, 0, 2, 255, 256, .max, .max, 0])
            #expect(Tensor<Int64>(reals).scalars == [.min, -3, 0, 2, 255, 256, .max, .max, 0])
            #expect(Tensor<Int64>(Tensor<Double>([-0x1p63, 0x1p62, 0x1p63])).scalars == [.min, 1 << 62, .max])
            let long = Tensor<Int64>([.min, -1, 0, 255, 256, .max])
            #expect(Tensor<Int32>(long).scalars == [.min, -1, 0, 255, 256, .max])
            #expect(Tensor<UInt8>(long).scalars == [0, 0, 0, 255, 255, 255])
            #expect(Tensor<Bool>(long).scalars == [true, true, false, true, true, true])
            #expect(Tensor<Int64>(Tensor<Bool>([true, false])).scalars == [1, 0])
        }
    }

    /// No integer passes through a Double, which has 53 bits.
    @Test func integersKeepAllBits() throws {
        let odd: Int64 = 1 << 62 + 1
        let x = Tensor<Int64>([odd, -odd, .max, .min])
        #expect(Tensor<Int64>(x).scalars == x.scalars && x[0].item == odd)
        #expect(select(Tensor<Bool>([true, false, true, false]), x, otherwise: 0).scalars == [odd, 0, .max, 0])
        #expect(x.max().item == .max && x.min().item == .min && (x .== (x &- 1)).anyTrue == false)
        #expect(x.description.contains("4611686018427387905") && x.description.contains("-9223372036854775808"))
        #expect(try JSONDecoder().decode(Tensor<Int64>.self, from: JSONEncoder().encode(x)) == x)
        #expect(Tensor<Int64>(repeating: odd, shape: [2]).scalars == [odd, odd])
        #expect(Tensor<Int64>([[9_007_199_254_740_993]]).item == 9_007_199_254_740_993)
        #expect(x.padded([(1, 0)], with: odd).scalars[0] == odd && x.erased.typed(as: Int64.self) == x)
        // Rounded once: by way of Double it would be a tie, and fall to the other side.
        let tie: Int64 = 1 << 60 + 1 << 36 + 1
        #expect(Tensor<Float>(Tensor<Int64>([tie])).item == Float(tie) && Float(tie) != Float(Double(tie)))
    }

    @Test func exactConversionsThrow() throws {
        #expect(try Tensor<UInt8>(exactly: Tensor<Int64>([0, 255])) == [0, 255])
        #expect(try Tensor<Int64>(exactly: Tensor<Float>([-0x1p63, 3])).scalars == [.min, 3])
        #expect(try Tensor<Double>(exactly: Tensor<Int64>([1 << 53])) == [9_007_199_254_740_992])
        let range = #expect(throws: InexactConversionError.self) {
            try Tensor<UInt8>(exactly: Tensor<Int32>([[0, 1], [256, 2]]))
        }
        #expect(range?.position == 2 && range?.description == "element 2 is 256, which UInt8 does not have")
        for value in [0.5, 0x1p63, .nan, -.infinity] {
            #expect(throws: InexactConversionError.self) { try Tensor<Int64>(exactly: Tensor<Double>([value])) }
        }
        #expect(throws: InexactConversionError.self) { try Tensor<Double>(exactly: Tensor<Int64>([.max])) }
        let x = Tensor<Int64>([-1, 257, .min, 1 << 31])
        #expect(Tensor<UInt8>(truncatingIfNeeded: x).scalars == [255, 1, 0, 0])
        #expect(Tensor<Int32>(truncatingIfNeeded: x).scalars == [-1, 257, 0, .min])
    }

    @Test func rangesOfIntegers() {
        #expect(Tensor<Int64>(rangeFrom: 3, to: 10, by: 3).scalars == [3, 6, 9])
        #expect(Tensor<Int32>(rangeFrom: 2, to: -3, by: -2).scalars == [2, 0, -2])
        #expect(Tensor<UInt8>(rangeFrom: 250, to: 255).count == 5 && Tensor<Int32>(rangeFrom: 1, to: 1).count == 0)
        #expect(Tensor<Int64>(rangeFrom: .max - 1, to: .max).scalars == [.max - 1])
    }

    @Test func nestedArrays() {
        let x = Tensor<Int32>(rangeFrom: 0, to: 24).reshaped(to: [2, 3, 4])
        let nested: [[[Int32]]] = x.nestedArrays()
        #expect(nested[1][2] == [20, 21, 22, 23] && Tensor(nested: nested) == x)
        #expect(x.transposed([2, 1, 0]).nestedArrays(as: [[[Int32]]].self)[3][2] == [11, 23])
        #expect(Tensor<Float>(2).nestedArrays() as Float == 2 && Tensor<Bool>([true]).nestedArrays() == [true])
        #expect(Tensor(nested: [[[[1.5]], [[2.5]]]]).shape == [1, 2, 1, 1])
        #expect(
            Tensor(nested: [] as [[Double]]).shape == [0, 0] && Tensor(nested: [[], []] as [[Int64]]).shape == [2, 0])
        #expect((Tensor<Int64>(zeros: [2, 0]).nestedArrays() as [[Int64]]) == [[], []])
    }

    @Test func unequalArraysStop() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(nested: [[[1.0, 2]], [[3]]])
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("entries at the same depth must be equal in number, as in [2, 1, 2]"))
    }

    @Test func bytes() throws {
        func roundTrip<S: TensorScalar>(_ x: Tensor<S>) throws -> Bool {
            try Tensor<S>(bytes: Data(x.bytes), shape: x.shape) == x
                && x.bytes.count == x.count * MemoryLayout<S>.stride
        }
        #expect(Tensor<Int32>([1, -2]).bytes == [1, 0, 0, 0, 254, 255, 255, 255])
        #expect(try roundTrip(Tensor<Float>(normal: [3, 5], seed: 1).transposed()))
        #expect(try roundTrip(Tensor<Double>([.infinity, -0.0])))
        #expect(try roundTrip(Tensor<Int64>([[.max, .min]])))
        #expect(try roundTrip(Tensor<UInt8>([0, 255])))
        #expect(try roundTrip(Tensor<Bool>([true, false])))
        #expect(try roundTrip(Tensor<Float>(zeros: [0, 2])))
        #expect(try Tensor<Bool>(bytes: [0, 1, 2, 255], shape: [4]).scalars == [false, true, true, true])
        let error = #expect(throws: ShapeError.self) { try Tensor<Int32>(bytes: [1, 2, 3], shape: [1]) }
        #expect(error?.description == "Tensor(bytes:shape:) of [1]: 3 bytes are not Int32 of that shape")
        #expect(throws: ShapeError.self) { try Tensor<Int64>(bytes: [], shape: [1 << 60]) }
        #expect(throws: ShapeError.self) { try Tensor<UInt8>(bytes: [], shape: [-1]) }
    }

    @Test func formats() {
        let x = Tensor<Double>([1.0 / 3, 2, -1e-3])
        #expect(x.formatted(TensorFormat()) == x.description)
        #expect(x.formatted(TensorFormat(precision: 3)) == "[ 0.333  2.    -0.001]")
        #expect(x.formatted(TensorFormat(precision: 0)) == "[ 0.  2. -0.]")
        let wide = Tensor<Int64>(rangeFrom: 0, to: 40)
        #expect(
            wide.formatted(TensorFormat(threshold: 10, edgeItems: 2)) == "[ 0  1 ... 38 39]"
                && wide.formatted(TensorFormat(threshold: 10, edgeItems: 0)) == "[...]")
        let lines = wide.reshaped(to: [2, 20]).formatted(TensorFormat(lineWidth: 30)).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 30 } && lines.count == 6 && lines[1].hasPrefix("   9 10"))
        #expect(lines.joined().filter { !"[] \n".contains($0) } == (0..<40).map(String.init).joined())
        #expect(Tensor<Int64>([[100, 200]]).formatted(TensorFormat(lineWidth: 3)) == "[[100\n  200]]")
        #expect(Tensor<UInt8>([7, 255]).description == "[  7 255]")
    }
}
