/// A tensor whose axes have labels, as an operand of a contraction.
struct LabelledTensor<Scalar: RealScalar> {
    typealias Label = EinsumEquation.Label

    var tensor: Tensor<Scalar>
    /// A label for each axis.
    var labels: [Label]

    /// Returns the operand with each label once and no axis of extent 1 that other operands stretch: such axes are dropped, and
    /// of a repeated label the diagonal is taken. All of these are views.
    func simplified(_ extents: [Label: Int]) -> LabelledTensor {
        var result = self
        for axis in labels.indices.reversed() where tensor.shape[axis] == 1 && extents[labels[axis]] != 1 {
            result.tensor = result.tensor.squeezed(axes: [axis])
            result.labels.remove(at: axis)
        }
        while let (first, second) = result.repeatedAxes {
            let others = result.labels.indices.filter { $0 != first && $0 != second }
            result.tensor = result.tensor.transposed(others + [first, second]).diagonal()
            result.labels = others.map { result.labels[$0] } + [result.labels[first]]
        }
        return result
    }

    /// Two axes with the same label.
    private var repeatedAxes: (Int, Int)? {
        for (axis, label) in labels.enumerated() {
            if let first = labels[..<axis].firstIndex(of: label) { return (first, axis) }
        }
        return nil
    }

    /// Returns the operand summed over all labels but the given ones.
    func summed(keeping kept: Set<Label>) -> LabelledTensor {
        let axes = labels.indices.filter { !kept.contains(labels[$0]) }
        if axes.isEmpty { return self }
        return LabelledTensor(tensor: tensor.sum(axes: axes), labels: labels.filter(kept.contains))
    }

    /// Returns the tensor with its axes in the order of the given labels, which are those of this operand.
    func ordered(_ order: [Label]) -> Tensor<Scalar> {
        order == labels ? tensor : tensor.transposed(axes(order))
    }

    /// The number of the axis of each label.
    private func axes(_ labels: [Label]) -> [Int] { labels.compactMap { self.labels.firstIndex(of: $0) } }

    /// The extent of a label; 1 if the operand does not have it.
    private func extent(_ label: Label) -> Int { labels.firstIndex(of: label).map { tensor.shape[$0] } ?? 1 }
}

/// The product of two operands, summed over the labels that the result lacks: a contraction. It is a matrix product, of
/// a batch of matrices if a label of both operands remains, whose operands are read in place wherever their strides
/// allow it; or an elementwise product if nothing is summed.
extension LabelledTensor {
    /// - Parameter result: the labels of the result. A label that only one of the operands has must be among them.
    func contracted(with other: LabelledTensor, to result: [Label]) -> LabelledTensor {
        let shared = labels.filter(other.labels.contains)
        let summed = shared.filter { !result.contains($0) }
        if summed.isEmpty { return multiplied(by: other, to: result) }
        // The operand that has the last label of the result is on the right: then the product has the result's order.
        if let last = result.last, !other.labels.contains(last) {
            return other.matrixProduct(with: self, shared, summed).permuted(to: result)
        }
        return matrixProduct(with: other, shared, summed).permuted(to: result)
    }

    private func permuted(to order: [Label]) -> LabelledTensor { LabelledTensor(tensor: ordered(order), labels: order) }

    /// The elementwise product, with axes of extent 1 where an operand lacks a label.
    private func multiplied(by other: LabelledTensor, to result: [Label]) -> LabelledTensor {
        LabelledTensor(tensor: aligned(to: result) * other.aligned(to: result), labels: result)
    }

    private func aligned(to result: [Label]) -> Tensor<Scalar> {
        ordered(result.filter(labels.contains)).reshaped(to: Shape(result.map(extent)))
    }

    private func matrixProduct(
        with other: LabelledTensor, _ shared: [Label], _ summed: [Label]
    ) -> LabelledTensor {
        let batch = shared.filter { !summed.contains($0) }
        let depth = depthOrder(other, summed)
        let left = MatrixLabels(self, inBatch: batch, depth)
        let right = MatrixLabels(other, inBatch: batch, depth)
        let outer = batch + left.batch + right.batch
        let a = matrices(outer, isShared: batch.isEmpty && left.batch.isEmpty, left.merged, depth)
        let b = other.matrices(outer, isShared: batch.isEmpty && right.batch.isEmpty, depth, right.merged)
        let labels = outer + left.merged + right.merged
        let extents = labels.map { self.labels.contains($0) ? extent($0) : other.extent($0) }
        return LabelledTensor(tensor: a.matmul(b).reshaped(to: Shape(extents)), labels: labels)
    }

    /// Returns the operand as matrices: the labels of the batch, then those that make the rows and those that make the
    /// columns of a matrix.
    ///
    /// - Parameter isShared: whether the operand has none of the labels of the batch, and is one matrix for all.
    private func matrices(_ batch: [Label], isShared: Bool, _ rows: [Label], _ columns: [Label]) -> Tensor<Scalar> {
        let matrix = [rows.map(extent).reduce(1, *), columns.map(extent).reduce(1, *)]
        let outer = isShared ? [] : batch.map(extent)
        return ordered(batch.filter(labels.contains) + rows + columns).reshaped(to: Shape(outer + matrix))
    }

    /// Returns the order of the summed labels with which the fewest elements are copied: that of either operand.
    private func depthOrder(_ other: LabelledTensor, _ summed: [Label]) -> [Label] {
        func copied(_ order: [Label]) -> Int {
            (merges(order) ? 0 : tensor.count) + (other.merges(order) ? 0 : other.tensor.count)
        }
        let orders = [byStride(summed), other.byStride(summed)]
        return copied(orders[1]) < copied(orders[0]) ? orders[1] : orders[0]
    }

    /// Returns the labels in the order in which their axes lie in memory, the one of the largest stride first.
    fileprivate func byStride(_ chosen: [Label]) -> [Label] {
        let strides = tensor.resolvedStrides
        // Equal strides, as those of repeated elements are, keep the order of the axes.
        return chosen.map { (label: $0, axis: labels.firstIndex(of: $0) ?? 0) }
            .sorted { (-abs(strides[$0.axis]), $0.axis) < (-abs(strides[$1.axis]), $1.axis) }
            .map(\.label)
    }

    /// Returns whether the axes of these labels, in this order, are one axis with one stride.
    fileprivate func merges(_ order: some BidirectionalCollection<Label>) -> Bool {
        let strides = tensor.resolvedStrides
        let wide = axes(Array(order)).filter { tensor.shape[$0] != 1 }
        return zip(wide, wide.dropFirst()).allSatisfy { strides[$0] == strides[$1] * tensor.shape[$1] }
    }

    /// The labels that only one operand of a product has. Those whose axes have one stride together become the rows, or
    /// the columns, of its matrices; the others stay axes of the batch, so that nothing has to be copied.
    private struct MatrixLabels {
        let batch: [Label]
        let merged: [Label]

        init(_ operand: LabelledTensor, inBatch shared: [Label], _ depth: [Label]) {
            let own = operand.labels.filter { !shared.contains($0) && !depth.contains($0) }
            let order = operand.byStride(own)
            // An operand that is copied for its depth gets all its labels in order.
            let first = operand.merges(depth) ? order.indices.first { operand.merges(order[$0...]) } ?? 0 : 0
            (batch, merged) = (Array(order[..<first]), Array(order[first...]))
        }
    }
}
