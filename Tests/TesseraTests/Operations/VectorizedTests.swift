import Testing

@testable import Tessera

/// Vectorised mapping: the results are those of the function for each slice, stacked.
@Suite struct VectorizedTests {
    private let x = Tensor<Double>(uniform: [5, 3], in: -1..<1, seed: 1)
    private let w = Tensor<Double>(uniform: [3, 4], in: -1..<1, seed: 2)

    private func stacked<S>(_ x: Tensor<S>, _ body: (Tensor<S>) -> Tensor<S>) -> Tensor<S> {
        Tensor(stacking: x.unstacked(axis: 0).map(body))
    }

    private func expectEqual(
        _ a: Tensor<Double>, _ b: Tensor<Double>, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(a.shape == b.shape, sourceLocation: sourceLocation)
        #expect(a.isClose(to: b, relativeTolerance: 1e-13, absoluteTolerance: 1e-13), sourceLocation: sourceLocation)
    }

    @Test func gradientsOfEveryRow() {
        func loss(_ w: Tensor<Double>, _ x: Tensor<Double>) -> Tensor<Double> { x.matmul(w).tanh().squared().sum() }
        let gradients = vectorized(over: x) { x in gradient(at: w) { loss($0, x) } }
        expectEqual(gradients, stacked(x) { x in gradient(at: w) { loss($0, x) } })
        #expect(!gradients.isRecorded)
        let (values, slopes) = vectorized(over: x) { x in valueAndGradient(at: w) { loss($0, x) } }
        expectEqual(values, stacked(x) { loss(w, $0) })
        #expect(slopes == gradients)
        let hessians = vectorized(over: x) { x in hessian(at: x) { loss(w, $0) } }
        expectEqual(hessians, stacked(x) { x in hessian(at: x) { loss(w, $0) } })
    }

    @Test func gradientsFlowToArgumentsAndToTensorsFromOutside() {
        func each(_ w: Tensor<Double>, _ x: Tensor<Double>) -> Tensor<Double> {
            (gradient(at: x) { $0.matmul(w).exp().sum() } * x).sum()
        }
        let mapped = gradient(at: w, x) { w, x in vectorized(over: x) { each(w, $0) }.squared().sum() }
        let looped = gradient(at: w, x) { w, x in stacked(x) { each(w, $0) }.squared().sum() }
        expectEqual(mapped.0, looped.0)
        expectEqual(mapped.1, looped.1)
    }

    @Test func axes() {
        let y = Tensor<Double>(uniform: [3, 5], in: -1..<1, seed: 3)
        let sums = vectorized(over: x, y, w, axes: [0, -1, nil], resultAxis: 1) { x, y, w in (x * y).matmul(w) }
        #expect(sums.shape == [4, 5])
        expectEqual(sums, (x * y.transposed()).matmul(w).transposed())
        // A result that does not depend on the slices is repeated.
        let (same, masks) = vectorized(over: x) { x in (w.sum(), x .> 0) }
        #expect(same == w.sum().expanded(to: [5]))
        #expect(masks == (x .> 0))
    }

    @Test func groupsOfTensors() {
        let models = [x, x + 1]
        let sums = vectorized(over: models) { ($0[0] * $0[1]).sum() }
        expectEqual(sums, (models[0] * models[1]).sum(axis: 1))
        let labels = Tensor<Int32>([2, 0, 1, 1, -1])
        let picked = vectorized(over: x, labels) { x, label in [x.gathering(label.reshaped(to: [1])), x] }
        expectEqual(picked[0], x.gatheringElements(labels.reshaped(to: [5, 1]), axis: 1))
        #expect(picked[1] == x)
    }

