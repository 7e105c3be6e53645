/// The indices of the base addresses in a plan's frame, the table of addresses that the steps refer to. Every address
/// in a step is such an index, its slot, and an offset.
enum Slot {
    /// Scratch memory of a worker, for values that live only within a tile.
    static let scratch = 0
    /// The sums that the tiles of a chunk accumulate.
    static let sums = 1
    /// The sums over all tiles and the results: the sums of chunk 0, to which those of the other chunks are added.
    static let results = 2
    /// Values without rows.
    static let step = 3
    static let parameters = 4
    /// The first of the slots of the batch's columns; the slots of the constants follow them.
    static let columns = 5
}

/// The memory layout of the values whose size does not depend on the number of rows.
///
/// The results begin with the gradients, in the layout of the parameters, followed by the loss, so that an optimizer
/// can update all parameters in one kernel call.
struct PlanLayout {
    /// The location of each value.
    private(set) var views: [Int: OperandView] = [:]
    /// The vertices of constants in the order of their slots; each has a slot of its own.
    private(set) var constants: [Int] = []
    private(set) var parameterOffsets: [Int] = []
    private(set) var parameterBytes = 0
    private(set) var lossOffset = 0
    private(set) var resultBytes = 0
    private(set) var stepBytes = 0
    /// The byte offset in the results and the number of elements of each sum, by pass.
    private(set) var sums: [[(offset: Int, count: Int)]]
    let firstConstant: Int

    init(_ graph: TracedGraph, _ schedule: Schedule, parameterShapes: [Shape], columns: Int) {
        firstConstant = Slot.columns + columns
        sums = Array(repeating: [], count: schedule.passes)
        let scalarType = graph.vertices[graph.loss].scalarType
        for shape in parameterShapes {
            parameterOffsets.append(parameterBytes)
            parameterBytes += Self.aligned(shape.elementCount * scalarType.byteCount)
        }
        lossOffset = parameterBytes
        resultBytes = parameterBytes + 64
        let outputs = outputOffsets(graph, schedule)
        for (index, vertex) in graph.vertices.enumerated() {
            assign(index, vertex, schedule.stages[index], output: outputs[index])
        }
        joinSums(scalarType.byteCount)
    }

    /// The byte offset in the results at which a vertex that is an output, or owns the memory of one, can be computed.
    private func outputOffsets(_ graph: TracedGraph, _ schedule: Schedule) -> [Int: Int] {
        var offsets: [Int: Int] = [:]
        var targets = zip(graph.gradients, parameterOffsets).compactMap { vertex, offset in vertex.map { ($0, offset) }
        }
        targets.append((graph.loss, lossOffset))
        for (vertex, offset) in targets {
            let owner = Self.owner(of: vertex, graph, schedule)
            if offsets[owner] == nil { offsets[owner] = offset }
        }
        return offsets
    }

    /// The vertex whose memory this one aliases unchanged, through reshapes and the like.
    private static func owner(of vertex: Int, _ graph: TracedGraph, _ schedule: Schedule) -> Int {
        guard case .step = schedule.stages[vertex], case .operation(let operation) = graph.vertices[vertex].source,
            let operand = graph.vertices[vertex].operands.first
        else { return vertex }
        let source = graph.vertices[operand]
        let operandView = OperandView(source.shape, source.scalarType)
        guard let view = operation.operandView([operandView], shape: graph.vertices[vertex].shape), view.isRowMajor,
            view.layout.offset == 0, view.count == operandView.count
        else { return vertex }
        return owner(of: operand, graph, schedule)
    }

    /// Merges adjacent sums, including the alignment padding between them, which nobody reads.
    private mutating func joinSums(_ width: Int) {
        for level in sums.indices {
            var joined: [(offset: Int, count: Int)] = []
            for sum in sums[level].sorted(by: { $0.offset < $1.offset }) {
                if let last = joined.last, Self.aligned(last.offset + last.count * width) == sum.offset {
                    joined[joined.count - 1].count = (sum.offset - last.offset) / width + sum.count
                } else {
                    joined.append(sum)
                }
            }
            sums[level] = joined
        }
    }

    private mutating func assign(_ index: Int, _ vertex: TracedGraph.Vertex, _ stage: Schedule.Stage, output: Int?) {
        var view = OperandView(vertex.shape, vertex.scalarType)
        let width = vertex.scalarType.byteCount
        switch (vertex.source, stage) {
        case (.parameter(let number), _):
            (view.slot, view.layout.offset) = (Slot.parameters, parameterOffsets[number] / width)
        case (.constant(let tensor), _):
            view.slot = newConstant(index)
            view.layout = tensor.layout
        case (_, .once): view.slot = newConstant(index)
        case (_, .sum(let level)):
            let offset = output ?? Self.claim(view.count * width, in: &resultBytes)
            (view.slot, view.layout.offset) = (Slot.results, offset / width)
            sums[level].append((offset, view.count))
        case (_, .step):
            if let output {
                (view.slot, view.layout.offset) = (Slot.results, output / width)
            } else {
                (view.slot, view.layout.offset) = (Slot.step, Self.claim(view.count * width, in: &stepBytes) / width)
            }
        case (_, .tile): return
        }
        views[index] = view
    }

    /// Records that a value is a view of another one.
    mutating func replace(_ index: Int, by view: OperandView) {
        views[index] = view
    }

    private mutating func newConstant(_ index: Int) -> Int {
        constants.append(index)
        return firstConstant + constants.count - 1
    }

    var slotCount: Int { firstConstant + constants.count }

    private static func claim(_ bytes: Int, in total: inout Int) -> Int {
        defer { total += aligned(bytes) }
        return total
    }

    static func aligned(_ bytes: Int) -> Int { Block.aligned(bytes) }
}
