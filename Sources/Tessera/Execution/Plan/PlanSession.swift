/// A model in training on a plan: parameters that steps change in place, and the rows that steps see.
///
/// The parameters lie one after another in one block, as do their gradients, so that an optimizer moves all of them in
/// one go. Used by one thread at a time.
package final class PlanSession<Model: Parameterized> {
    package typealias Scalar = Model.Scalar

    private let plan: Plan<Model>
    private let model: Model
    private let executor: any TileExecutor
    private let kernels = Backend.current.kernels
    private let block: Block
    private let places: [(offset: Int, count: Int)]
    /// One for each number of rows; there are two where the last batch is a short one.
    private var runs: [Int: PlanRun<Scalar>] = [:]
    private var latest: PlanRun<Scalar>?
    private var memory: [Block] = []

    /// - Throws: `PlanError.mismatched` where the model's parameters are not those of the plan.
    package init(_ plan: Plan<Model>, _ model: Model, on executor: any TileExecutor) throws(PlanError) {
        self.plan = plan
        self.model = model
        self.executor = executor
        var (places, offset): ([(offset: Int, count: Int)], Int) = ([], 0)
        for shape in plan.parameterShapes {
            places.append((offset, shape.elementCount))
            offset += PlanLayout.aligned(shape.elementCount * MemoryLayout<Scalar>.stride) / MemoryLayout<Scalar>.stride
        }
        self.places = places
        block = Block(byteCount: offset * MemoryLayout<Scalar>.stride)
        try load(model.parameters)
    }

    private func load(_ parameters: [Tensor<Scalar>]) throws(PlanError) {
        guard parameters.map(\.shape) == plan.parameterShapes else {
            throw .mismatched(
                expected: "parameters of shapes \(plan.parameterShapes)",
                got: "parameters of shapes \(parameters.map(\.shape))")
        }
        for (parameter, place) in zip(parameters, places) {
            let source = parameter.contiguous()
            (flatBase + place.offset).update(from: source.base, count: place.count)
            withExtendedLifetime(source.storage) {}
        }
    }

    private var flatBase: UnsafeMutablePointer<Scalar> { block.base.assumingMemoryBound(to: Scalar.self) }

    /// The loss of the last step.
    package var loss: Scalar { latest?.loss ?? .nan }

    /// The model with the parameters as they are now.
    package var trained: Model { copy(from: flatBase) }

    /// The gradients of the last step.
    package var gradient: Model {
        guard let latest else { fatalError("there is no gradient before the first step") }
        return copy(from: latest.gradients)
    }

    private func copy(from flat: UnsafeMutablePointer<Scalar>) -> Model {
        var index = 0
        return model.mappingParameters { parameter in
            defer { index += 1 }
            let place = places[index]
            return Tensor(
                UnsafeBufferPointer(start: flat + place.offset, count: place.count), shape: parameter.shape)
        }
    }

    /// Loss and gradients over all rows of a source.
    package func step(over source: some RowSource<Scalar>) throws {
        guard source.rowShape == plan.rowShape else {
            throw PlanError.mismatched(expected: "\(plan.rowShape)", got: "\(source.rowShape)")
        }
        try source.check()
        let run = try run(rows: source.rowCount)
        if let table = source.table {
            try run.step(.memory(table.columns.map(\.base)))
            withExtendedLifetime(table) {}
        } else {
            try run.step(.source(source))
        }
    }

    /// The plan at work on so many rows.
    func run(rows: Int) throws(PlanError) -> PlanRun<Scalar> {
        if let latest, latest.tiling.rows == rows { return latest }
        if let known = runs[rows] {
            latest = known
            return known
        }
        let run = PlanRun<Scalar>(try plan.compiled(rows: rows), rows: rows, executor: executor, parameters: block)
        runs[rows] = run
        latest = run
        return run
    }

    /// All parameters in one go, with as many further numbers for each as an optimizer remembers.
    package func flat(memoryCount: Int) -> FlatParameters<Scalar> {
        while memory.count < memoryCount { memory.append(Block(byteCount: block.byteCount)) }
        guard let latest else { fatalError("there is no gradient before the first step") }
        let numbers = memory.map { $0.base.assumingMemoryBound(to: Scalar.self) }
        return FlatParameters(
            count: block.byteCount / MemoryLayout<Scalar>.stride, parameters: flatBase,
            gradients: UnsafePointer(latest.gradients), memory: (numbers.first, numbers.dropFirst().first),
            kernels: kernels, executor: executor)
    }
}
