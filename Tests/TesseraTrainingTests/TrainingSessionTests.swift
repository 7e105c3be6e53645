import AllocationCounter
import Tessera
import TesseraTraining
import Testing

/// Loops of one's own through a session.
@Suite struct TrainingSessionTests {
    private static let table = try! RowTable<Float>(
        features: Tensor(normal: [1000, 3], seed: 1), targets: Tensor(normal: [1000, 1], seed: 2))

    private static func session(
        _ model: Sequential<Float>, _ optimizer: any Optimizer<Float>, clipping: GradientClipping? = nil,
        on executor: any TileExecutor = WorkerPool.shared
    ) throws -> TrainingSession<Sequential<Float>> {
        try TrainingSession(model, rows: table.rowShape, optimizer: optimizer, clipping: clipping, on: executor) {
            meanSquaredError(predicted: $0($1.features), expected: $1.targets)
        }
    }

    /// A loop over shuffled batches takes the steps of `fit`, with any rule and an optimizer of the user's own.
    @Test(arguments: OptimizerCase.all)
    func ownLoopsHaveTheBitsOfFit(_ example: OptimizerCase) throws {
        for backend in Backend.available {
            try backend.run {
                let start = Sequential<Float>(widths: [3, 4, 1], activation: .tanh, seed: 5)
                var reference = start
                let options = TrainingOptions(epochs: 3, batchSize: 64, clipping: .norm(1), seed: 9)
                try reference.fit(
                    Self.table, loss: .meanSquaredError, optimizer: example.make(Float.self), options: options)
                let session = try Self.session(start, example.make(Float.self), clipping: .norm(1))
                for epoch in 1...3 {
                    for batch in Self.table.batches(of: 64, shuffledBy: 9, epoch: epoch) { try session.step(batch) }
                }
                #expect(session.model.parameters == reference.parameters)
                #expect(session.updates == 48 && session.isFinite)
            }
        }
    }

    /// Any source is read, and a whole table is one batch.
    @Test func anySourceIsIterated() throws {
        let rows = try SyntheticTable<Float>(rows: 700, features: 3, target: .linear(noise: 0), seed: 3)
        let start = Sequential<Float>(widths: [3, 1], seed: 5)
        var reference = start
        try reference.fit(
            rows, loss: .meanSquaredError, optimizer: SGD(learningRate: 0.1),
            options: TrainingOptions(epochs: 1, batchSize: 128, seed: 4))
        let session = try Self.session(start, SGD(learningRate: 0.1))
        let batches = try rows.batches(of: 128, shuffledBy: 4)
        var sizes: [Int] = []
        while let batch = try batches.next() {
            sizes.append(batch.rowCount)
            try session.step(batch)
        }
        #expect(sizes == [128, 128, 128, 128, 128, 60])
        #expect(session.model.parameters == reference.parameters)
    }

    @Test func aStepAllocatesNothing() throws {
        let table = Self.table
        let batches = [0..<64, 64..<128].map { rows in
            try! RowTable(
                features: table.features.sliced(axis: 0, rows), targets: table.targets.sliced(axis: 0, rows))
        }
        for backend in Backend.available where backend.name != "swift" {
            try backend.run {
                let session = try Self.session(
                    Sequential<Float>(widths: [3, 4, 1], seed: 5), Adam(), on: SingleThread())
                let counts = try (0..<6).map { step in
                    let before = tessera_test_allocations()
                    try session.step(batches[step % 2])
                    return tessera_test_allocations() - before
                }
                #expect(counts[5] == 0, "\(backend.name): \(counts)")
            }
        }
    }

