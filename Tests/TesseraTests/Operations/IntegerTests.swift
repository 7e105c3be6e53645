import Testing

@testable import Tessera

/// A function of two integers: the call, and what it is exactly, nil if it has no value.
private struct IntegerCase<S: IntegerScalar> {
    let function: IntegerFunction
    /// The operands of the test of layouts, for which there is a value.
    let (x, y): (ClosedRange<Int>, ClosedRange<Int>)
    let call: (Tensor<S>, Tensor<S>) -> Tensor<S>
    let exact: (Int128, Int128) -> Int128?

    init(
        _ function: IntegerFunction, x: ClosedRange<Int> = 21...36, y: ClosedRange<Int> = 1...7,
        _ call: @escaping (Tensor<S>, Tensor<S>) -> Tensor<S>, exact: @escaping (Int128, Int128) -> Int128?
    ) {
        (self.function, self.call, self.exact) = (function, call, exact)
        // Negative operands only where there are any.
        self.x = S.isSigned ? -x.upperBound...x.upperBound : x
        self.y = S.isSigned && function != .power ? -y.upperBound ... -1 : y
    }

    static func all() -> [IntegerCase] {
        [
            IntegerCase(.add, { $0 + $1 }, exact: { $0 + $1 }),
            IntegerCase(.subtract, { $0 - $1 }, exact: { $0 - $1 }),
            IntegerCase(.multiply, { $0 * $1 }, exact: { $0.multipliedReportingOverflow(by: $1).partialValue }),
            IntegerCase(.wrappingAdd, { $0 &+ $1 }, exact: { wrapped($0 + $1) }),
            IntegerCase(.wrappingSubtract, { $0 &- $1 }, exact: { wrapped($0 - $1) }),
            IntegerCase(.wrappingMultiply, { $0 &* $1 }, exact: { wrapped($0 &* $1) }),
            IntegerCase(.divide, { $0 / $1 }, exact: { $1 == 0 ? nil : $0 / $1 }),
            IntegerCase(.remainder, { $0 % $1 }, exact: { $1 == 0 ? nil : $0 - $0 / $1 * $1 }),
            IntegerCase(.floorDivide, { $0.floorDivided(by: $1) }, exact: { $1 == 0 ? nil : floor($0, $1) }),
            IntegerCase(.modulo, { $0.modulo($1) }, exact: { $1 == 0 ? nil : $0 - floor($0, $1) * $1 }),
            IntegerCase(.power, x: 0...3, y: 0...3, { $0.pow($1) }, exact: power),
            IntegerCase(.maximum, { maximum($0, $1) }, exact: { max($0, $1) }),
            IntegerCase(.minimum, { minimum($0, $1) }, exact: { min($0, $1) }),
            IntegerCase(.and, { $0 & $1 }, exact: { $0 & $1 }),
            IntegerCase(.or, { $0 | $1 }, exact: { $0 | $1 }),
            IntegerCase(.xor, { $0 ^ $1 }, exact: { $0 ^ $1 }),
            IntegerCase(.shiftLeft, { $0 << $1 }, exact: { shifted($0, $1) }),
            IntegerCase(.shiftRight, { $0 >> $1 }, exact: { shifted($0, -$1) }),
        ]
    }

    private static func wrapped(_ value: Int128) -> Int128 { Int128(S(truncatingIfNeeded: value)) }

    /// The quotient rounded down, from the remainder that is not negative.
    private static func floor(_ x: Int128, _ y: Int128) -> Int128 {
        let rest = ((x % y) + y) % y
        return (x - rest) / y
    }

    private static func power(_ x: Int128, _ y: Int128) -> Int128? {
        if y < 0 { return nil }
        if x == 0 || x == 1 { return y == 0 ? 1 : x }
        if x == -1 { return y % 2 == 0 ? 1 : -1 }
        return y > 64
            ? nil
            : (0..<y).reduce(1 as Int128?) { product, _ in
                product.flatMap { $0.multipliedReportingOverflow(by: x) }.flatMap {
                    $0.overflow ? nil : $0.partialValue
                }
            }
    }

