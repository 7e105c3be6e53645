/// The slots of a plan's frame.
enum Slot {
    /// A worker's own memory, for values that live within a tile.
    static let scratch = 0
    /// The sums that the tiles of a leaf add to.
    static let sums = 1
    /// The sums over all tiles, and the results: the sums of leaf 0 once the others are added to them.
    static let results = 2
    /// Values that carry no rows.
    static let step = 3
    static let parameters = 4
    /// From here on the columns of the batch, then the constants.
    static let columns = 5
}

/// Where a plan keeps what does not depend on the number of rows.
///
/// The results begin with the gradients, laid out as the parameters are, and the loss; so that an optimizer can move
/// all parameters in one go.
struct PlanLayout {
    private(set) var places: [Int: Place] = [:]
    /// Constants and what follows from them; each has a slot of its own, in this order.
    private(set) var constants: [Int] = []
    private(set) var parameterOffsets: [Int] = []
    private(set) var parameterBytes = 0
    private(set) var lossOffset = 0
    private(set) var resultBytes = 0
    private(set) var stepBytes = 0
    /// For each pass, where the sums stand and how many numbers they are.
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
            place(index, vertex, schedule.stages[index], output: outputs[index])
        }
        joinSums(scalarType.byteCount)
    }

    /// The offset of the result that each vertex can be computed at, if it is one.
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

    /// The vertex whose memory this one shares as it is, through reshapes and the like.
    private static func owner(of vertex: Int, _ graph: TracedGraph, _ schedule: Schedule) -> Int {
        guard case .step = schedule.stages[vertex], case .operation(let operation) = graph.vertices[vertex].source,
            let operand = graph.vertices[vertex].operands.first
        else { return vertex }
        let source = graph.vertices[operand]
        let place = Place(slot: 0, shape: source.shape, strides: nil, offset: 0, scalarType: source.scalarType)
        guard let view = operation.viewPlace([place], shape: graph.vertices[vertex].shape), view.isRowMajor,
            view.offset == 0, view.count == place.count
        else { return vertex }
        return owner(of: operand, graph, schedule)
    }

    /// Sums that follow one another become one, with what lies between them: nobody reads that.
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

    private mutating func place(_ index: Int, _ vertex: TracedGraph.Vertex, _ stage: Schedule.Stage, output: Int?) {
        var place = Place(slot: 0, shape: vertex.shape, strides: nil, offset: 0, scalarType: vertex.scalarType)
        let width = vertex.scalarType.byteCount
        switch (vertex.source, stage) {
        case (.parameter(let number), _):
            (place.slot, place.offset) = (Slot.parameters, parameterOffsets[number] / width)
        case (.constant(let tensor), _):
            place.slot = newConstant(index)
            (place.strides, place.offset) = tensor.layout
        case (_, .once): place.slot = newConstant(index)
        case (_, .sum(let level)):
            let offset = output ?? Self.claim(place.count * width, in: &resultBytes)
            (place.slot, place.offset) = (Slot.results, offset / width)
            sums[level].append((offset, place.count))
        case (_, .step):
            if let output {
                (place.slot, place.offset) = (Slot.results, output / width)
            } else {
                (place.slot, place.offset) = (Slot.step, Self.claim(place.count * width, in: &stepBytes) / width)
            }
        case (_, .tile): return
        }
        places[index] = place
    }

    /// A value that turned out to be a view of another one.
    mutating func replace(_ index: Int, by place: Place) {
        places[index] = place
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

    static func aligned(_ bytes: Int) -> Int { (bytes + 63) & ~63 }
}

extension TensorOperation {
    /// The result as another layout of an operand's place, where the operation moves no element.
    func viewPlace(_ operands: [Place], shape: Shape) -> Place? {
        let standIns = operands.map(\.erasedStandIn)
        guard let view = view(Inputs(standIns), shape: shape)?.erased else { return nil }
        for (place, standIn) in zip(operands, standIns) {
            if let viewed = place.viewed(as: view, of: standIn) { return viewed }
        }
        return nil
    }
}

extension AnyTensor {
    fileprivate var layout: ([Int]?, Int) {
        switch self {
        case .float(let tensor): (tensor.strides, tensor.offset)
        case .double(let tensor): (tensor.strides, tensor.offset)
        case .int32(let tensor): (tensor.strides, tensor.offset)
        case .bool(let tensor): (tensor.strides, tensor.offset)
        }
    }
}
