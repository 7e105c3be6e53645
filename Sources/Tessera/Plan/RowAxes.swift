/// Finds the batch axis of each value of a traced graph: the axis along which it holds the rows.
///
/// The columns hold the rows along axis 0; the row rules of the operations propagate this axis through the graph. The
/// meaning of an axis is never guessed by comparing its extent with the number of rows: in a batch of 64 rows of 64
/// features the rules tell the two axes apart.
///
/// A value that does not depend on a column holds no rows. If all its elements are equal along an axis as long as the
/// batch, as in a broadcast gradient or a tensor of ones, this axis may serve as its batch axis; `alternatives` lists
/// such axes.
struct RowAxes {
    /// The axis along which each operand of an operation has to hold the rows; nil for an operand without rows.
    typealias Assignment = [Int?]

    private struct Finding {
        /// The batch axis of a value that depends on a column; nil if the rows are contracted or there are none.
        var axis: Int?
        var holdsRows: Bool { axis != nil }
        var sumsRows = false
        /// The axes of the operands for which `axis` or `sumsRows` holds.
        var assignment: Assignment = []
        var alternatives: [Int: Assignment] = [:]
    }

    private let graph: TracedGraph
    private var findings: [Finding] = []
    /// The reason why all rows have to be one tile; nil if they can be cut.
    private(set) var singleTileReason: String?

    init(_ graph: TracedGraph) {
        self.graph = graph
        for vertex in graph.vertices { findings.append(finding(vertex)) }
        for output in [graph.loss] + graph.gradients.compactMap({ $0 }) where findings[output].holdsRows {
            singleTileReason = singleTileReason ?? "a result holds the rows themselves"
        }
    }

    private mutating func finding(_ vertex: TracedGraph.Vertex) -> Finding {
        var finding = Finding()
        switch vertex.source {
        case .parameter: break
        case .column: finding.axis = 0
        case .constant(let tensor):
            for axis in vertex.shape.indices
            where isLongEnough(vertex.shape[axis]) && tensor.isConstant(along: axis) {
                finding.alternatives[axis] = []
            }
        case .operation(let operation): finding = self.finding(operation, vertex)
        }
        return finding
    }

    /// Whether an axis of this extent can hold the rows, each as one or more positions.
    private func isLongEnough(_ extent: Int) -> Bool { extent > 0 && extent % graph.rowCount == 0 }

    private mutating func finding(_ operation: any TensorOperation, _ vertex: TracedGraph.Vertex) -> Finding {
        var finding = Finding()
        let isForced = vertex.operands.contains { findings[$0].holdsRows }
        if !isForced, operation is any RepeatingOperation { finding.alternatives = broadcastAxes(operation, vertex) }
        var reason: String?
        for assignment in assignments(vertex.operands) where assignment.contains(where: { $0 != nil }) {
            switch outcome(operation, vertex, assignment) {
            case .rows(let axis):
                if isForced { return Finding(axis: axis, assignment: assignment) }
                if finding.alternatives[axis] == nil { finding.alternatives[axis] = assignment }
            case .sum:
                if isForced { return Finding(sumsRows: true, assignment: assignment) }
                if !finding.sumsRows { (finding.sumsRows, finding.assignment) = (true, assignment) }
            case .oneTile(let text): reason = reason ?? text
            }
        }
        if isForced { singleTileReason = singleTileReason ?? reason }
        return finding
    }

    /// The broadcast axes of the result whose extent is a multiple of the number of rows.
    private func broadcastAxes(_ operation: any TensorOperation, _ vertex: TracedGraph.Vertex) -> [Int: Assignment] {
        let operand = graph.vertices[vertex.operands[0]].shape
        let shift = vertex.shape.rank - operand.rank
        var axes: [Int: Assignment] = [:]
        for axis in vertex.shape.indices where isLongEnough(vertex.shape[axis]) {
            let isStretched = axis < shift || operand[axis - shift] == 1
            if isStretched, fits(operation, vertex, [nil], axis) { axes[axis] = [nil] }
        }
        return axes
    }

