import Testing

@testable import Tessera

/// What the rows of `SelectionTable` do not show: other element types, long masks, repeated indices, errors.
@Suite struct SelectionTests {
    @Test func masks() {
        var x = Tensor<Float>([[1, -2], [-3, 4]])
        #expect(x[x .< 0] == [-2, -3])
        #expect(x[Tensor([false, true])] == [[-3, 4]])
        #expect(x[Tensor(true)].shape == [1, 2, 2] && x[Tensor(false)].shape == [0, 2, 2])
        let copy = x
        x[x .< 0] = 0
        #expect(x == [[1, 0], [0, 4]] && copy[0, 1].item == -2)
        let number: Float = 7
        x[x .== 0] = number
        #expect(x == [[1, 7], [7, 4]])
        x[Tensor([true, false])] = [5, 6]
        x[x .> 5] = [8, 9]
        #expect(x == [[5, 8], [9, 4]])
        var labels = Tensor<Int32>([1, -1, 2, -1])
        labels[labels .== -1] = 9
        #expect(labels == [1, 9, 2, 9] && labels[labels .< 9] == [1, 2])
        var flags = Tensor([true, false, true])
        #expect(flags[flags].count == 2)
        flags[Tensor<Int32>([1, -1])] = [true, false]
        #expect(flags == [true, true, false])
        let element: Float = x[x .== 8]
        #expect(element == 8)
    }

    /// Long masks are compacted in parts by several workers.
    @Test(arguments: [1_000, 40_000, 300_000])
    func longMasks(_ count: Int) throws {
        let x = Tensor<Double>(uniform: [count], seed: 3)
        let expected = x.scalars.filter { $0 > 0.3 }
        let positions = (0..<count).filter { $0 % 7 == 3 }
        for workers in [1, 3] {
            try WorkerPool(count: workers).run {
                #expect(x[x .> 0.3].scalars == expected)
                var y = x
                y[x .> 0.3] = 2
                #expect(y.scalars.count { $0 == 2 } == expected.count && y[y .< 2].count == count - expected.count)
                let indices = Tensor<Int32>(positions.map { Int32($0) })
                #expect(x[indices].scalars.first == x[3].item && x[indices].count == positions.count)
                let all = Tensor<Int32>(0..<Int32(count)) .>= 0
                #expect(x[all] == x && x[!all].count == 0)
                let pairs = x.reshaped(to: [count / 2, 2])
                let mask = pairs.max(axis: 1) .> 0.9
                #expect(pairs[mask].count == 2 * mask.scalars.count { $0 })
            }
        }
    }

    @Test func nonzeroAndOneHot() {
        #expect(Tensor<Float>([[0, 1], [2, 0]]).nonzero() == [[0, 1], [1, 0]])
        #expect(Tensor([false, true, true]).nonzero() == [[1], [2]])
        #expect(Tensor<Double>([0, -0.0, .nan]).nonzero() == [[2]])
        #expect(Tensor<Int32>(3).nonzero().shape == [1, 0] && Tensor<Int32>(0).nonzero().shape == [0, 0])
        #expect(Tensor<Int32>([2, -3]).oneHot(classes: 3) == [[false, false, true], [true, false, false]])
        let first = Tensor<Int32>([[0, 1, 1]]).oneHot(classes: 2, axis: 0)
        #expect(first.shape == [2, 1, 3] && first == [[[true, false, false]], [[false, true, true]]])
        #expect(Tensor<Int32>([[0, 1, 1]]).oneHot(classes: 2, axis: 1).shape == [1, 2, 3])
        let mask = Tensor([true, false])
        let (a, b): (Float, Float) = (1, 2)
        let chosen = select(mask, a, otherwise: b)
        #expect(chosen == [1, 2])
        let literals: Tensor<Double> = select(mask, 1, otherwise: 0)
        #expect(literals == [1, 0] && select(mask, literals, otherwise: 5) == [1, 5])
        #expect(select(mask, 5, otherwise: literals) == [5, 0])
    }

