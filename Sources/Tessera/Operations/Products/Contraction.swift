/// How two operands are multiplied and summed over the labels that the result lacks: a contraction. It is a matrix
/// product, of a batch of matrices if a label of both operands remains, whose operands are read in place wherever their
/// strides allow it; or an elementwise product if nothing is summed.
struct Contraction {
    typealias Label = EinsumEquation.Label

    /// The axes of a tensor in another order, and then in another shape.
    private struct Arrangement {
        let order: [Int]
        let shape: Shape
    }

    private let isElementwise: Bool
    /// Whether the second operand is on the left.
    private let isSwapped: Bool
    private let left: Arrangement
    private let right: Arrangement
    /// The extents of the labels of the product, and the order in which the result has them.
    private let shape: Shape
    private let order: [Int]

    /// - Parameters:
    ///   - a: the first operand. A label that only one of the operands has must be one of the result.
    ///   - result: the labels of the result.
    init(_ a: LabelledLayout, _ b: LabelledLayout, to result: [Label]) {
        let shared = a.labels.filter { b.labels.contains($0) }
        let summed = shared.filter { !result.contains($0) }
        if summed.isEmpty {
            (isElementwise, isSwapped) = (true, false)
            left = Self.aligned(a, result)
            right = Self.aligned(b, result)
            shape = Shape(result.map { a.labels.contains($0) ? a.extent($0) : b.extent($0) })
            order = Array(result.indices)
        } else {
            isElementwise = false
            // The operand that has the last label of the result is on the right: then the product has the result's order.
            isSwapped = result.last.map { !b.labels.contains($0) } ?? false
            let (x, y) = isSwapped ? (b, a) : (a, b)
            let batch = shared.filter { result.contains($0) }
            let depth = x.depthOrder(y, summed)
            let (rows, columns) = (MatrixLabels(x, shared, depth), MatrixLabels(y, shared, depth))
            let outer = batch + rows.batch + columns.batch
            left = Self.matrices(x, outer, batch.isEmpty && rows.batch.isEmpty, rows.merged, depth)
            right = Self.matrices(y, outer, batch.isEmpty && columns.batch.isEmpty, depth, columns.merged)
            let labels = outer + rows.merged + columns.merged
            shape = Shape(labels.map { x.labels.contains($0) ? x.extent($0) : y.extent($0) })
            order = result.compactMap { labels.firstIndex(of: $0) }
        }
    }

    /// The operand with axes of extent 1 for the labels of the result that it lacks.
    private static func aligned(_ x: LabelledLayout, _ result: [Label]) -> Arrangement {
        Arrangement(order: x.axes(result), shape: Shape(result.map { x.extent($0) }))
    }

    /// The operand as matrices: the labels of the batch, then those that make the rows and those that make the columns.
    ///
    /// - Parameter isShared: whether the operand has none of the labels of the batch, and is one matrix for all.
    private static func matrices(
        _ x: LabelledLayout, _ batch: [Label], _ isShared: Bool, _ rows: [Label], _ columns: [Label]
    ) -> Arrangement {
        let matrix = [x.extent(ofAll: rows), x.extent(ofAll: columns)]
        let outer = isShared ? [] : batch.map { x.extent($0) }
        return Arrangement(order: x.axes(batch + rows + columns), shape: Shape(outer + matrix))
    }

    /// The labels that only one operand of a product has. Those whose axes have one stride together become the rows, or
    /// the columns, of its matrices; the others stay axes of the batch, so that nothing has to be copied.
    private struct MatrixLabels {
        let batch: [Label]
        let merged: [Label]

        init(_ operand: LabelledLayout, _ shared: [Label], _ depth: [Label]) {
            let order = operand.byStride(operand.labels.filter { !shared.contains($0) })
            // An operand that is copied for its depth gets all its labels in order.
            var first = 0
            if operand.merges(depth[...]) { while !operand.merges(order[first...]) { first += 1 } }
            (batch, merged) = (Array(order[..<first]), Array(order[first...]))
        }
    }

