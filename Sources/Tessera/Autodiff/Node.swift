/// One recorded operation: what was computed, from what, with which result.
///
/// A node is never changed after it is made, except that its `deinit` takes the history apart; that makes it safe to
/// share: hence `@unchecked Sendable`.
package final class Node: @unchecked Sendable {
    package let operation: any TensorOperation
    package private(set) var inputs: [AnyTensor]
    /// The result, without its history: that would be a cycle.
    package let value: AnyTensor
    /// Whether nothing was computed: the value has a shape but stands for elements that a plan will fill in.
    package let isTraced: Bool
    /// The longest way to a tensor without history.
    let depth: Int

    init(_ operation: any TensorOperation, inputs: [AnyTensor], value: AnyTensor, isTraced: Bool = false) {
        self.operation = operation
        self.inputs = inputs
        self.value = value
        self.isTraced = isTraced
        depth = 1 + (inputs.lazy.compactMap { $0.node?.depth }.max() ?? 0)
    }

    /// A long history is released in a loop: left to itself every node would release the one before it, and the
    /// recursion would overflow the stack.
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