    @Test func indicesOfOtherTypes() {
        let names = Tensor<Int32>([[1, 2, 3], [4, 5, 6]])
        #expect(names.gathering([2, -3], axis: 1) == [[3, 1], [6, 4]])
        #expect(names.gatheringElements([[0], [-1]], axis: 1) == [[1], [6]])
        #expect(names.gatheringParts([[1, 1], [0, -1]]) == [5, 3])
        #expect(names.scattering([7, 8, 9], at: [1]) == [[1, 2, 3], [7, 8, 9]])
        #expect(
            names.scatteringElements([[9], [0]], at: [[1], [1]], axis: 1, combining: .maximum) == [
                [1, 9, 3], [4, 5, 6],
            ])
        #expect(Tensor([true, false]).gathering([[1, 1]]) == [[false, false]])
        #expect(names.gatheringParts(Tensor<Int32>(zeros: [2, 0])).shape == [2, 2, 3])
        #expect(Tensor<Float>([1, 2]).scatteringParts(Tensor([5, 5]), at: [[0], [0]], combining: .sum) == [11, 2])
    }

    /// Of several updates at one place the last one stays, and gets the gradient; equal extremes share it.
    @Test(arguments: backendNumbers)
    func updatesAtOnePlace(_ backend: Int) {
        onBackend(backend) {
            let (x, updates) = (Tensor<Double>([1, 2]), Tensor<Double>([3, 4, 2]))
            let indices = Tensor<Int32>([0, 0, -1])
            #expect(x.scattering(updates, at: indices) == [4, 2])
            let replaced = gradient(at: x, updates) { x, y in x.scattering(y, at: indices).sum() }
            #expect(replaced.0 == [0, 0])
            #expect(replaced.1 == [0, 1, 1])
            let largest = gradient(at: x, updates) { x, y in
                x.scattering(y, at: indices, combining: .maximum).sum()
            }
            #expect(largest.0 == [0, 0.5])
            #expect(largest.1 == [0, 1, 0.5])
        }
    }

    /// A long gather is divided among the workers.
    @Test func longGathers() throws {
        let x = Tensor<Float>(uniform: [1000, 3], seed: 1)
        let rows = x.scalars
        var (numbers, expected): ([Int32], [Float]) = ([], [])
        for index in 0..<150_000 {
            let row = index * 7919 % 1000
            numbers.append(Int32(index % 2 == 0 ? row - 1000 : row))
            expected += rows[(row * 3)..<(row * 3 + 3)]
        }
        for workers in [1, 3] {
            try WorkerPool(count: workers).run {
                #expect(x.gathering(Tensor(numbers)).scalars == expected)
                let column = x.transposed().copied()
                #expect(column.gathering(Tensor(numbers), axis: 1).transposed().scalars == expected)
            }
        }
    }

    @Test func errorsNameOperationIndexAndExtent() {
        let x = Tensor<Float>(zeros: [3, 2])
        for index in [2, -3, .max, .min] as [Int32] {
            let error = ShapeError("gathering", [], "index \(index) is out of axis 1, whose extent is 2")
            #expect(throws: error) {
                try apply(checking: Gather<Float>(.positions(axis: -1)), to: x, Tensor<Int32>([0, index]))
            }
            #expect(throws: error) {
                try apply(checking: Gather<Float>(.tuples(batch: 0)), to: x, Tensor<Int32>([[0, index]]))
            }
            #expect(throws: error) {
                try apply(checking: Gather<Float>(.elements(axis: 1)), to: x, Tensor<Int32>([[0], [index], [1]]))
            }
        }
        #expect(throws: ShapeError("scattering", [], "index 3 is out of axis 0, whose extent is 3")) {
            try apply(
                checking: Scatter<Float>(replacing: .positions(axis: 0)), to: x, Tensor<Int32>([3]),
                Tensor<Float>(zeros: [1, 2]))
        }
        #expect(throws: ShapeError.self) {
            try apply(checking: Gather<Float>(.elements(axis: 1)), to: x, Tensor<Int32>([[0]]))
        }
        #expect(throws: ShapeError.self) {
            try apply(checking: Gather<Float>(.tuples(batch: 0)), to: x, Tensor<Int32>([[0, 0, 0]]))
        }
        #expect(throws: ShapeError("oneHot", [], "there is no class 3 among 3")) {
            try apply(checking: OneHot(classes: 3, caller: "oneHot"), to: Tensor<Int32>([3]))
        }
    }
}
