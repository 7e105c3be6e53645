/// Lowers a scheduled graph to steps.
struct PlanCompiler {
    let graph: TracedGraph
    let schedule: Schedule
    let kernels: any Kernels
    private(set) var layout: PlanLayout
    /// The row-free programs: element i runs before pass i, the last one after all passes.
    private(set) var rowFreePrograms: [Program] = []

    private var scalarType: ScalarType { graph.vertices[graph.loss].scalarType }

    init(_ graph: TracedGraph, _ schedule: Schedule, parameterShapes: [Shape], columns: Int, kernels: any Kernels) {
        self.graph = graph
        self.schedule = schedule
        self.kernels = kernels
        layout = PlanLayout(graph, schedule, parameterShapes: parameterShapes, columns: columns)
        for level in 0...schedule.passes { rowFreePrograms.append(rowFreeProgram(level)) }
        rowFreePrograms[schedule.passes].append(outputCopies(parameterShapes))
    }

    private mutating func rowFreeProgram(_ level: Int) -> Program {
        var builder = ProgramBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: Slot.scratch)
        for (index, vertex) in graph.vertices.enumerated() where schedule.stages[index] == .step(level: level) {
            guard case .operation(let operation) = vertex.source, let result = layout.views[index] else { continue }
            let operands = vertex.operands.compactMap { layout.views[$0] }
            if let view = operation.operandView(operands, shape: vertex.shape) {
                layout.replace(index, by: view)
            } else {
                builder.emit(operation, operands, to: result, accumulates: false)
            }
        }
        stepScratchBytes = max(stepScratchBytes, builder.scratchBytes)
        return builder.program
    }

    /// The scratch memory of the row-free programs, in bytes.
    private(set) var stepScratchBytes = 0

    /// Copies the outputs that were not computed in their final location, such as a gradient that is a constant.
    private func outputCopies(_ parameterShapes: [Shape]) -> Program {
        var builder = ProgramBuilder(scalarType: scalarType, kernels: kernels, scratchSlot: Slot.scratch)
        var outputs = zip(graph.gradients, layout.parameterOffsets).map { ($0, $1) }
        outputs.append((graph.loss, layout.lossOffset))
        for case (let vertex?, let offset) in outputs {
            guard let source = layout.views[vertex] else { continue }
            let target = OperandView(
                slot: Slot.results, source.shape, scalarType, offset: offset / scalarType.byteCount)
            if source.slot == Slot.results, source.layout.offset == target.layout.offset, source.isRowMajor { continue }
            builder.copy(source, to: target)
        }
        return builder.program
    }

    /// Loads a program, so that it can run.
    func loaded(_ program: Program) -> LoadedProgram { LoadedProgram(program, kernels, scalarType) }

    /// Assembles a whole step of one pass over one tile as a native program; nil if the backend does not implement all
    /// of its steps.
    func wholeStep(around tile: Program) -> NativeProgram? {
        let native = kernels.assemble(rowFreePrograms[0].steps + tile.steps + rowFreePrograms[1].steps, scalarType)
        return native?.isComplete ?? false ? native : nil
    }

    /// Returns the program of every pass for a tile of `rows` rows, and the scratch memory that they need.
    func tilePrograms(rows: Int) -> (programs: [Program], scratchBytes: Int) {
        var bytes = stepScratchBytes
        let programs = (0..<schedule.passes).map { pass in
            var tile = TileCompiler(self, pass: pass, rows: rows)
            tile.run()
            bytes = max(bytes, tile.builder.scratchBytes)
            return tile.builder.program
        }
        return (programs, bytes)
    }
}

extension Program {
    /// Appends a program that has no calls.
    fileprivate mutating func append(_ other: Program) {
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
