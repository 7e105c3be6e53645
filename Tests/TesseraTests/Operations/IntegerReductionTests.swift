import Testing

@testable import Tessera

/// Reductions of integers and truth values against loops over the elements.
@Suite struct IntegerReductionTests {
    private static let shapes: [([Int], [[Int]?])] = [
        ([3, 5], [nil, [0], [1], [-1], [0, 1]]), ([2, 3, 4], [nil, [0], [1], [2], [0, 2], [1, 2]]), ([], [nil, []]),
        ([0, 4], [nil, [0], [1]]), ([40, 70], [nil, [0], [1]]), ([1, 6], [[0], [1]]),
    ]

    /// Calls `body` with a tensor of every shape and layout, the axes, and the elements that each result combines.
    private func forEach<S: IntegerScalar>(
        _ type: S.Type, in range: ClosedRange<Int>,
        _ body: (Tensor<S>, [Int]?, _ groups: [[S]], _ comment: String) -> Void
    ) {
        for (shape, axes) in Self.shapes {
            for (axes, layout) in axes.flatMap({ axes in Layout.allCases.map { (axes, $0) } }) {
                let x = layout.arranged(integers(shape, in: range, seed: 4) as Tensor<S>)
                let values = x.scalars
                let groups = reducedIndices(x.shape, axes).map { $0.map { values[$0] } }
                body(x, axes, groups, "\(type) \(shape), axes \(String(describing: axes)), \(layout)")
            }
        }
    }

    @Test(arguments: integerTypes, backendNumbers)
    func reductionsOfAnyLayout(_ type: String, _ backend: Int) {
        func check<S: IntegerScalar>(_ type: S.Type) {
            forEach(type, in: S.isSigned ? -90...90 : 0...90) { x, axes, groups, comment in
                let sums = groups.map { Int64($0.reduce(0 as Int128) { $0 + Int128($1) }) }
                #expect(x.sum(axes: axes).scalars == sums, "\(comment)")
                let kept = x.sum(axes: axes, keepingDimensions: true)
                #expect(kept.rank == x.rank && kept.scalars == sums, "\(comment)")
                guard groups.allSatisfy({ !$0.isEmpty }) else { return }
                #expect(x.max(axes: axes).scalars == groups.map { $0.max()! }, "\(comment)")
                #expect(x.min(axes: axes).scalars == groups.map { $0.min()! }, "\(comment)")
                if let axis = axes?.first, axes?.count == 1 {
                    let largest = groups.map { Int32($0.firstIndex(of: $0.max()!)!) }
                    let smallest = groups.map { Int32($0.firstIndex(of: $0.min()!)!) }
                    #expect(x.argmax(axis: axis).scalars == largest, "\(comment)")
                    #expect(x.argmin(axis: axis).scalars == smallest, "\(comment)")
                }
            }
            forEach(type, in: S.isSigned ? -1...1 : 0...1) { x, axes, groups, comment in
                #expect(x.product(axes: axes).scalars == groups.map { Int64($0.reduce(1, *)) }, "\(comment)")
            }
        }
        onBackend(backend) { withIntegerType(type) { check($0) } }
    }

    @Test(arguments: integerTypes, backendNumbers)
    func cumulativeSums(_ type: String, _ backend: Int) {
        func check<S: IntegerScalar>(_ type: S.Type) {
            forEach(type, in: S.isSigned ? -90...90 : 0...90) { x, axes, _, comment in
                guard let axis = axes?.first, axes?.count == 1 else { return }
                for reversed in [false, true] {
                    let sums = x.cumulativeSum(axis: axis, reversed: reversed)
                    var expected = [Int64](repeating: 0, count: x.count)
                    let values = x.scalars
                    for group in reducedIndices(x.shape, [axis]) {
                        var sum: Int64 = 0
                        for index in reversed ? group.reversed() : group {
                            sum += Int64(values[index])
                            expected[index] = sum
                        }
                    }
                    #expect(sums.shape == x.shape && sums.scalars == expected, "\(comment)")
                }
            }
        }
        onBackend(backend) { withIntegerType(type) { check($0) } }
    }