    /// Returns the product of two tensors of the layouts that this was made for.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func callAsFunction<Scalar: RealScalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
        let (x, y) = isSwapped ? (b, a) : (a, b)
        let arranged = (Self.arranged(x, left), Self.arranged(y, right))
        let product = isElementwise ? arranged.0 * arranged.1 : arranged.0.matmul(arranged.1)
        return product.reshaped(to: shape).withAxes(order)
    }

    @inline(__always)
    private static func arranged<Scalar: RealScalar>(_ x: Tensor<Scalar>, _ form: Arrangement) -> Tensor<Scalar> {
        x.withAxes(form.order).reshaped(to: form.shape)
    }
}

extension Tensor {
    /// Returns the tensor with its axes in the given order; itself if they have it already.
    @inline(__always)
    fileprivate func withAxes(_ order: [Int]) -> Tensor {
        for (index, axis) in order.enumerated() where index != axis { return transposed(order) }
        return self
    }
}

/// The layout of a tensor whose axes have labels.
struct LabelledLayout {
    typealias Label = EinsumEquation.Label

    /// A label for each axis, each once.
    let labels: [Label]
    private let shape: Shape
    private let strides: [Int]

    init(_ layout: StridedLayout, _ labels: [Label]) {
        (self.labels, shape, strides) = (labels, layout.shape, layout.resolvedStrides)
    }

    /// The extent of a label; 1 if the operand does not have it.
    func extent(_ label: Label) -> Int {
        for (axis, own) in labels.enumerated() where own == label { return shape[axis] }
        return 1
    }

    func extent(ofAll labels: [Label]) -> Int { labels.reduce(1) { $0 * extent($1) } }

    /// The axes of those of the labels that the operand has.
    func axes(_ labels: [Label]) -> [Int] { labels.compactMap { label in self.labels.firstIndex { $0 == label } } }

    /// Returns the order of the summed labels with which the fewest elements are copied: that of either operand.
    func depthOrder(_ other: LabelledLayout, _ summed: [Label]) -> [Label] {
        if summed.count == 1 { return summed }
        func copied(_ order: [Label]) -> Int {
            (merges(order[...]) ? 0 : shape.elementCount) + (other.merges(order[...]) ? 0 : other.shape.elementCount)
        }
        let orders = [byStride(summed), other.byStride(summed)]
        return copied(orders[1]) < copied(orders[0]) ? orders[1] : orders[0]
    }

    /// Returns the labels in the order in which their axes lie in memory, the one of the largest stride first. Equal
    /// strides, as those of repeated elements are, keep the order of the axes.
    func byStride(_ chosen: [Label]) -> [Label] {
        if chosen.count < 2 { return chosen }
        return axes(chosen).sorted { (-abs(strides[$0]), $0) < (-abs(strides[$1]), $1) }.map { labels[$0] }
    }

    /// Returns whether the axes of these labels, in this order, are one axis with one stride.
    func merges(_ order: ArraySlice<Label>) -> Bool {
        if order.count < 2 { return true }
        let wide = axes(Array(order)).filter { shape[$0] != 1 }
        return zip(wide, wide.dropFirst()).allSatisfy { strides[$0] == strides[$1] * shape[$1] }
    }
}

/// A tensor whose axes have labels, as an operand of an Einstein summation.
struct LabelledTensor<Scalar: RealScalar> {
    typealias Label = EinsumEquation.Label

    var tensor: Tensor<Scalar>
    /// A label for each axis.
    var labels: [Label]

    /// Returns the operand with each label once and no axis of extent 1 that other operands stretch: such axes are
    /// dropped, and of a repeated label the diagonal is taken. All of these are views.
    func simplified(_ extents: LabelExtents) -> LabelledTensor {
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

    /// Returns the operand summed over all labels that are not kept.
    func summed(_ isKept: (Label) -> Bool) -> LabelledTensor {
        let axes = labels.indices.filter { !isKept(labels[$0]) }
        if axes.isEmpty { return self }
        return LabelledTensor(tensor: tensor.sum(axes: axes), labels: labels.filter(isKept))
    }

    /// Returns the tensor with its axes in the order of the given labels, which are those of this operand.
    func ordered(_ order: [Label]) -> Tensor<Scalar> {
        tensor.withAxes(order.compactMap { label in labels.firstIndex { $0 == label } })
    }

    func contracted(with other: LabelledTensor, to result: [Label]) -> LabelledTensor {
        let contraction = Contraction(
            LabelledLayout(tensor.layout, labels), LabelledLayout(other.tensor.layout, other.labels), to: result)
        return LabelledTensor(tensor: contraction(tensor, other.tensor), labels: result)
    }
}