    @Test func integers() {
        let numbers = Tensor<Int32>([[3, 1, 2], [-4, 5, 5]])
        #expect(vectorized(over: numbers) { $0.sum() } == [6, 6] as Tensor<Int64>)
        #expect(vectorized(over: numbers) { $0.max() &- $0 } == [[0, 2, 1], [9, 0, 0]] as Tensor<Int32>)
        #expect(vectorized(over: numbers) { -$0 } == -numbers)
        #expect(vectorized(over: numbers) { $0.argsorted() } == numbers.argsorted())
        #expect(vectorized(over: numbers) { $0.argmax(axis: 0) } == numbers.argmax(axis: 1))
        #expect(vectorized(over: numbers) { $0.cumulativeSum(axis: 0) } == numbers.cumulativeSum(axis: 1))
        let wide = vectorized(over: numbers) { Tensor<Int64>($0).product() }
        #expect(wide == [6, -100] as Tensor<Int64>)
        #expect(vectorized(over: numbers) { $0.oneHot(classes: 6, axis: 0) } == numbers.oneHot(classes: 6, axis: 1))
    }

    @Test func nested() {
        let distances = vectorized(over: x) { a in vectorized(over: x) { b in (a - b).squared().sum() } }
        expectEqual(distances, (x.expandingDimensions(at: 1) - x).squared().sum(axis: -1))
        let products = vectorized(over: x) { a in vectorized(over: w, axes: [1]) { $0.matmul(a) } }
        expectEqual(products, x.matmul(w))
        let mixed = vectorized(over: x) { a in
            gradient(at: a) { a in vectorized(over: w, axes: [1]) { ($0 * a).sum().exp() }.sum() }
        }
        expectEqual(mixed, x.matmul(w).exp().matmul(w.transposed()))
    }

    /// In a plan the mapping is traced with the rest, and runs on tiles.
    @Test func plans() throws {
        let rows = try RowTable<Double>(features: x, targets: Tensor(zeros: [5, 1]))
        let plan = try Plan(for: w, rows: RowShape(features: 3)) { w, batch in
            vectorized(over: batch.features) { row in row.matmul(w).squared().sum() }.mean()
        }
        let (value, gradient) = try plan.valueAndGradient(at: w, over: rows)
        let expected = valueAndGradient(at: w) { w in x.matmul(w).squared().sum(axis: 1).mean() }
        expectEqual(Tensor(value), expected.value)
        expectEqual(gradient, expected.gradient)
        try plan.check(at: w, over: rows)
    }

    @Test func noSlices() {
        let (sums, positions) = vectorized(over: Tensor<Double>(zeros: [0, 3])) { ($0.sum(), $0.argsorted()) }
        #expect(sums == Tensor(zeros: [0]) && positions == Tensor<Int32>(zeros: [0, 3]))
    }

    /// Operations without a batching rule are computed slice by slice.
    @Test func sliceBySlice() {
        let averages = vectorized(over: x) { x in scan(Tensor<Double>(0), over: x) { 0.5 * ($0 + $1) }.all }
        expectEqual(averages, stacked(x) { x in scan(Tensor<Double>(0), over: x) { 0.5 * ($0 + $1) }.all })
        let sorted = x.sorted()
        let places = vectorized(over: sorted) { $0.searchSorted(Tensor([-0.5, 0, 0.5])) }
        #expect(places == Tensor(stacking: sorted.unstacked(axis: 0).map { $0.searchSorted([-0.5, 0, 0.5]) }))
        let slopes = gradient(at: x) { x in
            vectorized(over: x) { x in scan(Tensor<Double>(0), over: x) { 0.5 * ($0 + $1) }.last }.sum()
        }
        expectEqual(slopes, Tensor([[0.125, 0.25, 0.5]]).expanded(to: [5, 3]))
    }

    /// A matrix without a result leaves those of the others as they are.
    @Test func factorisations() throws {
        var matrices = Tensor<Double>(uniform: [3, 4, 4], in: -1..<1, seed: 5)
        let inverses = try vectorized(over: matrices) { try $0.inverse() }
        #expect(inverses == (try matrices.inverse()))
        matrices[1] = Tensor(zeros: [4, 4])
        let partly = try vectorized(over: matrices) { try $0.inverse() }
        #expect(partly[0] == inverses[0] && partly[2] == inverses[2] && partly[1].scalars.allSatisfy(\.isNaN))
    }

