import Testing

@testable import Tessera

/// What the rows of `OrderTable` do not show: other element types, signs of zero, ties, long lines, special values.
@Suite struct OrderTests {
    private func numbers(_ count: Int, seed: UInt64 = 5) -> [Double] {
        var random = SplitMix64(seed)
        return random.values(count)
    }

    @Test func integersAndMasksAreSorted() {
        let x = Tensor<Int32>([3, -1, .max, .min, 0, -1])
        #expect(x.sorted() == [.min, -1, -1, 0, 3, .max].tensor)
        #expect(x.sorted(descending: true).scalars == [.max, 3, 0, -1, -1, .min])
        #expect(x.argsorted() == [3, 1, 5, 4, 0, 2])
        #expect(x.topK(2).values.scalars == [.max, 3] && x.topK(3, smallest: true).indices == [3, 1, 5])
        let mask = Tensor([true, false, true, false])
        #expect(mask.sorted() == [false, false, true, true] && mask.argsorted(descending: true) == [0, 2, 1, 3])
        #expect(x.unique().values.scalars == [.min, -1, 0, 3, .max])
        #expect(Tensor<Int32>([1, 3, 5]).searchSorted([[3, 4], [0, 9]]) == [[1, 2], [0, 3]])
    }

    /// Zeros of either sign are equal and stay in their order, whether the tensor is recorded or not.
    @Test(arguments: [8, 100])
    func zerosAndInfinitiesKeepTheirOrder(_ length: Int) {
        let special = [0, -0.0, 1, -.infinity, .nan, -0.0, 0, .infinity, -.nan]
        let values = (0..<length).map { special[$0 % special.count] }
        let x = Tensor(values)
        for descending in [false, true] {
            let positions = naiveOrder(values, descending: descending)
            #expect(x.argsorted(descending: descending).scalars == positions.map { Int32($0) })
            for sorted in [x.sorted(descending: descending), x.watched().sorted(descending: descending)] {
                for (a, position) in zip(sorted.scalars, positions) {
                    let b = values[position]
                    #expect(a.isNaN ? b.isNaN : a == b && a.sign == b.sign)
                }
            }
        }
    }