    /// x·2ʸ rounded down, without the bits that leave the type.
    private static func shifted(_ x: Int128, _ y: Int128) -> Int128 {
        if y >= 64 { return 0 }
        return y >= 0 ? wrapped(x << y) : x >> min(-y, 100)
    }
}

/// Returns the function of `count` elements, of arrays of that many or of one for all; nil if an element has no value.
private func applied<S: IntegerScalar>(_ function: IntegerFunction, _ count: Int, _ x: [S], _ y: [S]) -> [S]? {
    var out = [S](repeating: 0, count: count)
    let fits = x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
            IntegerLoops.binary(
                function, count, Operand(x.baseAddress!, step: x.count == count ? 1 : 0),
                Operand(y.baseAddress!, step: y.count == count ? 1 : 0), &out)
        }
    }
    return fits ? out : nil
}

/// Integer arithmetic against exact arithmetic in 128 bits.
@Suite struct IntegerTests {
    /// Shapes with extents that broadcast, of no elements, of one, and of more than a chunk.
    private static let shapes: [([Int], [Int])] =
        [
            ([3, 5], [3, 5]), ([3, 5], [5]), ([3, 1], [1, 5]), ([], [2, 3]), ([2, 1, 3], [4, 1]), ([0, 4], [4]),
            ([], []),
            ([33, 65], [65]),
        ] + (isOptimised ? [([70, 65], [70, 65])] : [])

    @Test(arguments: integerTypes, backendNumbers)
    func functionsOfAnyLayout(_ type: String, _ backend: Int) {
        func check<S: IntegerScalar>(_ type: S.Type) {
            for example in IntegerCase<S>.all() {
                for ((a, b), layout) in Self.shapes.flatMap({ shapes in Layout.allCases.map { (shapes, $0) } }) {
                    let x = layout.arranged(integers(a, in: example.x, seed: 1) as Tensor<S>)
                    let y = layout.arranged(integers(b, in: example.y, seed: 2) as Tensor<S>)
                    let result = example.call(x, y)
                    let shape = result.shape
                    let (xs, ys) = (x.expanded(to: shape).scalars, y.expanded(to: shape).scalars)
                    let expected = zip(xs, ys).map { S.fitting(example.exact(Int128($0), Int128($1))) }
                    let comment = "\(type) \(example.function) of \(a) and \(b), \(layout)"
                    #expect(shape.dimensions == Naive.broadcast(a, b), "\(comment)")
                    #expect(result.scalars.map(Optional.init) == expected, "\(comment)")
                }
            }
        }
        onBackend(backend) { withIntegerType(type) { check($0) } }
    }

    /// Every pair of extreme values has the exact value, or none where the type does not have it.
    @Test(arguments: integerTypes)
    func functionsOfExtremes(_ type: String) {
        func check<S: IntegerScalar>(_ type: S.Type) {
            for example in IntegerCase<S>.all() {
                for (x, y) in S.extremes.flatMap({ x in S.extremes.map { (x, $0) } }) {
                    let expected = S.fitting(example.exact(Int128(x), Int128(y)))
                    let value = applied(example.function, 1, [x], [y])?[0]
                    let comment = "\(type): \(example.function) of \(x) and \(y)"
                    #expect(value == expected, "\(comment)")
                    if expected != nil {
                        #expect(example.call(Tensor([x]), Tensor([y])).item == expected, "\(comment)")
                    }
                }
            }
        }
        withIntegerType(type) { check($0) }
    }

    /// The loops of each way to pass operands find an element that has no value, wherever it stands.
    @Test(arguments: integerTypes, [1, 2, 31, 100])
    func failuresAreFoundAnywhere(_ type: String, _ count: Int) {
        func check<S: IntegerScalar>(_ type: S.Type) {
            for position in [0, count / 2, count - 1] {
                var x = [S](repeating: 1, count: count)
                let y = x
                #expect(applied(.add, count, x, y) == [S](repeating: 2, count: count))
                x[position] = .max
                #expect(applied(.add, count, x, y) == nil && applied(.add, count, y, x) == nil)
                #expect(applied(.multiply, count, x, [2]) == nil && applied(.add, count, [1], x) == nil)
                #expect(applied(.wrappingAdd, count, x, y)?[position] == .min)
            }
        }
        withIntegerType(type) { check($0) }
    }