    @Test func elementsCannotBeRead() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = vectorized(over: Tensor<Double>(zeros: [2, 3])) { $0.scalars[0] > 0 ? $0.sum() : $0.max() }
        }
        let printed = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(printed.contains("traced for a plan or vectorized"))
    }

    @Test func argumentsMustFit() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = vectorized(over: Tensor<Double>(zeros: [2, 3]), Tensor<Double>(zeros: [3])) { $0.sum() + $1 }
        }
        let printed = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(printed.contains("vectorized of [3]: 3 slices, but 2 of another argument"))
    }
}

/// Every row of the operation table × backend: the operation on all slices is the operation on each.
@Suite struct VectorizedTableTests {
    /// Whether the function adds elements or multiplies matrices: these may add in another order for slices than for a batch. All
    /// others give the same bits.
    private func reorders(_ row: OperationCase<Float>, _ operands: [Tensor<Float>]) -> Bool {
        guard let node = row.compute(operands.map { $0.watched() }).node else { return false }
        return ReverseWalk(from: node).nodes.contains { ["sum", "mean", "matmul"].contains($0.operation.name) }
    }

    /// The number of values of `unique` depends on the elements, which a traced function cannot read.
    private static let names = OperationTests.names.filter { $0 != "unique" }

    @Test(arguments: names, backendNumbers)
    func slices(_ name: String, _ backend: Int) throws {
        let row = try #require(operationTable(Float.self).first { $0.name == name })
        onBackend(backend) {
            for shapes in row.shapes {
                for layout in [Layout.contiguous, .transposed] {
                    let batches = row.operands(shapes.map { [3] + $0 }, layout)
                    let reorders = reorders(row, row.operands(shapes, layout))
                    let slices = (0..<3).map { number in batches.map { slice($0, number) } }
                    expectSame(
                        vectorized(over: batches, of: row.compute), slices.map(row.compute), reorders,
                        "\(shapes) \(layout)")
                    // One operand varies.
                    for index in shapes.indices where shapes.count > 1 {
                        func operands(_ x: Tensor<Float>) -> [Tensor<Float>] {
                            slices[0].indices.map { $0 == index ? x : slices[0][$0] }
                        }
                        expectSame(
                            vectorized(over: batches[index]) { row.compute(operands($0)) },
                            slices.map { slices in row.compute(operands(slices[index])) }, reorders,
                            "\(shapes) \(layout), \(index) varies")
                    }
                }
            }
        }
    }

    @Test(arguments: names)
    func gradientsOfSlices(_ name: String) throws {
        let row = try #require(operationTable(Double.self).first { $0.name == name })
        guard row.derivatives > 0 else { return }
        for shapes in row.shapes {
            let batches = row.operands(shapes.map { [3] + $0 }, .contiguous)
            let inside = vectorized(over: batches) { batches in gradient(at: batches) { row.compute($0).sum() } }
            let through = gradient(at: batches) { vectorized(over: $0, of: row.compute).sum() }
            for index in batches.indices {
                let expected = (0..<3).map { number in
                    gradient(at: batches.map { slice($0, number) }) { row.compute($0).sum() }[index]
                }
                expectClose(inside[index], Tensor(stacking: expected).naive, "inside, \(shapes)")
                expectClose(through[index], Tensor(stacking: expected).naive, "through, \(shapes)")
            }
        }
    }

    private func slice<S: RealScalar>(_ x: Tensor<S>, _ number: Int) -> Tensor<S> {
        x.sliced(axis: 0, number..<(number + 1)).squeezed(axes: [0])
    }

    private func expectSame(
        _ actual: Tensor<Float>, _ slices: [Tensor<Float>], _ reorders: Bool, _ comment: String
    ) {
        let expected = Tensor(stacking: slices)
        let bits = zip(actual.scalars, expected.scalars).allSatisfy {
            $0.bitPattern == $1.bitPattern || $0 != $0 && $1 != $1
        }
        #expect(bits || reorders, "bits, \(comment)")
        expectClose(actual, expected.naive, comment)
    }
}
