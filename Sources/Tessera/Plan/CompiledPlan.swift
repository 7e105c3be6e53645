/// A plan that is compiled for given shapes of the parameters and of a row, and for a given number of rows.
struct CompiledPlan: Sendable {
    let compiler: PlanCompiler
    let rowShape: RowShape
    /// The row-free programs, one before each pass and one after the last.
    let rowFreePrograms: [LoadedProgram]

    var layout: PlanLayout { compiler.layout }
    var kernels: any Kernels { compiler.kernels }
    var rowCount: Int { compiler.graph.rowCount }
    var passes: Int { compiler.schedule.passes }
    /// The reason why all rows have to be one tile; nil if they can be cut.
    var singleTileReason: String? { compiler.schedule.singleTileReason }
    var scalarBytes: Int { compiler.graph.vertices[compiler.graph.loss].scalarType.byteCount }

    init(_ graph: TracedGraph, _ schedule: Schedule, parameterShapes: [Shape], rowShape: RowShape, kernels: any Kernels)
    {
        compiler = PlanCompiler(
            graph, schedule, parameterShapes: parameterShapes, columns: rowShape.columns.count, kernels: kernels)
        self.rowShape = rowShape
        rowFreePrograms = compiler.rowFreePrograms.map(compiler.loaded)
    }

    /// The tiles and chunks of the rows. The memory per row is estimated by compiling a tile of 64 rows.
    var tiling: Tiling {
        if singleTileReason != nil || rowCount <= Tiling.leastHeight { return Tiling(single: rowCount) }
        let sample = 64
        let scratch = compiler.tilePrograms(rows: sample).scratchBytes
        let rowBytes = rowShape.width * scalarBytes + scratch / sample
        let sumBytes = layout.sums.joined().reduce(0) { $0 + $1.count * scalarBytes }
        return Tiling(rows: rowCount, rowBytes: rowBytes, rowWork: compiler.rowWork, sumBytes: sumBytes)
    }

    /// The constants in the order of their slots.
    var constants: [AnyTensor] {
        layout.constants.map { index in
            guard case .constant(let tensor) = compiler.graph.vertices[index].source else {
                fatalError("vertex \(index) of a plan is no constant")
            }
            return tensor
        }
    }
}

extension PlanCompiler {
    /// The number of multiplications and additions per row, derived from the shapes.
    var rowWork: Int {
        // A plan that cuts tiles is counted on a sample of 64 rows; a single tile has a fixed number of rows.
        let sample = schedule.singleTileReason == nil ? 64 : graph.rowCount
        var work = 0
        for (index, vertex) in graph.vertices.enumerated() {
            guard case .operation(let operation) = vertex.source else { continue }
            switch schedule.stages[index] {
            case .tile, .sum: break
            case .once, .step: continue
            }
            let inputs = vertex.operands.map { graph.shape($0, rows: sample) }
            let result = graph.shape(index, rows: sample)
            let elements = ([result] + inputs).map(\.elementCount).max() ?? 0
            work += (operation as? any LoweredOperation)?.work(inputs, result: result) ?? elements
        }
        return work / sample
    }
}