    @Test(arguments: integerTypes, backendNumbers)
    func functionsOfOneInteger(_ type: String, _ backend: Int) {
        func check<S: IntegerScalar>(_ type: S.Type) {
            for layout in Layout.allCases {
                let x = layout.arranged(integers([5, 67], in: S.isSigned ? -60...60 : 0...60, seed: 3) as Tensor<S>)
                let values = x.scalars
                #expect(x.abs().scalars == values.map { S(Int($0).magnitude) })
                #expect(x.sign().scalars == values.map { S(Int($0).signum()) })
                #expect((~x).scalars == values.map { S(truncatingIfNeeded: ~Int($0)) })
                #expect(x.clamped(to: 3...17).scalars == values.map { min(max($0, 3), 17) })
                if S.isSigned { #expect((0 - x).scalars == values.map { S(-Int($0)) }) }
                #expect((x .< 7).scalars == values.map { $0 < 7 } && (x .== x).allTrue && !(x .!= x).anyTrue)
                #expect(select(x .>= 9, x, otherwise: 1).scalars == values.map { $0 >= 9 ? $0 : 1 })
            }
            var out: S = 0
            #expect(IntegerLoops.unary(.abs, 1, [.max], &out) && out == .max)
            #expect(IntegerLoops.unary(.abs, 1, [.min], &out) != S.isSigned)
            #expect(IntegerLoops.unary(.negate, 1, [.min], &out) != S.isSigned)
            #expect(IntegerLoops.unary(.negate, 1, [1], &out) == S.isSigned)
        }
        onBackend(backend) { withIntegerType(type) { check($0) } }
    }

    @Test func operatorsOfNumbers() {
        let x = Tensor<Int64>([[.max, -7], [.min, 0]])
        #expect(x / 2 == [[.scalar(Int64.max / 2), -3], [.scalar(Int64.min / 2), 0]])
        #expect((x % 2 + 1).scalars == [2, 0, 1, 1] && x.modulo(2).scalars == [1, 1, 0, 0])
        #expect((-Tensor<Int32>([1, -2])).scalars == [-1, 2] && (x &+ 1).scalars == [.min, -6, .min + 1, 1])
        #expect((x &- 1).scalars[2] == .max && (x &* 2).scalars == [-2, -14, 0, 0])
        #expect(((x & 3) | 4).scalars == [7, 5, 4, 4] && (x ^ x).scalars == [0, 0, 0, 0])
        #expect((x >> 62).scalars == [1, -1, -2, 0] && (x << 1).scalars == [-2, -14, 0, 0])
        #expect(x.floorDivided(by: 2).scalars[1] == -4 && (x .== .max).scalars == [true, false, false, false])
        var y = Tensor<Int32>([1, 2])
        y += 1
        y *= [3, 4]
        #expect(y.scalars == [6, 12] && y.squared().scalars == [36, 144] && y.pow(2).scalars == [36, 144])
        #expect(maximum(y, 7).scalars == [7, 12] && minimum(y, 7).scalars == [6, 7])
    }

    /// Bytes widen, unless the context asks for bytes.
    @Test func bytesWiden() {
        let (x, y) = (Tensor<UInt8>([200, 0, 255]), Tensor<UInt8>([100, 1, 255]))
        let (sum, difference, product) = (x + y, x - y, x * y)
        #expect(sum.scalars == [300, 1, 510] && difference.scalars == [100, -1, 0])
        #expect(product.scalars == [20000, 0, 65025] && (-x).scalars == [-200, 0, -255])
        let shifted = x + 100
        #expect(shifted.scalars == [300, 100, 355] && Tensor<UInt8>(shifted).scalars == [255, 100, 255])
        #expect((2 * x - 1).scalars == [399, -1, 509])
        let bytes: Tensor<UInt8> = y - 1
        #expect(bytes.scalars == [99, 0, 254] && (x &+ y).scalars == [44, 1, 254])
    }

    @Test(arguments: backendNumbers)
    func masksMultiply(_ backend: Int) {
        onBackend(backend) {
            let mask = Tensor<Bool>([[true], [false]])
            #expect(Tensor<Float>([1, .infinity]) * Tensor<Bool>([true, true]) == [1, .infinity])
            #expect((Tensor<Float>([.infinity, .nan]) * Tensor<Bool>([false, false])).scalars.allSatisfy { $0.isNaN })
            #expect(Tensor<Int64>([.max, .min]) * mask == [[.scalar(.max), .scalar(.min)], [0, 0]])
            #expect(mask * Tensor<Int32>([2, 3]) == [[2, 3], [0, 0]])
            let derivative = gradient(at: Tensor<Double>([-1, 2])) { x in (x * x * (x .> 0)).sum() }
            #expect(derivative == [0, 4])
        }
    }

    @Test(arguments: backendNumbers)
    func truthValues(_ backend: Int) {
        onBackend(backend) {
            let (x, y) = (Tensor<Bool>([[true], [false]]), Tensor<Bool>([true, false]))
            #expect((x ^ y) == [[false, true], [true, false]] && (x .!= y) == (x ^ y))
            #expect((x .== y) == [[true, false], [false, true]] && (!x) == [[false], [true]])
            #expect((x && y) == [[true, false], [false, false]] && (x || y) == [[true, true], [true, false]])
        }
    }

    @Test(arguments: backendNumbers)
    func triangles(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Int64>([[1, .scalar(.max), 3], [.scalar(.min), 5, 6]])
            #expect(x.upperTriangle() == [[1, .scalar(.max), 3], [0, 5, 6]])
            #expect(x.lowerTriangle(-1) == [[0, 0, 0], [.scalar(.min), 0, 0]])
            #expect(x.lowerTriangle(7) == x && x.upperTriangle(3) == Tensor(zeros: [2, 3]))
            #expect(Tensor<UInt8>([[1, 2], [3, 255]]).transposed().lowerTriangle() == [[1, 0], [2, 255]])
            #expect(Tensor<Bool>(ones: [2, 2]).upperTriangle(1) == [[false, true], [false, false]])
            #expect(Tensor<Int32>(zeros: [3, 0, 5]).upperTriangle(2).shape == [3, 0, 5])
        }
    }

