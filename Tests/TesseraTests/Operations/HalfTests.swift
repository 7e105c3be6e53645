import Foundation
import Testing

@testable import Tessera

/// An operation that tensors of any elements have.
private struct LayoutCase<S: TensorScalar & Comparable> {
    let name: String
    let compute: (Tensor<S>) -> Tensor<S>

    init(_ name: String, _ compute: @escaping (Tensor<S>) -> Tensor<S>) { (self.name, self.compute) = (name, compute) }

    /// The operations on a tensor of shape [4, 3].
    static func all() -> [LayoutCase] {
        let mask = Tensor<Bool>([
            [true, false, true], [false, false, true], [true, true, true], [false, true, false],
        ])
        let five = S.scalar(integer: 5)
        return [
            LayoutCase("reshaped") { $0.reshaped(to: [2, 6]) },
            LayoutCase("transposed") { $0.transposed() },
            LayoutCase("copied") { $0.transposed().copied() },
            LayoutCase("steps") { $0[.every(2), 1...] },
            LayoutCase("flipped, rolled") { $0.flipped(axis: 0).rolled(by: 1, axis: 1) },
            LayoutCase("concatenated") { Tensor(concatenating: [$0, $0.flipped(axis: 1)], axis: 1) },
            LayoutCase("stacked") { Tensor(stacking: $0.unstacked(axis: 0) + [$0[0]], axis: 1) },
            LayoutCase("split") { $0.split(sizes: [1, 2], axis: 1)[1] },
            LayoutCase("padded") { $0.padded([(1, 0), (0, 2)], with: five) },
            LayoutCase("reflected") { $0.padded([(1, 2), (1, 1)], mode: .reflect) },
            LayoutCase("expanded") { $0.reshaped(to: [4, 1, 3]).expanded(to: [4, 2, 3]) },
            LayoutCase("tiled") { $0.tiled([2, 1]).repeated(2, axis: 1) },
            LayoutCase("windows") { $0.slidingWindows([2], axes: [0]) },
            LayoutCase("gathering") { $0.gathering([2, -1, 0], axis: 1) },
            LayoutCase("gathering rows") { $0[[3, 0, 0]] },
            LayoutCase("gathering elements") { $0.gatheringElements([[0, 3, 1]], axis: 0) },
            LayoutCase("masked") { $0[mask] },
            LayoutCase("masked rows") { $0[[true, false, true, true] as Tensor<Bool>] },
            LayoutCase("select") { select(mask, $0, otherwise: five) },
            LayoutCase("select of both") { select(mask, $0.flipped(axis: 0), otherwise: $0) },
            LayoutCase("scattered") { $0.scattering($0[0...1].flipped(axis: 0), at: [3, 1]) },
            LayoutCase("assigned") { x in
                var x = x
                x[1, 2] = five
                x[0, 1...] = x[2, ...1]
                x[mask] = x[0, 0]
                return x
            },
            LayoutCase("rows") { Tensor(stacking: $0.rows.reversed()) },
            LayoutCase("nested") { Tensor(nested: $0.nestedArrays() as [[S]]) },
            LayoutCase("sorted") { $0.sorted(axis: 0) },
            LayoutCase("descending") { $0.sorted(axis: 1, descending: true) },
            LayoutCase("largest") { $0.topK(2, axis: 1).values },
            LayoutCase("unique") { $0.unique().values },
        ]
    }
}

/// Tensors of 16-bit floating-point numbers: what does not compute keeps their bits, what computes is in single precision.
@Suite struct HalfTests {
    private func numbers(_ shape: [Int], seed: UInt64 = 1) -> Tensor<Float> {
        // Eighths have no more bits than either type.
        Tensor<Float>(Tensor<Int32>(uniform: Shape(shape), in: -64..<64, seed: seed)) / 8
    }

