import Testing

@testable import Tessera

/// Conversions of 16-bit floating-point numbers against the definition of their formats, and against Swift's `Float16`.
@Suite struct HalfConversionTests {
    /// Every pattern of 16 bits has the value that its format says, and comes back.
    @Test(arguments: halfTypes, backendNumbers)
    func everyNumberIsKept(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            let all = H.everyNumber
            let (floats, doubles) = (Tensor<Float>(all), Tensor<Double>(all))
            var expected = (0...UInt16.max).map { H.value(of: $0) }
            for bits in 0...UInt16.max where bits & 0x7fff == H.infinityBits {
                expected[Int(bits)] *= .infinity
            }
            for bits in 0...UInt16.max where H.isNaN(bits) {
                // A quiet NaN with the same sign and payload.
                let payload = UInt64(H.quiet(bits) & ~H.infinityBits & 0x7fff) << UInt64(52 - H.fractionBits)
                let sign = UInt64(bits >> 15) << 63
                expected[Int(bits)] = Double(bitPattern: sign | 0x7ff << 52 | payload)
            }
            expectBits(doubles.scalars.map(\.bitPattern), expected.map(\.bitPattern), "\(type) to Double")
            expectBits(floats.scalars.map(\.bitPattern), expected.map { Float($0).bitPattern }, "\(type) to Float")
            let same = (0...UInt16.max).map { H.quiet($0) }
            expectBits(Tensor<H>(floats).bitPatterns, same, "\(type) from Float")
            expectBits(Tensor<H>(doubles).bitPatterns, same, "\(type) from Double")
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// The middle between any two neighbours goes to the even one, and the numbers beside it to the nearer one: subnormal
    /// numbers, 0 and infinity are among them. A `Double` beside the middle may be the middle itself as a `Float`.
    @Test(arguments: halfTypes, backendNumbers)
    func numbersAreRoundedToNearest(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            let doubles = H.roundingCases { [$0, $0.nextDown, $0.nextUp] }
            expectBits(Tensor<H>(Tensor(doubles.values)).bitPatterns, doubles.expected, "\(type) from Double")
            let floats = H.roundingCases { [$0, Double(Float($0).nextDown), Double(Float($0).nextUp)] }
            let values = Tensor(floats.values.map { Float($0) })
            expectBits(Tensor<H>(values).bitPatterns, floats.expected, "\(type) from Float")
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// Bits of all kinds, as Swift rounds them.
    @Test(arguments: backendNumbers)
    func swiftRoundsAlike(_ backend: Int) {
        var random = RandomBits(seed: 5)
        let floats = (0..<20_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) } + edges
        // Exponents near those of the type: others become 0 or infinity.
        let doubles =
            (0..<20_000).map { _ in
                Double(bitPattern: random.next() & 0x800f_ffff_ffff_ffff | (990 + random.next() % 50) << 52)
            } + edges.map { Double($0) }
        onBackend(backend) {
            for (found, value) in zip(Tensor<Float16>(Tensor(floats)).scalars, floats) {
                #expect(found.bitPattern == Float16(value).bitPattern || (found.isNaN && value.isNaN), "\(value)")
            }
            for (found, value) in zip(Tensor<Float16>(Tensor(doubles)).scalars, doubles) {
                #expect(found.bitPattern == Float16(value).bitPattern || (found.isNaN && value.isNaN), "\(value)")
            }
        }
    }

    private let edges: [Float] = [
        0, -0.0, .infinity, -.infinity, .nan, .signalingNaN, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
        .leastNormalMagnitude, 65504, 65519.996, 65520, 65536, 0x1p-24, 0x1p-25, 0x1.000002p-25, 0x1p-14,
    ]

    /// A number that is a tie only after a first rounding, to `Float`.
    @Test func doublesAreRoundedOnce() {
        let x = 1 + 0x1p-8 + 0x1p-40
        #expect(Float(x) == 1 + 0x1p-8 && BFloat16(x).bitPattern == 0x3f81 && BFloat16(Float(x)).bitPattern == 0x3f80)
        #expect(Tensor<BFloat16>(Tensor([x])).bitPatterns == [0x3f81])
        #expect(BFloat16(0x1.fep127 + 0x1p119 - 1).isFinite == false && BFloat16(0x1.feffffp127).isFinite)
        #expect(BFloat16(-1e300) == -.infinity && BFloat16(1e-300).bitPattern == 0)
        #expect(BFloat16(-Double.leastNonzeroMagnitude).bitPattern == 0x8000 && BFloat16(Double.nan).isNaN)
    }

    @Test func integersAreRoundedOnce() {
        let integers: [(Int64, Double)] = [
            (0, 0), (257, 256), (259, 260), (-257, -256), (1 << 60 + 1 << 52, 0x1p60),
            (1 << 60 + 1 << 52 + 1, 0x1.02p60),
            (.max, 0x1p63), (.min, -0x1p63), (16_777_217, 0x1p24),
        ]
        let tensor = Tensor(integers.map(\.0))
        #expect(Tensor<Double>(Tensor<BFloat16>(tensor)).scalars == integers.map(\.1))
        #expect(integers.allSatisfy { Double(BFloat16($0.0)) == $0.1 })
        let halves = Tensor<Float16>(Tensor<Int64>([2049, 2051, -2049, 65519, 65520, .max, .min]))
        #expect(Tensor<Double>(halves).scalars == [2048, 2052, -2048, 65504, .infinity, .infinity, -.infinity])
        #expect(Tensor<Float16>(Tensor<Bool>([true, false])) == [1, 0])
        #expect(Tensor<BFloat16>(Tensor<UInt8>([0, 255])) == [0, 255])
    }

    @Test(arguments: halfTypes, backendNumbers)
    func otherTypes(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            let x = Tensor<H>(Tensor<Double>([-3.75, -0.5, 0, 2.5, 300, .infinity, -.infinity, .nan]))
            #expect(Tensor<Int32>(x).scalars == [-3, 0, 0, 2, 300, .max, .min, 0])
            #expect(Tensor<Int64>(x).scalars == [-3, 0, 0, 2, 300, .max, .min, 0])
            #expect(Tensor<UInt8>(x).scalars == [0, 0, 0, 2, 255, 255, 0, 0])
            #expect(Tensor<Bool>(x).scalars == [true, true, false, true, true, true, true, true])
            #expect(Tensor<H>(x).bitPatterns == x.bitPatterns)
            let expected = Tensor<Float>(x).scalars.map(\.bitPattern)
            #expect(Tensor<Float>(Tensor<BFloat16>(Tensor<Float16>(x))).scalars.map(\.bitPattern) == expected)
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// Operands of any layout, of few elements and of more than a chunk.
    @Test(arguments: halfTypes, backendNumbers)
    func layouts(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            for shape in [[], [0], [1], [3, 5], [70, 65], [2, 3, 7]] as [[Int]] {
                for layout in Layout.allCases {
                    let x = layout.arranged(Tensor<Double>(normal: Shape(shape), seed: 1))
                    let half = Tensor<H>(x)
                    let expected = x.scalars.map { H($0).bitPattern }
                    expectBits(half.bitPatterns, expected, "\(type) \(shape) \(layout)")
                    let back = layout.arranged(half)
                    #expect(
                        Tensor<Double>(back).scalars == back.scalars.map { Double($0._float) },
                        "\(type) \(shape) \(layout)")
                }
            }
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    #if CKernels
        /// All instruction sets, the baseline too, give the bits of the loops in Swift; for any number of elements.
        @Test(arguments: halfTypes, CKernelTables.levels.indices)
        func instructionSetsGiveTheSameBits(_ type: String, _ level: Int) {
            let kernels = NativeKernels(level: level + 1, usesOpenBLAS: false)
            func check<H: HalfFormat>(_ type: H.Type) {
                var random = RandomBits(seed: 7)
                let floats =
                    (0..<5000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) } + edges
                let doubles =
                    (0..<5000).map { _ in Double(bitPattern: random.next()) } + edges.map { Double($0) }
                    + H.roundingCases { [$0, $0.nextUp] }.values.prefix(9000)
                let halves = H.everyNumber.scalars
                compare(kernels, floats, H.self, \.bitPattern)
                compare(kernels, doubles, H.self, \.bitPattern)
                compare(kernels, halves, Float.self, \.bitPattern)
                compare(kernels, halves, Double.self, \.bitPattern)
                for count in 0..<35 {
                    compare(kernels, Array(floats[3..<(3 + count)]), H.self, \.bitPattern)
                    compare(kernels, Array(doubles[3..<(3 + count)]), H.self, \.bitPattern)
                    compare(kernels, Array(halves[7..<(7 + count)]), Float.self, \.bitPattern)
                    compare(kernels, Array(halves[7..<(7 + count)]), Double.self, \.bitPattern)
                }
            }
            withHalfType(type) { check($0) }
        }

        private func compare<Source: TensorScalar, Target: TensorScalar, Bits: Equatable>(
            _ kernels: NativeKernels, _ values: [Source], _ target: Target.Type, _ bits: (Target) -> Bits
        ) {
            func converted(_ kernels: any Kernels) -> [Bits] {
                var result = [Target](repeating: .zeroScalar, count: values.count)
                result.withUnsafeMutableBufferPointer { out in
                    values.withUnsafeBufferPointer { x in
                        guard let x = x.baseAddress, let out = out.baseAddress else { return }
                        kernels.convert(values.count, x, to: out)
                    }
                }
                return result.map(bits)
            }
            expectBits(
                converted(kernels), converted(SwiftKernels()), "\(values.count) \(Source.self) to \(Target.self)")
        }
    #endif
}

/// Numbers of 64 bits that are the same in every run.
struct RandomBits {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed) }

    mutating func next() -> UInt64 {
        UInt64(random.next() * 0x1p32) << 32 | UInt64(random.next() * 0x1p32)
    }
}