    @Test(arguments: backendNumbers)
    func truthValuesAlongAxes(_ backend: Int) {
        onBackend(backend) {
            for range in [0...1, 0...0, 1...1, 0...9] {
                forEach(UInt8.self, in: range) { x, axes, groups, comment in
                    let mask = Layout.sliced.arranged(Tensor<Bool>(x))
                    #expect(mask.all(axes: axes).scalars == groups.map { !$0.contains(0) }, "\(comment)")
                    #expect(mask.any(axes: axes).scalars == groups.map { $0.contains { $0 != 0 } }, "\(comment)")
                    let counts = groups.map { Int64($0.filter { $0 != 0 }.count) }
                    #expect(mask.countTrue(axes: axes).scalars == counts, "\(comment)")
                    #expect(mask.any(axes: axes, keepingDimensions: true).rank == x.rank, "\(comment)")
                }
            }
            let none = Tensor<Bool>(zeros: [2, 0])
            #expect(none.all(axis: 1) == [true, true] && none.any(axis: -1) == [false, false])
            #expect(none.countTrue().item == 0 && none.any(axis: 0).shape == [0] && Tensor(true).all().item)
        }
    }

    /// Sums and products are exact, whatever the sums on the way are.
    @Test func resultsThatFitAreFound() {
        #expect(Tensor<Int64>([.max, .max, .min, .min, 7]).sum().item == 5)
        #expect(Tensor<Int64>([.max, 1, -1]).sum().item == .max && Tensor<Int64>([.min, -1, 1]).sum().item == .min)
        #expect(Tensor<Int64>([1 << 62, 2, -1]).product().item == .min)
        #expect(Tensor<Int64>([.max, .max, 0]).product().item == 0 && Tensor<Int64>([.min, 1]).product().item == .min)
        #expect(
            Tensor<Int32>(repeating: .max, shape: [3, 1000]).sum(axis: 1).scalars
                == [Int64](repeating: 2_147_483_647_000, count: 3))
        #expect(
            Tensor<Int32>(repeating: .min, shape: [1000, 3]).sum(axis: 0).scalars
                == [Int64](repeating: -2_147_483_648_000, count: 3))
        for values in [[.max, 1], [.min, -1], [1 << 62, 1 << 62, .max]] as [[Int64]] {
            let sum: Int64? = values.withUnsafeBufferPointer { IntegerLoops.reduce(.sum, $0.count, $0.baseAddress!) }
            #expect(sum == nil)
        }
        for values in [[1 << 62, 2], [.min, -1], [.max, .max, .max], [1 << 62, 1 << 62, -4]] as [[Int64]] {
            let product: Int64? = values.withUnsafeBufferPointer {
                IntegerLoops.reduce(.product, $0.count, $0.baseAddress!)
            }
            #expect(product == nil)
        }
        #expect(Tensor<Int64>(zeros: [0]).sum().item == 0 && Tensor<UInt8>(zeros: [2, 0]).product(axis: 1) == [1, 1])
    }

    @Test func errorsNameTheReduction() async throws {
        let error = #expect(throws: ShapeError.self) {
            try apply(checking: IntegerReduce<Int32, Int32>(.maximum), to: [Tensor<Int32>(zeros: [2, 0]).erased])
        }
        #expect(error?.description == "max of [2, 0]: there is no max of no elements")
        let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Int64>([.max, 1]).sum()
        }
        let text = String(decoding: try #require(sum).standardErrorContent, as: UTF8.self)
        #expect(text.contains("sum of [2]: the sum does not fit Int64"))
        let running = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Int64>([[.max, 1]]).cumulativeSum(axis: 1)
        }
        let message = String(decoding: try #require(running).standardErrorContent, as: UTF8.self)
        #expect(message.contains("cumulativeSum of [1, 2]: a sum does not fit Int64"))
    }
}