    /// All combinations of the operands' axes; for an operand without rows, nil precedes its alternatives. Once there
    /// would be more than 256 combinations, each further operand contributes only its first choice.
    private func assignments(_ operands: [Int]) -> [Assignment] {
        var all: [Assignment] = [[]]
        for operand in operands {
            let finding = findings[operand]
            let choices: [Int?] =
                finding.holdsRows ? [finding.axis] : [nil] + finding.alternatives.keys.sorted().map { $0 }
            let isFew = all.count * choices.count <= 256
            all = all.flatMap { start in (isFew ? choices : Array(choices.prefix(1))).map { start + [$0] } }
        }
        return all
    }

    private enum Outcome {
        case rows(axis: Int), sum
        case oneTile(String)
    }

    private func outcome(
        _ operation: any TensorOperation, _ vertex: TracedGraph.Vertex, _ assignment: Assignment
    ) -> Outcome {
        let name = operation.name
        switch operation.rowRule(axes: assignment, shapes: vertex.operands.map { graph.vertices[$0].shape }) {
        case .perRow(let axis):
            guard vertex.shape.indices.contains(axis), isLongEnough(vertex.shape[axis]),
                operation is any RegroupingOperation || extents(vertex, assignment).contains(vertex.shape[axis])
            else { break }
            if fits(operation, vertex, assignment, axis) { return .rows(axis: axis) }
            return .oneTile("\(name) depends on the very number of rows")
        case .sumsRows:
            guard vertex.scalarType == graph.vertices[graph.loss].scalarType else {
                return .oneTile("\(name) adds the rows up in another precision than the loss")
            }
            if fits(operation, vertex, assignment, nil) { return .sum }
            return .oneTile("\(name) depends on the very number of rows")
        case .averagesRows: return .oneTile("\(name) averages the rows")
        case .mixesRows(let reason): return .oneTile("\(name): \(reason)")
        case .noRows: break
        }
        return .oneTile("\(name) has a row rule that its result's shape contradicts")
    }

    /// Whether the operation works for any number of rows: resized to a trial number of rows, 7 or 11, it yields a
    /// result of that number.
    private func fits(
        _ operation: any TensorOperation, _ vertex: TracedGraph.Vertex, _ assignment: Assignment, _ axis: Int?
    ) -> Bool {
        let rows = graph.rowCount == 7 ? 11 : 7
        let other = graph.operation(operation, vertex.shape, along: axis, rows: rows)
        let shapes = zip(vertex.operands, assignment).map { operand, axis in
            graph.shape(graph.vertices[operand].shape, along: axis, rows: rows)
        }
        return (try? other.shape(of: shapes)) == graph.shape(vertex.shape, along: axis, rows: rows)
    }

    /// The extents of the batch axes of the operands that have one.
    private func extents(_ vertex: TracedGraph.Vertex, _ assignment: Assignment) -> [Int] {
        zip(vertex.operands, assignment).compactMap { operand, axis in axis.map { graph.vertices[operand].shape[$0] } }
    }
}

extension RowAxes {
    /// A vertex together with one choice of its batch axis.
    private struct Version: Hashable {
        let vertex: Int
        let axis: Int?
    }

    /// Returns the graph in which every vertex has one batch axis or none. A value that is used with several batch axes
    /// is duplicated, once for each of them.
    func assigned() -> TracedGraph {
        let versions = neededVersions()
        var indices: [Version: Int] = [:]
        var vertices: [TracedGraph.Vertex] = []
        for version in versions {
            indices[version] = vertices.count
            vertices.append(vertex(version, indices))
        }
        func output(_ vertex: Int) -> Int { indices[Version(vertex: vertex, axis: nil)] ?? 0 }
        return TracedGraph(
            rowCount: graph.rowCount, vertices: vertices, loss: output(graph.loss),
            gradients: graph.gradients.map { $0.map(output) })
    }

