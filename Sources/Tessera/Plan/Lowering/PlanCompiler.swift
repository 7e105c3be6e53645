/// Lowers a scheduled graph to steps.
struct PlanCompiler {
    let graph: TracedGraph
    let schedule: Schedule
    let kernels: any Kernels
    private(set) var layout: PlanLayout
    /// The row-free programs: element i runs before pass i, the last one after all passes.
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
        var builder = ProgramBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: Slot.scratch)
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

    /// The scratch memory of the row-free programs, in bytes.
    private(set) var stepScratchBytes = 0

    /// Copies the outputs that were not computed in their final location, such as a gradient that is a constant.
    private func outputCopies(_ parameterShapes: [Shape]) -> Code {
        var builder = ProgramBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: Slot.scratch)
        var outputs = zip(graph.gradients, layout.parameterOffsets).map { ($0, $1) }
        outputs.append((graph.loss, layout.lossOffset))
        for case (let vertex?, let offset) in outputs {
            guard let source = layout.places[vertex] else { continue }
            let target = Place(
                slot: Slot.results, shape: source.shape, strides: nil, offset: offset / scalarType.byteCount,
                scalarType: scalarType)
            if source.slot == Slot.results, source.offset == target.offset, source.isRowMajor { continue }
            builder.copy(source, to: target)
        }
        return builder.code
    }

    /// Loads a program, so that it can run.
    func prepared(_ code: Code) -> LoadedProgram { LoadedProgram(code, kernels, scalarType) }

    /// Assembles a whole step of one pass over one tile as a native program; nil if the backend does not implement all
    /// of its steps.
    func wholeStep(around tile: Code) -> NativeProgram? {
        let bound = kernels.bind(stepCodes[0].steps + tile.steps + stepCodes[1].steps, scalarType)
        return bound?.isComplete ?? false ? bound : nil
    }

    /// Returns the program of every pass for a tile of `rows` rows, and the scratch memory that they need.
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
    /// Appends a program that has no calls.
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

extension ProgramBuilder {
    /// Appends the steps of an operation, or a call of its `forward` if it has none.
    mutating func emit(_ operation: any TensorOperation, _ operands: [Place], to result: Place, sums: Bool) {
        let lowered = operation as? any LoweredOperation
        if lowered?.lower(operands, to: result, sums: sums, in: &self) ?? false { return }
        guard sums else { return call(operation, operands, to: result) }
        let term = allocate(result.shape, result.scalarType)
        emit(operation, operands, to: term, sums: false)
        append(.add(result.count, term.reference, result.reference))
        release(term)
    }
}
