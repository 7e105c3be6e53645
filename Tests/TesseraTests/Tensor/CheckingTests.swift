import Testing

import Tessera

/// The forms for data from outside: they throw where the others stop, and give the same where they do not.
@Suite struct CheckingTests {
    @Test func elementsOfAShape() throws {
        #expect(try Tensor<Float>(checking: [1, 2, 3, 4], shape: [2, 2]) == [[1, 2], [3, 4]])
        #expect(try Tensor<Int32>(checking: [], shape: [0, 3]).shape == [0, 3])
    }

    @Test(arguments: [[2, 3], [4, -1], [-2, -2], [Int.max, 4], [], [0]])
    func elementsThatDoNotFitAShape(_ extents: [Int]) {
        #expect(throws: ShapeError.self) { try Tensor<Double>(checking: [1, 2, 3, 4], shape: Shape(extents)) }
    }

    @Test func nestedArrays() throws {
        #expect(try Tensor<Double>(checking: [[1, 2], [3, 4]]) == [[1, 2], [3, 4]])
        #expect(try Tensor<Double>(checking: [[[1.0]], [[2.0]]]).shape == [2, 1, 1])
        #expect(try Tensor<Bool>(checking: [true, false]) == [true, false])
        #expect(try Tensor<Float>(checking: [[Float]]()).shape == [0, 0])
    }

    @Test func raggedArrays() {
        let error = #expect(throws: ShapeError.self) { try Tensor<Double>(checking: [[1.0, 2], [3]]) }
        #expect(
            error?.description
                == "Tensor(checking:): entries at the same depth must be equal in number, as in [2, 2]")
        #expect(throws: ShapeError.self) { try Tensor<Double>(checking: [[[1.0], [2]], [[3]]]) }
        #expect(throws: ShapeError.self) { try Tensor<Double>(checking: [[], [3.0]]) }
    }

    @Test func partsByIndex() throws {
        let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
        #expect(try x[checking: 1, -1].item == 6)
        #expect(try x[checking: 0..., 1..<3] == x[0..., 1..<3])
        #expect(throws: ShapeError.self) { try x[checking: 2] }
        #expect(throws: ShapeError.self) { try x[checking: 0, -4] }
        #expect(throws: ShapeError.self) { try x[checking: 0, 0, 0] }
        #expect(throws: ShapeError.self) { try x[checking: 0, 1..<9] }
    }
}