    @Test func whatHasNoValueStops() async throws {
        func expect(_ result: ExitTest.Result?, _ message: String) throws {
            let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
            #expect(text.contains(message), "\(text)")
        }
        let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Int32>([[1, .max]]) + Tensor<Int32>([1, 2])
        }
        try expect(sum, "add of [1, 2] and [2]: 2147483647 + 2 does not fit Int32; &+ wraps around")
        let quotient = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Int64>([4, 5]).modulo([2, 0])
        }
        try expect(quotient, "modulo of [2] and [2]: 5 divided by 0")
        let power = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<UInt8>([3]).pow(6)
        }
        try expect(power, "power of [1] and []: 3 to the power of 6 does not fit UInt8")
        let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = -Tensor<Int64>([.min])
        }
        try expect(negative, "negate of [1]: -(-9223372036854775808) does not fit Int64")
    }

    /// Integers and masks of the rows of a plan are those of the rows at once.
    @Test(arguments: [1, 7, 1000, 5000], backendNumbers)
    func inPlans(_ rows: Int, _ backend: Int) throws {
        let example = PlanCase<Double>("integers and masks", parameters: [[5, 3], [3]]) { model, batch in
            let classes = (Tensor<Int64>(batch.features * 10) + 100) % 3
            let bytes = Tensor<UInt8>(classes) * Tensor<UInt8>(ones: [5])
            let flags = (classes .> 0).any(axis: 1, keepingDimensions: true)
            let counts = Tensor<Double>(classes.sum(axis: 1, keepingDimensions: true))
            let predicted =
                (batch.features + Tensor<Double>(bytes)).matmul(model[0]) * (flags ^ (counts .> 5)) + model[1]
            return (predicted * Tensor<Double>(flags.countTrue(axis: 1, keepingDimensions: true))).squared().sum()
        }
        try onBackend(backend) { try example.expectAgreement(rows: rows, tolerance: 1e-12) }
    }
}