    /// The versions that the outputs depend on, in topological order.
    private func neededVersions() -> [Version] {
        var axes = [Set<Int?>](repeating: [], count: graph.vertices.count)
        for output in [graph.loss] + graph.gradients.compactMap({ $0 }) { axes[output].insert(nil) }
        for index in graph.vertices.indices.reversed() {
            for axis in axes[index] {
                for (operand, own) in zip(graph.vertices[index].operands, assignment(index, axis)) {
                    axes[operand].insert(own)
                }
            }
        }
        return axes.enumerated().flatMap { vertex, axes in
            axes.sorted { ($0 ?? -1) < ($1 ?? -1) }.map { Version(vertex: vertex, axis: $0) }
        }
    }

    private func assignment(_ vertex: Int, _ axis: Int?) -> Assignment {
        let finding = findings[vertex]
        if finding.axis == axis, axis != nil || finding.sumsRows { return finding.assignment }
        if let axis { return finding.alternatives[axis] ?? [] }
        return graph.vertices[vertex].operands.map { _ in nil }
    }

    private func vertex(_ version: Version, _ indices: [Version: Int]) -> TracedGraph.Vertex {
        let vertex = graph.vertices[version.vertex]
        let assignment = assignment(version.vertex, version.axis)
        var source = vertex.source
        if case .constant(let tensor) = source, let axis = version.axis {
            source = .constant(tensor.repeated(along: axis))
        }
        let operands = zip(vertex.operands, assignment).compactMap { indices[Version(vertex: $0, axis: $1)] }
        return TracedGraph.Vertex(
            source: source, operands: operands, shape: vertex.shape, scalarType: vertex.scalarType,
            rowAxis: version.axis, sumsRows: version.axis == nil && findings[version.vertex].sumsRows)
    }
}

extension AnyTensor {
    /// Whether the elements are constant along an axis.
    fileprivate func isConstant(along axis: Int) -> Bool {
        switch self {
        case .float(let tensor): tensor.isConstant(along: axis)
        case .double(let tensor): tensor.isConstant(along: axis)
        case .float16(let tensor): tensor.isConstant(along: axis)
        case .bfloat16(let tensor): tensor.isConstant(along: axis)
        case .int32(let tensor): tensor.isConstant(along: axis)
        case .int64(let tensor): tensor.isConstant(along: axis)
        case .uint8(let tensor): tensor.isConstant(along: axis)
        case .bool(let tensor): tensor.isConstant(along: axis)
        }
    }

    /// A view that repeats the first position along an axis with stride 0, so that it fits any extent.
    fileprivate func repeated(along axis: Int) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.repeatingFirst(along: axis))
        case .double(let tensor): .double(tensor.repeatingFirst(along: axis))
        case .float16(let tensor): .float16(tensor.repeatingFirst(along: axis))
        case .bfloat16(let tensor): .bfloat16(tensor.repeatingFirst(along: axis))
        case .int32(let tensor): .int32(tensor.repeatingFirst(along: axis))
        case .int64(let tensor): .int64(tensor.repeatingFirst(along: axis))
        case .uint8(let tensor): .uint8(tensor.repeatingFirst(along: axis))
        case .bool(let tensor): .bool(tensor.repeatingFirst(along: axis))
        }
    }
}

extension Tensor {
    fileprivate func repeatingFirst(along axis: Int) -> Tensor {
        var strides = resolvedStrides
        strides[axis] = 0
        return view(shape: shape, strides: strides)
    }

    fileprivate func isConstant(along axis: Int) -> Bool {
        if count == 0 || resolvedStrides[axis] == 0 { return count > 0 }
        let (elements, first) = (contiguous(), repeatingFirst(along: axis).copied())
        return (0..<count).allSatisfy { index in
            elements.base[index].isInterchangeable(with: first.base[index])
        }
    }
}
