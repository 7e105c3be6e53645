/// Turns a scheduled graph into steps.
struct PlanCompiler {
    let graph: TracedGraph
    let schedule: Schedule
    let kernels: any Kernels
    private(set) var layout: PlanLayout
    /// The steps before pass i that carry no rows; the last are those after all passes.
    private(set) var stepCodes: [Code] = []

    private var scalarType: ScalarType { graph.vertices[graph.loss].scalarType }

    init(_ graph: TracedGraph, _ schedule: Schedule, parameterShapes: [Shape], columns: Int, kernels: any Kernels) {
        self.graph = graph
        self.schedule = schedule
        self.kernels = kernels
        layout = PlanLayout(graph, schedule, parameterShapes: parameterShapes, columns: columns)
        for level in 0...schedule.passes { stepCodes.append(rowFreeCode(level)) }
        stepCodes[schedule.passes].append(outputCopies(parameterShapes))
    }

    private mutating func rowFreeCode(_ level: Int) -> Code {
        var builder = CodeBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: Slot.scratch)
        for (index, vertex) in graph.vertices.enumerated() where schedule.stages[index] == .step(level: level) {
            guard case .operation(let operation) = vertex.source, let result = layout.places[index] else { continue }
            let operands = vertex.operands.compactMap { layout.places[$0] }
            if let view = operation.viewPlace(operands, shape: vertex.shape) {
                layout.replace(index, by: view)
            } else {
                builder.emit(operation, operands, to: result, sums: false)
            }
        }
        stepScratchBytes = max(stepScratchBytes, builder.scratchBytes)
        return builder.code
    }

    /// Scratch memory that the steps without rows need.
    private(set) var stepScratchBytes = 0

    /// Results that are not where they belong, such as a gradient that is a constant, are copied there in the end.
    private func outputCopies(_ parameterShapes: [Shape]) -> Code {
        var builder = CodeBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: Slot.scratch)
        var outputs = zip(graph.gradients, layout.parameterOffsets).map { ($0, $1) }
        outputs.append((graph.loss, layout.lossOffset))
        for case (let vertex?, let offset) in outputs {
            guard let place = layout.places[vertex] else { continue }
            let target = Place(
                slot: Slot.results, shape: place.shape, strides: nil, offset: offset / scalarType.byteCount,
                scalarType: scalarType)
            if place.slot == Slot.results, place.offset == target.offset, place.isRowMajor { continue }
            builder.copy(place, to: target)
        }
        return builder.code
    }

    func prepared(_ code: Code) -> PreparedCode { PreparedCode(code, kernels, scalarType) }

    /// Everything that a step of one pass over one tile does; nil where the backend does not run all of it by itself.
    func wholeStep(around tile: Code) -> BoundSteps? {
        let bound = kernels.bind(stepCodes[0].steps + tile.steps + stepCodes[1].steps, scalarType)
        return bound?.isComplete ?? false ? bound : nil
    }

    /// The steps of every pass for a tile of so many rows, and the scratch memory they need.
    func tileCodes(rows: Int) -> (codes: [Code], scratchBytes: Int) {
        var bytes = stepScratchBytes
        let codes = (0..<schedule.passes).map { pass in
            var tile = TileCompiler(self, pass: pass, rows: rows)
            tile.run()
            bytes = max(bytes, tile.builder.scratchBytes)
            return tile.builder.code
        }
        return (codes, bytes)
    }
}

extension Code {
    /// Appends code that has steps and copies only.
    fileprivate mutating func append(_ other: Code) {
        for step in other.steps {
            if case .copy(let index) = step {
                copies.append(other.copies[index])
                steps.append(.copy(copies.count - 1))
            } else {
                steps.append(step)
            }
        }
    }
}

extension CodeBuilder {
    /// The steps of an operation, or a call of its `forward`.
    mutating func emit(_ operation: any TensorOperation, _ operands: [Place], to result: Place, sums: Bool) {
        let lowered = operation as? any LoweredOperation
        if lowered?.lower(operands, to: result, sums: sums, in: &self) ?? false { return }
        guard sums else { return call(operation, operands, to: result) }
        let part = allocate(result.shape, result.scalarType)
        emit(operation, operands, to: part, sums: false)
        append(.add(result.count, part.reference, result.reference))
        release(part)
    }
}