    /// Long lines are sorted in buckets by several workers.
    @Test(arguments: [5_000, 140_000], [1.0, 40])
    func longLines(_ length: Int, _ distinct: Double) throws {
        let values = numbers(length).map { distinct == 1 ? $0 : ($0 * distinct).rounded() }
        let expected = values.sorted()
        let positions = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }.map { Int32($0) }
        for workers in [1, 3] {
            try WorkerPool(count: workers).run {
                let x = Tensor(values)
                #expect(x.sorted().scalars == expected)
                #expect(x.argsorted().scalars == positions)
                #expect(x.topK(100, smallest: true).indices.scalars == Array(positions.prefix(100)))
                #expect(x.topK(length, smallest: true).indices.scalars == positions)
                let single = Tensor<Float>(x)
                #expect(single.sorted().scalars == single.scalars.sorted())
                let integers = Tensor<Int32>(x * 1000)
                #expect(integers.sorted(descending: true).scalars == integers.scalars.sorted(by: >))
                #expect(x.topK(7).values.scalars == Array(expected.reversed().prefix(7)))
            }
        }
        #expect(Tensor<Float>(ones: [length]).topK(3).indices == [0, 1, 2])
        #expect(Tensor<Float>(ones: [length]).argsorted(descending: true) == Tensor<Int32>(0..<Int32(length)))
    }

    /// The numbers of NumPy 2.
    @Test func quantilesByAllMethods() {
        let x = Tensor<Double>([4, 1, 3, 2])
        let expected: [QuantileMethod: [Double]] = [
            .linear: [1.3, 1.75, 2.5, 3.7], .lower: [1, 1, 2, 3], .higher: [2, 2, 3, 4],
            .midpoint: [1.5, 1.5, 2.5, 3.5],
            .nearest: [1, 2, 3, 4],
        ]
        for (method, values) in expected {
            let quantiles = x.quantiles([0.1, 0.25, 0.5, 0.9], method: method)
            #expect(quantiles.isClose(to: Tensor(values)), "\(method): \(quantiles)")
        }
        #expect(Tensor<Double>([1, .infinity, .infinity]).quantile(0.9).item == .infinity)
        #expect(Tensor<Double>([1, .nan, 0]).quantile(0).item.isNaN)
        #expect(x.quantile(1).shape == [] && x.median(keepingDimensions: true) == [2.5])
        let table = Tensor<Double>([[1, 2, 3], [6, 5, 4]])
        #expect(
            table.median(axis: 0) == [3.5, 3.5, 3.5] && table.median(axis: 1, keepingDimensions: true) == [[2], [5]])
        #expect(table.quantiles([0, 1], axis: 1, keepingDimensions: true).shape == [2, 2, 1])
        let derivative = gradient(at: table) { $0.median() }
        #expect(derivative == [[0, 0, 0.5], [0, 0, 0.5]])
    }

    @Test func uniqueElements() {
        let x = Tensor<Double>([[3, 0, 3], [.nan, -0.0, .nan]])
        let (values, counts, inverse, first) = x.unique()
        #expect(values.scalars.prefix(2) == [0, 3] && values.scalars.dropFirst(2).allSatisfy { $0.isNaN })
        #expect(values.count == 4 && counts == [2, 2, 1, 1] && first == [1, 0, 3, 5])
        #expect(inverse == [[1, 0, 1], [2, 0, 3]])
        let table = Tensor<Float>([[2, 1, 2], [1, 5, 1]])
        let columns = table.unique(axis: 1)
        #expect(columns.values == [[1, 2], [5, 1]] && columns.counts == [1, 2])
        #expect(columns.inverse == [1, 0, 1] && columns.firstPositions == [1, 0])
        #expect(table.unique(axis: 0).values == [[1, 5, 1], [2, 1, 2]])
        #expect(Tensor<Float>(zeros: [2, 0]).unique(axis: 0).counts == [2])
        #expect(Tensor<Float>(zeros: [0]).unique().values.shape == [0])
        let weights = Tensor<Double>([1, 10])
        let derivative = gradient(at: Tensor<Double>([2, 1, 2])) { x in (x.unique().values * weights).sum() }
        #expect(derivative == [10, 1, 0])
    }

    @Test func searchesAndCounts() {
        let sorted = Tensor<Double>([1, 2, 2, 5])
        #expect(sorted.searchSorted([0, 2, 5, .nan]) == [0, 1, 3, 4])
        #expect(sorted.searchSorted([0, 2, 5, .nan], side: .right) == [0, 3, 4, 4])
        #expect(Tensor<Double>([1, .nan]).searchSorted([.nan, 2]) == [1, 1])
        #expect(Tensor<Int32>([1, 3, 1]).binCounts() == [0, 2, 0, 1])
        #expect(Tensor<Int32>([1]).binCounts(minimumLength: 4) == [0, 1, 0, 0])
        #expect(Tensor<Int32>(zeros: [0]).binCounts().shape == [0])
        let (counts, edges) = Tensor<Double>([1, 2, 2, 4]).histogram(bins: 3)
        #expect(counts == [1, 2, 1] && edges == [1, 2, 3, 4])
        #expect(Tensor<Double>([1, 2, .nan, 9]).histogram(bins: 2, in: 0...2).counts == [0, 2])
        #expect(Tensor<Double>([3, 3]).histogram(bins: 2).edges == [2.5, 3, 3.5])
        #expect(Tensor<Double>(zeros: [0]).histogram(bins: 1).counts == [0])
    }

    /// Factors of 0, for which a quotient of products would be NaN.
    @Test func derivativesOfProductsWithZeros() {
        let x = Tensor<Double>([2, 0, 3, 0, 5])
        let forward = gradient(at: x) { $0.cumulativeProduct(axis: 0).sum() }
        #expect(forward == [1, 8, 0, 0, 0])
        let backward = gradient(at: x) { $0.cumulativeProduct(axis: 0, reversed: true).sum() }
        #expect(backward == [0, 0, 0, 20, 1])
        #expect(x.cumulativeMaximum(axis: 0, exclusive: true).scalars == [-.infinity, 2, 2, 3, 3])
        #expect(x.cumulativeMinimum(axis: 0, exclusive: true, reversed: true).scalars == [0, 0, 0, 5, .infinity])
        let largest = gradient(at: x) { $0.cumulativeMaximum(axis: 0).sum() }
        #expect(largest == [2, 0, 2, 0, 1])
    }

    @Test func errorsNameTheOperation() {
        let x = Tensor<Float>(zeros: [3, 2])
        let tooMany = ShapeError("topK", [[3, 2]], "there are no 4 elements among 3 along axis 0")
        #expect(throws: tooMany) { try apply(checking: TopK<Float>(count: 4, axis: 0, isDescending: true), to: x) }
        #expect(throws: ShapeError("sorted", [[3, 2]], "there is no axis 2")) {
            try apply(checking: Sort<Float>(axis: 2, isDescending: false), to: x)
        }
        #expect(throws: ShapeError.self) { try apply(checking: SearchSorted<Float>(side: .left), to: x, x) }
    }

    /// Elements of long lines are selected, and are those of the sorted lines, whatever the distribution.
    @Test(arguments: backendNumbers)
    func quantilesOfLongLines(_ backend: Int) {
        let count = 150_000
        let x = Tensor<Float>(normal: [count], seed: 3)
        var narrow = x * 1e-3 + 1
        narrow[0] = 1e30
        let zeros = x * Tensor<Float>(x .> 1)
        onBackend(backend) {
            for x in [x, narrow, zeros, Tensor(repeating: 2.5, shape: [count]), x.rounded()] {
                let sorted = x.sorted().scalars, double = Tensor<Double>(x)
                for probability in [0, 0.1, 0.5, 0.999, 1] {
                    let position = Int((probability * Double(count - 1)).rounded(.down))
                    let (value, wide) = (
                        x.quantile(probability, method: .lower).item, double.quantile(probability, method: .lower).item
                    )
                    #expect(value.bitPattern == sorted[position].bitPattern && wide == Double(value))
                }
                #expect(x.median().item == sorted[count / 2 - 1] * 0.5 + sorted[count / 2] * 0.5)
            }
            let lines = Tensor(stacking: [x, narrow], axis: 1)
            #expect(lines.median(axis: 0) == Tensor(stacking: [x.median(), narrow.median()]))
            narrow[7] = Float.nan
            #expect(narrow.median().item.isNaN && narrow.quantile(0, method: .lower).item.isNaN)
        }
    }

    /// Many elements are grouped in parts.
    @Test func uniqueOfManyElements() {
        var x = (Tensor<Float>(normal: [200_000], seed: 4) * 50).rounded()
        x[5] = Float.nan
        x[150_000] = Float.nan
        let (values, counts, inverse, first) = x.unique()
        let known = Dictionary(grouping: x.scalars.enumerated().filter { !$0.element.isNaN }, by: \.element)
        let keys = known.keys.sorted()
        #expect(Array(values.scalars.dropLast(2)) == keys && values.scalars.suffix(2).allSatisfy(\.isNaN))
        let expectedCounts = keys.map { Int32(known[$0]?.count ?? 0) }
        let expectedFirst = keys.map { Int32(known[$0]?.first?.offset ?? 0) }
        #expect(counts.scalars == expectedCounts + [1, 1])
        #expect(first.scalars == expectedFirst + [5, 150_000])
        #expect(zip(values.gathering(inverse).scalars, x.scalars).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
}

extension [Int32] {
    fileprivate var tensor: Tensor<Int32> { Tensor(self) }
}
