/// Finds the axis along which each value of a traced graph holds the rows of the batch.
///
/// The columns hold them along axis 0; from there the row rules of the operations lead on. No extent is ever compared
/// with the number of rows to find out what it means: a batch of 64 rows of 64 features is told apart by the rules.
///
/// A value that no column leads to holds no rows. Where all its elements are alike along an axis as long as the batch, as
/// in a stretched gradient or a tensor of ones, it may take part as rows along that axis; `alternatives` lists these axes.
struct RowAxes {
    /// For each operand of an operation the axis along which it is to hold the rows; nil for none.
    typealias Assignment = [Int?]

    private struct Finding {
        /// Where a column leads to the value: the axis of its rows, nil where they are contracted.
        var axis: Int?
        var holdsRows: Bool { axis != nil }
        var sumsRows = false
        /// What `axis` or `sumsRows` asks of the operands.
        var assignment: Assignment = []
        var alternatives: [Int: Assignment] = [:]
    }

    private let graph: TracedGraph
    private var findings: [Finding] = []
    /// Why all rows have to be one tile; nil where they need not.
    private(set) var obstacle: String?

    init(_ graph: TracedGraph) {
        self.graph = graph
        for vertex in graph.vertices { findings.append(finding(vertex)) }
        for output in [graph.loss] + graph.gradients.compactMap({ $0 }) where findings[output].holdsRows {
            obstacle = obstacle ?? "a result holds the rows themselves"
        }
    }

    private mutating func finding(_ vertex: TracedGraph.Vertex) -> Finding {
        var finding = Finding()
        switch vertex.source {
        case .parameter: break
        case .column: finding.axis = 0
        case .constant(let tensor):
            for axis in vertex.shape.indices
            where isLongEnough(vertex.shape[axis]) && tensor.isAlike(along: axis) {
                finding.alternatives[axis] = []
            }
        case .operation(let operation): finding = self.finding(operation, vertex)
        }
        return finding
    }

    /// Whether an axis may hold the rows, each as one or more positions.
    private func isLongEnough(_ extent: Int) -> Bool { extent > 0 && extent % graph.rowCount == 0 }

    private mutating func finding(_ operation: any TensorOperation, _ vertex: TracedGraph.Vertex) -> Finding {
        var finding = Finding()
        let isForced = vertex.operands.contains { findings[$0].holdsRows }
        if !isForced, operation is any RepeatingOperation { finding.alternatives = stretched(operation, vertex) }
        var reason: String?
        for assignment in assignments(vertex.operands) where assignment.contains(where: { $0 != nil }) {
            switch outcome(operation, vertex, assignment) {
            case .rows(let axis):
                if isForced { return Finding(axis: axis, assignment: assignment) }
                if finding.alternatives[axis] == nil { finding.alternatives[axis] = assignment }
            case .sum:
                if isForced { return Finding(sumsRows: true, assignment: assignment) }
                if !finding.sumsRows { (finding.sumsRows, finding.assignment) = (true, assignment) }
            case .obstacle(let text): reason = reason ?? text
            }
        }
        if isForced { obstacle = obstacle ?? reason }
        return finding
    }

    /// The axes of a stretched value that are as long as the batch, or a multiple.
    private func stretched(_ operation: any TensorOperation, _ vertex: TracedGraph.Vertex) -> [Int: Assignment] {
        let operand = graph.vertices[vertex.operands[0]].shape
        let shift = vertex.shape.rank - operand.rank
        var axes: [Int: Assignment] = [:]
        for axis in vertex.shape.indices where isLongEnough(vertex.shape[axis]) {
            let isStretched = axis < shift || operand[axis - shift] == 1
            if isStretched, fits(operation, vertex, [nil], axis) { axes[axis] = [nil] }
        }
        return axes
    }

    /// Every choice of the operands' axes, those with the fewest rows first; only a plain one where there are too many.
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
        case obstacle(String)
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
            return .obstacle("\(name) depends on the very number of rows")
        case .sumsRows:
            guard vertex.scalarType == graph.vertices[graph.loss].scalarType else {
                return .obstacle("\(name) adds the rows up in another precision than the loss")
            }
            if fits(operation, vertex, assignment, nil) { return .sum }
            return .obstacle("\(name) depends on the very number of rows")
        case .averagesRows: return .obstacle("\(name) averages the rows")
        case .mixesRows(let reason): return .obstacle("\(name): \(reason)")
        case .noRows: break
        }
        return .obstacle("\(name) has a row rule that its result's shape contradicts")
    }

    /// Whether the operation, told of another number of rows, makes a result of that number.
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

    /// The extents of the axes along which operands hold rows.
    private func extents(_ vertex: TracedGraph.Vertex, _ assignment: Assignment) -> [Int] {
        zip(vertex.operands, assignment).compactMap { operand, axis in axis.map { graph.vertices[operand].shape[$0] } }
    }
}

extension RowAxes {
    /// A value held in one way: the vertex, and the axis of its rows.
    private struct Version: Hashable {
        let vertex: Int
        let axis: Int?
    }

    /// The graph in which every value holds rows along one axis or none; a value that is used in several ways occurs as
    /// often.
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

    /// What the results need, operands first.
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
    /// Whether the elements along an axis are all the same.
    fileprivate func isAlike(along axis: Int) -> Bool {
        switch self {
        case .float(let tensor): tensor.isAlike(along: axis)
        case .double(let tensor): tensor.isAlike(along: axis)
        case .int32(let tensor): tensor.isAlike(along: axis)
        case .bool(let tensor): tensor.isAlike(along: axis)
        }
    }

    /// The first position along an axis, repeated: a view that fits any extent.
    fileprivate func repeated(along axis: Int) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.repeatingFirst(along: axis))
        case .double(let tensor): .double(tensor.repeatingFirst(along: axis))
        case .int32(let tensor): .int32(tensor.repeatingFirst(along: axis))
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

    fileprivate func isAlike(along axis: Int) -> Bool {
        if count == 0 || resolvedStrides[axis] == 0 { return count > 0 }
        let (elements, first) = (contiguous(), repeatingFirst(along: axis).copied())
        return (0..<count).allSatisfy { index in
            let (a, b) = (elements.base[index], first.base[index])
            // 0 and −0 are equal, but not alike: one divides to ∞, the other to −∞.
            return a == b ? a.scalarValue.sign == b.scalarValue.sign : a != a && b != b
        }
    }
}
