import Testing

@testable import Tessera

/// Vectors of evenly spaced and of random numbers between bounds of every size.
@Suite struct CreationTests {
    /// Between any finite bounds all values are finite, in order, and begin and end with the bounds.
    @Test(arguments: [
        (-1.7e308, 1.7e308), (1.7e308, -1.7e308), (-1e308, 1.5e308), (0, 2e-323), (-5e-324, 5e-324), (1e-310, 3e-308),
        (0, 1), (7, 7), (-3, 1e-300), (1, 1 + 0x1p-52), (-.greatestFiniteMagnitude, .greatestFiniteMagnitude),
    ])
    func linearBetweenAnyBounds(_ start: Double, _ end: Double) {
        for count in [2, 3, 5, 10, 101] {
            let x = Tensor<Double>(linearFrom: start, to: end, count: count).scalars
            #expect(x.allSatisfy(\.isFinite) && x.count == count)
            #expect(x.first == start && x.last == end)
            let isOrdered = zip(x, x.dropFirst()).allSatisfy { start <= end ? $0 <= $1 : $0 >= $1 }
            #expect(isOrdered, "\(start) to \(end), \(count): \(x)")
            // The middle of an odd number of values is the mean of the bounds, rounded once or twice.
            if count % 2 == 1 {
                let (middle, mean) = (x[count / 2], start / 2 + end / 2)
                let tolerance = max(2 * max(abs(start), abs(end)) * .ulpOfOne, 5e-324)
                #expect(abs(middle - mean) <= tolerance)
            }
        }
    }

    @Test(arguments: [(-3e38 as Float, 3e38 as Float), (0, 1e-45), (-1e-45, 3e-45), (-3.4e38, -1e-45)])
    func linearInSinglePrecision(_ start: Float, _ end: Float) {
        let x = Tensor<Float>(linearFrom: start, to: end, count: 9).scalars
        #expect(x.allSatisfy(\.isFinite) && x.first == start && x.last == end && x == x.sorted())
    }

    @Test func rangesOfAnySize() {
        #expect(Tensor<Double>(rangeFrom: -1.5e308, to: 1.5e308, by: 1e308) == [-1.5e308, -0.5e308, 0.5e308])
        #expect(Tensor<Double>(rangeFrom: 0, to: 15e-324, by: 5e-324).count == 3)
        #expect(Tensor<Double>(rangeFrom: 1, to: 0).count == 0)
        #expect(Tensor<Double>(rangeFrom: 1, to: 1.3, by: 0.1).count == 3)
        for count in 1..<200 {
            let end = 1 + Double(count) * 0.1
            let up = Tensor<Double>(rangeFrom: 1, to: end, by: 0.1).scalars
            let down = Tensor<Double>(rangeFrom: -1, to: -end, by: -0.1).scalars
            #expect(up.allSatisfy { $0 < end } && down.allSatisfy { $0 > -end })
        }
    }

    /// The upper bound is never reached, the lower may be; both ends of the range are drawn from.
    @Test(
        arguments: [
            1000..<1001, 4_194_304..<4_194_305, -3e38..<3e38, -1..<(-1 as Float).nextUp,
            0..<Float.leastNonzeroMagnitude,
            -16_777_216..<16_777_216, 0..<3, -1e-45..<1e-45,
        ] as [Range<Float>])
    func uniformStaysWithin(_ range: Range<Float>) {
        for backend in Backend.available {
            let x = backend.run { Tensor<Float>(uniform: [20_000], in: range, seed: 13).scalars }
            #expect(x.allSatisfy(range.contains), "\(range), \(backend.name)")
            let width = range.upperBound / 2 - range.lowerBound / 2
            let middle = range.lowerBound / 2 + range.upperBound / 2
            guard width > 1e-30, width > 16 * middle.ulp else { continue }
            #expect(x.contains { $0 < middle - width / 2 } && x.contains { $0 > middle + width / 2 })
        }
    }

    @Test(arguments: [1..<(1 + 0x1p-40), -1e308..<1.5e308, 1e15..<1e15 + 1, 0..<5e-324] as [Range<Double>])
    func uniformStaysWithinInDoublePrecision(_ range: Range<Double>) {
        let x = Tensor<Double>(uniform: [100_000], in: range, seed: 1).scalars
        #expect(x.allSatisfy(range.contains))
    }

    @Test func extentsBesideAnEmptyOneMayBeOfAnySize() throws {
        let (a, b) = (Tensor<Float>(zeros: [1 << 40, 1, 0]), Tensor<Float>(zeros: [1, 1 << 40, 0]))
        #expect(try apply(checking: Binary<Float>(.add), to: a, b).shape == [1 << 40, 1 << 40, 0])
        #expect(Tensor<Float>(zeros: [0, 1 << 40, 1 << 40]).transposed().scalars.isEmpty)
    }

    @Test(arguments: [[0], [1 << 40, 0], [0, 1 << 40], [3, 0, 1 << 30]])
    func tensorsWithoutElementsPrintAtOnce(_ shape: [Int]) {
        #expect(Tensor<Float>(zeros: Shape(shape)).description == "[]")
    }
}
