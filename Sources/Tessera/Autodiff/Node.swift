/// One recorded operation with its operands and its result: a node of the tape.
///
/// A node is never changed after it is made, except that its `deinit` clears `inputs` of nodes that nothing else refers
/// to. It is therefore safe to share: hence `@unchecked Sendable`.
package final class Node: @unchecked Sendable {
    package let operation: any TensorOperation
    package private(set) var inputs: [AnyTensor]
    /// The result, without its node, which would make a reference cycle.
    package let value: AnyTensor
    /// Whether the operation was traced but not evaluated: the value has a shape, and stands for elements that a plan
    /// will compute.
    package let isTraced: Bool
    /// The length of the longest path to a tensor that is not recorded.
    let depth: Int

    init(_ operation: any TensorOperation, inputs: [AnyTensor], value: AnyTensor, isTraced: Bool = false) {
        self.operation = operation
        self.inputs = inputs
        self.value = value
        self.isTraced = isTraced
        depth = 1 + (inputs.lazy.compactMap { $0.node?.depth }.max() ?? 0)
    }

    /// Releases a long tape in a loop. Otherwise every node would release the one before it, and the recursion would
    /// overflow the stack.
    deinit {
        guard depth > 256 else { return }
        var pending = inputs.compactMap(\.node)
        inputs = []
        while var node = pending.popLast() {
            guard isKnownUniquelyReferenced(&node) else { continue }
            pending += node.inputs.compactMap(\.node)
            node.inputs = []
        }
    }
}
