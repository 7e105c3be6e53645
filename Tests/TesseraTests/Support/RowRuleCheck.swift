import Testing

@testable import Tessera

/// Holds the row rule of a recorded operation to its word: the operation is computed on the first rows, on the other
/// rows, and on all of them.
struct RowRuleCheck {
    private let node: Node

    init(_ node: Node) {
        self.node = node
    }

    /// Tries every choice of a row axis for each operand, with the others holding none, and the same axis for all.
    func expectRule(_ comment: String) {
        let shapes = node.inputs.map(\.shape)
        guard !(node.operation is Variable<Double>), let first = shapes.first else { return }
        for axis in first.indices {
            expect(axes: shapes.map { $0 == first ? axis : nil }, comment)
            expect(axes: shapes.indices.map { $0 == 0 ? axis : nil }, comment)
        }
        if shapes.count > 1 {
            for axis in shapes[1].indices { expect(axes: shapes.indices.map { $0 == 1 ? axis : nil }, comment) }
            if let depth = first.indices.last, shapes[1].rank > 1 {
                expect(axes: [depth, shapes[1].rank - 2] + shapes.dropFirst(2).map { _ in nil }, comment)
            }
        }
    }

    private func expect(axes: [Int?], _ comment: String) {
        let extents = zip(axes, node.inputs).compactMap { axis, input in axis.map { input.shape[$0] } }
        guard let rows = extents.first, rows > 1, extents.allSatisfy({ $0 == rows }) else { return }
        let rule = node.operation.rowRule(axes: axes, shapes: node.inputs.map(\.shape))
        let message = "\(node.operation.name), rows along \(axes), \(rule), \(comment)"
        if case .mixesRows = rule { return }
        let parts = [0..<(rows / 2), (rows / 2)..<rows].map { compute($0, axes) }
        guard let whole = node.value.asDouble, let first = parts[0], let second = parts[1] else { return }
        switch rule {
        case .noRows, .mixesRows: Issue.record("\(message): operands hold rows")
        case .perRow(let axis):
            // These name the extents of their result: for all rows, not for a part.
            if ["reshape", "expand"].contains(node.operation.name), first.shape[axis] != rows / 2 { return }
            expectClose(Tensor(concatenating: [first, second], axis: axis), whole.naive, message)
        case .sumsRows: expectClose(first + second, whole.naive, message)
        case .averagesRows:
            let fraction = Double(rows / 2) / Double(rows)
            expectClose(first * fraction + second * (1 - fraction), whole.naive, message)
        }
    }

    private func compute(_ range: Range<Int>, _ axes: [Int?]) -> Tensor<Double>? {
        let inputs = zip(node.inputs, axes).map { input, axis in axis.map { input.part($0, range) } ?? input }
        return run(node.operation, inputs.map { $0.recorded(by: nil) })
    }

    private func run<Op: TensorOperation>(_ operation: Op, _ inputs: [AnyTensor]) -> Tensor<Double>? {
        (try? apply(checking: operation, to: inputs))?.erased.asDouble
    }
}

extension AnyTensor {
    fileprivate var asDouble: Tensor<Double>? {
        switch self {
        case .float(let tensor): Tensor<Double>(tensor)
        case .double(let tensor): tensor
        case .float16(let tensor): Tensor<Double>(tensor)
        case .bfloat16(let tensor): Tensor<Double>(tensor)
        case .int32(let tensor): Tensor<Double>(tensor)
        case .int64(let tensor): Tensor<Double>(tensor)
        case .uint8(let tensor): Tensor<Double>(tensor)
        case .bool(let tensor): Tensor<Double>(tensor)
        }
    }

    fileprivate func part(_ axis: Int, _ range: Range<Int>) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.sliced(axis: axis, range))
        case .double(let tensor): .double(tensor.sliced(axis: axis, range))
        case .float16(let tensor): .float16(tensor.sliced(axis: axis, range))
        case .bfloat16(let tensor): .bfloat16(tensor.sliced(axis: axis, range))
        case .int32(let tensor): .int32(tensor.sliced(axis: axis, range))
        case .int64(let tensor): .int64(tensor.sliced(axis: axis, range))
        case .uint8(let tensor): .uint8(tensor.sliced(axis: axis, range))
        case .bool(let tensor): .bool(tensor.sliced(axis: axis, range))
        }
    }
}