    @Test(arguments: halfTypes, backendNumbers)
    func operationsThatKeepElements(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            for layout in Layout.allCases {
                let x = layout.arranged(numbers([4, 3]))
                let half = layout.arranged(Tensor<H>(numbers([4, 3])))
                for (example, reference) in zip(LayoutCase<H>.all(), LayoutCase<Float>.all()) {
                    let (found, expected) = (example.compute(half), reference.compute(x))
                    #expect(
                        found.shape == expected.shape && found.scalars.map(\._float) == expected.scalars,
                        "\(type) \(example.name), \(layout)")
                }
            }
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// Order and comparisons of every number, NaN, infinities and zeros among them.
    @Test(arguments: halfTypes, backendNumbers)
    func orderOfAllNumbers(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            let all = H.everyNumber
            let floats = Tensor<Float>(all)
            for descending in [false, true] {
                let (found, expected) = (all.sorted(descending: descending), floats.sorted(descending: descending))
                #expect(Tensor<Float>(found).scalars.map(\.bitPattern) == expected.scalars.map(\.bitPattern))
                #expect(all.argsorted(descending: descending) == floats.argsorted(descending: descending))
            }
            let (x, y) = (all.reshaped(to: [64, 1024]), all.flipped().reshaped(to: [64, 1024]))
            let (a, b) = (floats.reshaped(to: [64, 1024]), floats.flipped().reshaped(to: [64, 1024]))
            #expect((x .== y) == (a .== b) && (x .!= y) == (a .!= b) && (x .< y) == (a .< b))
            #expect((x .<= y) == (a .<= b) && (x .> y) == (a .> b) && (x .>= y) == (a .>= b))
            let (one, scalar) = (H(1 as Float), Tensor<Float>(1))
            #expect((x .> one) == (a .> scalar) && (x .== one).countTrue().item == 1)
            #expect(all != all && Tensor<H>(numbers([3, 2])) == Tensor<H>(numbers([3, 2])))
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// Operators are those of `Float`, to the bit.
    @Test(arguments: halfTypes, backendNumbers)
    func arithmeticIsInSinglePrecision(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            for ((a, b), layout) in [
                ([3, 5], [3, 5]), ([3, 5], [5]), ([3, 1], [1, 5]), ([0, 4], [4]), ([70, 65], [65]),
            ]
            .flatMap({ shapes in Layout.allCases.map { (shapes, $0) } }) {
                let x = layout.arranged(Tensor<H>(Tensor<Float>(normal: Shape(a), seed: 1)))
                let y = layout.arranged(Tensor<H>(Tensor<Float>(normal: Shape(b), seed: 2)))
                let (u, v) = (Tensor<Float>(x), Tensor<Float>(y))
                let results: [(Tensor<Float>, Tensor<Float>)] = [
                    (x + y, u + v), (x - y, u - v), (x * y, u * v), (x / y, u / v), (-x, -u),
                    (x.sum(axis: 0), u.sum(axis: 0)), (x.sum(), u.sum()), (x.mean(axis: -1), u.mean(axis: -1)),
                    (x.mean(axes: [0, 1], keepingDimensions: true), u.mean(axes: [0, 1], keepingDimensions: true)),
                ]
                for (index, (found, expected)) in results.enumerated() {
                    #expect(found.shape == expected.shape)
                    expectBits(
                        found.scalars.map(\.bitPattern), expected.scalars.map(\.bitPattern),
                        "\(type) \(index) of \(a) and \(b), \(layout)")
                }
            }
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    @Test(arguments: halfTypes, backendNumbers)
    func productsOfMatrices(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            for (a, b) in [
                ([3, 4], [4, 5]), ([4], [4, 2]), ([2, 3, 4], [4]), ([2, 3, 4], [2, 4, 6]), ([70, 65], [65, 33]),
            ] {
                let (u, v) = (numbers(a, seed: 1), numbers(b, seed: 2))
                let (x, y) = (Tensor<H>(u), Tensor<H>(v))
                // Products of multiples of ⅛ below 8 are exact in single precision, whatever the order of the sum.
                let expected = u.matmul(v)
                #expect(x.matmul(y) == expected && x.matmul(v) == expected && u.matmul(y) == expected)
            }
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// A sum of 16 bits would stay at 256 or 2048, or become infinite.
    @Test(arguments: halfTypes, backendNumbers)
    func sumsAreAccumulatedInSinglePrecision(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            let ones = Tensor<H>(ones: [70_000])
            #expect(ones.sum().item == 70_000 && ones.mean().item == 1)
            #expect(ones.reshaped(to: [1, 70_000]).matmul(ones).item == 70_000)
            #expect((Tensor<H>([300]) * Tensor<H>([300])).item == 90_000)
            #expect(Tensor<H>(zeros: [0, 3]).sum(axis: 0) == [0, 0, 0])
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    /// A gradient reaches the operands in single precision; no gradient passes through an element of 16 bits.
    @Test(arguments: halfTypes, backendNumbers)
    func gradients(_ type: String, _ backend: Int) {
        func check<H: HalfFormat>(_ type: H.Type) {
            let (x, w) = (Tensor<H>(numbers([6, 3])), numbers([3, 2], seed: 2))
            let found = gradient(at: w) { w in (x.matmul(w).matmul(x.sum(axis: 0)[0..<2])).squared().sum() }
            let float = Tensor<Float>(x)
            let expected = gradient(at: w) { w in (float.matmul(w).matmul(float.sum(axis: 0)[0..<2])).squared().sum() }
            #expect(found == expected)
            let left = gradient(at: w) { w in w.transposed().matmul(x.transposed()).squared().sum() }
            #expect(left == gradient(at: w) { w in w.transposed().matmul(float.transposed()).squared().sum() })
            let stopped = gradient(at: w) { w in w.sum() + Tensor<H>(w).sum() + (Tensor<Float>(Tensor<H>(w)) * w).sum()
            }
            #expect(stopped == Tensor<Float>(Tensor<H>(w)) + 1)
        }
        onBackend(backend) { withHalfType(type) { check($0) } }
    }

    @Test(arguments: halfTypes)
    func printingCodingAndBytes(_ type: String) throws {
        func check<H: HalfFormat>(_ type: H.Type) throws {
            let x = Tensor<H>(Tensor<Double>([[1, -0.1], [2.5, 3000]]))
            // The largest number is 3008 where numbers have eight bits.
            let largest = type == Float16.self ? 3000 : 3008
            #expect(x.description == "[[   1.    -0.1]\n [   2.5 \(largest). ]]", "\(x)")
            let odd = Tensor<H>(Tensor<Double>([0.1, .infinity, -.infinity, .nan]))
            #expect(odd.description == "[ 0.1  inf -inf  nan]", "\(odd)")
            let decoded = try JSONDecoder().decode(Tensor<H>.self, from: JSONEncoder().encode(odd))
            #expect(decoded.bitPatterns == odd.bitPatterns)
            #expect(try JSONDecoder().decode(Tensor<H>.self, from: JSONEncoder().encode(x)) == x)
            let bits = H(2.5 as Float).bitPattern
            #expect(x.bytes.count == 8 && x.bytes[4..<6].elementsEqual([UInt8(bits & 0xff), UInt8(bits >> 8)]))
            #expect(try Tensor<H>(bytes: x.bytes, shape: x.shape) == x)
            #expect(throws: ShapeError.self) { try Tensor<H>(bytes: [1, 2, 3], shape: [1]) }
            #expect(x.erased.typed(as: H.self) == x && x.erased.typed(as: Float.self) == nil)
            #expect(x.erased.shape == [2, 2] && x.erased.scalarType.isHalf && x.erased.description == x.description)
            #expect(x.hashValue == Tensor<H>(x.scalars, shape: x.shape).hashValue && Set([x, x]).count == 1)
        }
        try withHalfType(type) { try check($0) }
    }

    @Test func literals() {
        let x: Tensor<BFloat16> = [[1, -2.5], [0.1, 4]]
        #expect(x[1, 0].item == BFloat16(0.1) && Tensor<Float16>([[1, 2.5]])[0, 1].item == 2.5)
        #expect(Tensor<BFloat16>(3).item == 3 && Tensor<Float16>(repeating: 0.5, shape: [2]) == [0.5, 0.5])
        #expect(x.description == "[[ 1.  -2.5]\n [ 0.1  4. ]]", "\(x)")
    }
}
