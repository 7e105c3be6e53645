import Testing

@testable import Tessera

@Suite struct TensorTests {
    @Test func literalsOfAnyDepthKnowTheirShape() {
        let cube = Tensor<Double>([[[1], [2]], [[3], [4]], [[5], [6]]])
        #expect(cube.shape == [3, 2, 1])
        #expect(cube.scalars == [1, 2, 3, 4, 5, 6])
        let mask: Tensor<Bool> = [[true, false]]
        #expect(mask.shape == [1, 2])
        #expect(Tensor<Int32>([]).shape == [0])
        #expect(Tensor<Float>(3).shape == [])
        #expect(Tensor<Float>(3).item == 3)
    }

    @Test func constructorsGiveTheNamedNumbers() {
        #expect(Tensor<Float>(zeros: [2, 2]) == [[0, 0], [0, 0]])
        #expect(Tensor<Int32>(ones: [2]) == [1, 1])
        #expect(Tensor<Double>(rangeFrom: 1, to: 2, by: 0.25) == [1, 1.25, 1.5, 1.75])
        #expect(Tensor<Double>(rangeFrom: 3, to: 0, by: -1) == [3, 2, 1])
        #expect(Tensor<Double>(linearFrom: 0, to: 1, count: 5) == [0, 0.25, 0.5, 0.75, 1])
        #expect(Tensor<Double>(linearFrom: 7, to: 9, count: 1) == [7])
        #expect(Tensor<Float>(identity: 2, columns: 3) == [[1, 0, 0], [0, 1, 0]])
    }

    @Test func conversionsRoundTowardsZeroAndSaturate() {
        let values = Tensor<Double>([-1.9, 0, 1.9, 1e12, .nan])
        #expect(Tensor<Int32>(values) == [-1, 0, 1, 2_147_483_647, 0])
        #expect(Tensor<Bool>(values) == [true, false, true, true, true])
        #expect(Tensor<Float>(Tensor<Bool>([true, false])) == [1, 0])
    }

    @Test func copiesAreIndependentValues() {
        let original = Tensor<Float>([[1, 2], [3, 4]])
        var copy = original
        copy[0, 1] = Tensor(9)
        copy.withMutableSpan { $0[3] = 8 }
        #expect(original == [[1, 2], [3, 4]])
        #expect(copy == [[1, 9], [3, 8]])
        var view = original.transposed()
        view[0] = [7, 7]
        #expect(view == [[7, 7], [2, 4]])
        #expect(original == [[1, 2], [3, 4]])
    }

    @Test func writingToTheOnlyCopyDoesNotMoveIt() {
        var tensor = Tensor<Float>(zeros: [8])
        let before = tensor.base
        tensor[2..<4] = [1, 2]
        #expect(tensor.base == before)
        #expect(tensor == [0, 0, 1, 2, 0, 0, 0, 0])
    }

