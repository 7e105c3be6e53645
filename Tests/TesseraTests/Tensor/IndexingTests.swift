import Testing

@testable import Tessera

/// Ranges count from the end where single positions do, and are never silently empty.
@Suite struct IndexingTests {
    /// Every range whose positions are all counted from the same end, against the positions one by one.
    @Test(arguments: 1...6)
    func rangesAreTheirPositions(_ extent: Int) {
        let x = Tensor<Double>(rangeFrom: 0, to: Double(extent)).reshaped(to: [extent, 1])
        for lower in -extent...extent {
            for upper in lower...extent where (lower < 0) == (upper <= 0) || lower == upper {
                let expected = (lower..<upper).map { x[$0, 0].item }
                if lower < 0, upper == lower { continue }
                #expect(x[lower..<upper].scalars == expected, "\(lower)..<\(upper) of \(extent)")
                if upper > lower { #expect(x[lower...(upper - 1)].scalars == expected) }
                if upper > lower { #expect(x[stride(from: lower, to: upper, by: 1)].scalars == expected) }
                if upper > lower {
                    let down = stride(from: upper - 1, through: lower, by: -1)
                    #expect(x[down].scalars == expected.reversed(), "\(down) of \(extent)")
                }
            }
        }
        for bound in 0...extent {
            let (first, last) = (x.scalars.prefix(bound), x.scalars.suffix(bound))
            #expect(x[..<bound].scalars == Array(first))
            #expect(x[bound...].scalars == Array(x.scalars.dropFirst(bound)))
            if bound > 0 {
                #expect(x[...(bound - 1)].scalars == Array(first))
                #expect(x[(-bound)...].scalars == Array(last))
                #expect(x[..<(-bound)].scalars == Array(x.scalars.dropLast(bound)))
                #expect(x[...(-bound)].scalars == Array(x.scalars.dropLast(bound - 1)))
            }
        }
    }

    @Test func stridesFromTheEnd() {
        let x = Tensor<Double>(rangeFrom: 0, to: 10)
        #expect(x[stride(from: -1, to: -8, by: -3)] == [9, 6, 3])
        #expect(x[stride(from: -7, through: -1, by: 3)] == [3, 6, 9])
        #expect(x[stride(from: 9, through: 0, by: -9)] == [9, 0])
        #expect(x[stride(from: -10, through: -10, by: 1)] == [0])
        #expect(x[AxisSelection.range(lower: -2, upper: nil, step: -4)] == [8, 4, 0])
    }

    @Test func assignmentThroughRangesFromTheEnd() {
        var x = Tensor<Float>(zeros: [5])
        x[(-2)...] = [1, 2]
        x[..<(-3)] = Tensor(7)
        #expect(x == [7, 7, 0, 1, 2])
    }

    @Test func rowsByTheirNumbers() {
        let x = Tensor<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
        #expect(x[[0, 2]] == [[1, 2, 3], [7, 8, 9]])
        #expect(x[[-1, 0, -1]] == [[7, 8, 9], [1, 2, 3], [7, 8, 9]])
        #expect(x[[]].shape == [0, 3])
        #expect(Tensor<Int32>([5, 6, 7])[[2, 1]] == [7, 6])
        let derivative = gradient(at: x) { $0[[1, 1, 0]].sum() }
        #expect(derivative == [[1, 1, 1], [2, 2, 2], [0, 0, 0]])
    }
}