    /// Gradients are lent, and may be changed before the update.
    @Test func gradientsAreWhereTheyAre() throws {
        let start = Sequential<Float>(widths: [3, 1], seed: 5)
        let session = try Self.session(start, SGD(learningRate: 0.5))
        let loss = try session.computeGradient(Self.table)
        let plan = try Plan(for: start, rows: Self.table.rowShape) {
            meanSquaredError(predicted: $0($1.features), expected: $1.targets)
        }
        let expected = try plan.valueAndGradient(at: start, over: Self.table)
        #expect(loss == Double(expected.value))
        var gradients: [[Float]] = []
        session.forEachParameter { _, _, gradient in
            gradients.append(gradient.indices.map { gradient[$0] })
            for index in gradient.indices { gradient[index] = 1 }
        }
        #expect(gradients == expected.gradient.parameters.map(\.scalars))
        session.update()
        let moved = zip(session.model.parameters, start.parameters).map { ($0 - ($1 - 0.5)).abs().max().item }
        #expect(moved.allSatisfy { $0 == 0 })
        session.learningRate = 0
        try session.step(Self.table)
        #expect(session.updates == 2)
    }

    @Test func rowsOfAnotherShapeAreRefused() throws {
        let session = try Self.session(Sequential<Float>(widths: [3, 1], seed: 5), SGD())
        let wide = try RowTable(features: Tensor<Float>(ones: [2, 4]), targets: Tensor<Float>(ones: [2]))
        #expect(throws: TrainingError.self) { try session.step(wide) }
        let none = try RowTable(features: Tensor<Float>(ones: [0, 3]), targets: Tensor<Float>(ones: [0]))
        #expect(throws: TrainingError.self) { try session.step(none) }
        #expect(throws: TrainingError.self) { try Self.session(Sequential<Float>(widths: [3, 1]), SGD(momentum: 2)) }
    }
}

/// Mini-batches of rows.
@Suite struct BatchTests {
    /// Every row is in one batch; without a seed in its order.
    @Test(arguments: [nil, 7 as UInt64], [1, 3, 64, 1000])
    func everyRowComesOnce(_ seed: UInt64?, _ size: Int) throws {
        let table = try RowTable<Double>(
            features: Tensor<Double>(rangeFrom: 0, to: 300).reshaped(to: [300, 1]),
            targets: Tensor<Double>(rangeFrom: 0, to: 300),
            weights: Tensor<Double>(rangeFrom: 0, to: 300))
        var seen: [Double] = []
        for batch in table.batches(of: size, shuffledBy: seed) {
            #expect(batch.rowCount == min(size, 300 - seen.count))
            let numbers = batch.features.scalars
            #expect(numbers == batch.targets.scalars && numbers == batch.weights?.scalars)
            seen += numbers
        }
        #expect(seen.sorted() == (0..<300).map { Double($0) })
        #expect((seen == seen.sorted()) == (seed == nil))
        var read: [Double] = []
        let batches = try Hidden(rows: table).batches(of: size, shuffledBy: seed)
        while let batch = try batches.next() {
            #expect(batch.features.scalars == batch.targets.scalars)
            read += batch.features.scalars
        }
        #expect(read == seen)
    }

    /// Whoever keeps a batch has it as it was.
    @Test func aBatchThatIsKeptStays() throws {
        let table = try RowTable<Double>(
            features: Tensor<Double>(rangeFrom: 0, to: 300).reshaped(to: [300, 1]),
            targets: Tensor<Double>(rangeFrom: 0, to: 300))
        let kept = Array(table.batches(of: 64, shuffledBy: 1))
        #expect(kept.flatMap { $0.features.scalars }.sorted() == (0..<300).map { Double($0) })
        let other = Array(table.batches(of: 64, shuffledBy: 1, epoch: 2))
        #expect(kept.map { $0.features } != other.map { $0.features })
    }
}

/// A table that has to be read.
private struct Hidden: RowSource {
    let rows: RowTable<Double>

    var rowCount: Int { rows.rowCount }
    var rowShape: RowShape { rows.rowShape }

    func read(_ range: Range<Int>, into block: inout RowBlock<Double>) throws(RowSourceError) {
        try rows.read(range, into: &block)
    }
}