    @Test func viewsShareMemory() {
        let x = Tensor<Float>(rangeFrom: 0, to: 24).reshaped(to: [2, 3, 4])
        let views = [
            x.transposed(), x.transposed([2, 0, 1]), x[1], x[0..., 1...], x.reshaped(to: [6, 4]),
            x.transposed([1, 0, 2]).expandingDimensions(at: 1), x[0..., 1].squeezed(), x.expanded(to: [5, 2, 3, 4]),
            x[.every(-1)], x[0..., 0..<2].reshaped(to: [2, 8]),
        ]
        for view in views { #expect(view.storage === x.storage) }
        #expect(x.transposed().reshaped(to: [24]).storage !== x.storage)
        #expect(x.transposed().reshaped(to: [2, 2, 2, 3]).scalars == x.transposed().scalars)
    }

    @Test func subscriptsReadWhatTheyName() {
        let x = Tensor<Double>(rangeFrom: 0, to: 12).reshaped(to: [3, 4])
        #expect(x[1] == [4, 5, 6, 7])
        #expect(x[-1, -1].item == 11)
        #expect(x[0..<2, 1] == [1, 5])
        #expect(x[1..., ..<2] == [[4, 5], [8, 9]])
        #expect(x[0...1, 3...3] == [[3], [7]])
        #expect(x[.full, .every(2)] == [[0, 2], [4, 6], [8, 10]])
        #expect(x[stride(from: 2, through: 0, by: -2), 0] == [8, 0])
        #expect(x[.every(-1), 0] == [8, 4, 0])
        #expect(x[.newAxis, 1].shape == [1, 4])
        #expect(x[.rest, 2] == [2, 6, 10])
        #expect(x[2..<2].shape == [0, 4])
        #expect(x[3...].shape == [0, 4])
        #expect(x[3...][.every(-1)].shape == [0, 4])
        #expect(x[.every(.max)] == [[0, 1, 2, 3]])
    }

    @Test func assignmentBroadcasts() {
        var x = Tensor<Float>(zeros: [3, 4])
        x[1] = [1, 2, 3, 4]
        x[.full, 0] = Tensor(9)
        x[.every(2), 1...2] = [[5], [6]]
        x[2, 3] += 1
        #expect(x == [[9, 5, 5, 0], [9, 2, 3, 4], [9, 6, 6, 1]])
    }

    @Test func reshapesOfEveryLayoutAgreeWithTheirElements() {
        let layouts: [Tensor<Float>] = [
            Tensor(rangeFrom: 0, to: 24).reshaped(to: [4, 6]),
            Tensor(rangeFrom: 0, to: 24).reshaped(to: [6, 4]).transposed(),
            Tensor(rangeFrom: 0, to: 48).reshaped(to: [4, 12])[.full, .every(2)],
            Tensor(rangeFrom: 0, to: 48).reshaped(to: [8, 6])[.every(-2)],
            Tensor(rangeFrom: 0, to: 6).expanded(to: [4, 6]),
            Tensor(rangeFrom: 0, to: 4).reshaped(to: [4, 1]).expanded(to: [4, 6]),
        ]
        for layout in layouts {
            for shape in [[24], [2, 12], [2, 2, 6], [4, 2, 3], [4, 3, 2], [1, 24], [4, 1, 6, 1], [3, 8]] {
                #expect(layout.reshaped(to: Shape(shape)).scalars == layout.scalars, "\(shape)")
            }
        }
    }

    @Test func closenessIsRelativeAndKnowsNaN() {
        let x = Tensor<Double>([1, 1000, .nan, .infinity])
        #expect(x.isClose(to: [1, 1000.000001, .nan, .infinity]))
        #expect(!x.isClose(to: [1, 1000.1, .nan, .infinity]))
        #expect(!x.isClose(to: [1, 1000, 0, .infinity]))
        #expect(!Tensor<Double>([1]).isClose(to: [[1]]))
        #expect(Tensor<Double>([0]).isClose(to: [1e-12], absoluteTolerance: 1e-9))
        #expect(!Tensor<Double>([1e308]).isClose(to: [.infinity]))
    }

    @Test(arguments: [
        (Tensor<Float>([1, 2.5, -3]).description, "[ 1.   2.5 -3. ]"),
        (Tensor<Float>([[1, 2], [3, 4]]).description, "[[1. 2.]\n [3. 4.]]"),
        (Tensor<Double>([0.1, 1.0 / 3]).description, "[0.1        0.33333333]"),
        (Tensor<Double>([1e-10, 1]).description, "[1.e-10 1.e+00]"),
        (Tensor<Double>([.nan, 1, -.infinity]).description, "[ nan   1. -inf]"),
        (Tensor<Float>(5).description, "5."),
        (Tensor<Int32>([[1, -20]]).description, "[[  1 -20]]"),
        (Tensor<Bool>([true, false]).description, "[ true false]"),
        (Tensor<Float>(zeros: [0, 3]).description, "[]"),
        (Tensor<Float>(rangeFrom: 0, to: 2000).description, "[   0.    1.    2. ... 1997. 1998. 1999.]"),
        (Tensor<Float>(zeros: [2, 1, 2]).description, "[[[0. 0.]]\n\n [[0. 0.]]]"),
    ])
    func printsAsNumPyDoes(_ printed: String, _ expected: String) {
        #expect(printed == expected)
    }

    @Test func printsTheEdgesOfALargeMatrix() {
        let large = Tensor<Float>(rangeFrom: 0, to: 10_000).reshaped(to: [100, 100])
        let lines = large.description.split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines[0] == "[[   0.    1.    2. ...   97.   98.   99.]")
        #expect(lines[3] == " ...")
        #expect(lines[6] == " [9900. 9901. 9902. ... 9997. 9998. 9999.]]")
    }
}
