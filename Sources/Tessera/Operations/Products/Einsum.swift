/// Returns the Einstein summation of an equation: the products of the elements with equal labels, summed over the labels
/// that the result lacks.
///
/// ```swift
/// let product = einsum("ij,jk->ik", a, b)                 // a.matmul(b)
/// let batches = einsum("...ij,...jk->...ik", a, b)        // of any batch axes, which are broadcast
/// let diagonal = einsum("ii->i", a)
/// let bilinear = einsum("i,ijk,k->j", x, weights, y)
/// ```
///
/// Each letter names an axis; spaces are ignored. A letter that an operand has twice takes the diagonal. An ellipsis
/// stands for all axes that have no letter; they are broadcast, aligned at the last. Without `->` the result has the axes
/// of the ellipsis, then the letters that occur once, in alphabetical order. An extent of 1 fits any other.
///
/// Two operands at a time are multiplied, as matrix products that read them in place where their strides allow it;
/// `einsumOrder` says in which order. Stops if the equation cannot be read or does not fit the shapes.
public func einsum<Scalar: RealScalar>(_ equation: String, _ operands: Tensor<Scalar>...) -> Tensor<Scalar> {
    einsum(equation, operands)
}

/// Returns the Einstein summation of an equation for operands in an array; see `einsum(_:_:)`.
public func einsum<Scalar: RealScalar>(_ equation: String, _ operands: [Tensor<Scalar>]) -> Tensor<Scalar> {
    stopping { () throws(ShapeError) in try einsum(checking: equation, operands) }
}

/// Returns the Einstein summation of an equation, for programs that must never stop; see `einsum(_:_:)`.
///
/// - Throws: `ShapeError`, with the equation and the shapes, if the equation cannot be read or does not fit the shapes.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func einsum<Scalar: RealScalar>(
    checking equation: String, _ operands: [Tensor<Scalar>]
) throws(ShapeError) -> Tensor<Scalar> {
    let prepared = try PreparedEinsums.find(equation, operands)
    if let product = prepared.product { return product(operands[0], operands[1]) }
    let parsed = prepared.equation
    var values: [LabelledTensor<Scalar>] = []
    for (index, operand) in operands.enumerated() {
        let labelled = LabelledTensor(tensor: operand, labels: parsed.operands[index]).simplified(parsed.extents)
        // A label that neither another operand nor the result has is summed first.
        values.append(labelled.summed { parsed.keeps($0, of: index) })
    }
    for step in prepared.order.steps {
        values.append(values[step.first].contracted(with: values[step.second], to: step.result))
    }
    return values[values.count - 1].ordered(parsed.output)
}

/// Returns the order in which `einsum` multiplies its operands, a line for each product, with the number of
/// multiplications.
///
/// The order is greedy: of all pairs of operands that share a label the one is next whose product is smallest, less the
/// sizes of the two; pairs that share none come last. Stops if the equation cannot be read or does not fit the shapes.
///
/// ```swift
/// print(einsumOrder("ij,jk,kl->il", shapes: [10, 100], [100, 5], [5, 50]))
/// // 1. ij,jk->ik, operands 0 and 1: 5000 multiplications
/// // 2. kl,ik->il, operand 2 and product 1: 2500 multiplications
/// ```
public func einsumOrder(_ equation: String, shapes: Shape...) -> String {
    let order = stopping { () throws(ShapeError) in
        try PreparedEinsum(equation, shapes.map { StridedLayout($0) }).order
    }
    func name(_ number: Int) -> String {
        number < shapes.count ? "operand \(number)" : "product \(number - shapes.count + 1)"
    }
    return order.steps.enumerated().map { index, step in
        let labels = [step.left, step.right, step.result].map(EinsumEquation.text)
        let isBothOperands = max(step.first, step.second) < shapes.count
        let pair =
            isBothOperands
            ? "operands \(step.first) and \(step.second)" : "\(name(step.first)) and \(name(step.second))"
        return "\(index + 1). \(labels[0]),\(labels[1])->\(labels[2]), \(pair): "
            + "\(counted(Int(min(step.multiplications, 1e18)), "multiplication"))"
    }.joined(separator: "\n")
}

extension Tensor where Scalar: RealScalar {
    /// Returns the sum of products over the last `axes` axes of this tensor and the first `axes` axes of the other, a
    /// tensor contraction; 1 gives the matrix product, 0 the outer product. Stops if the extents differ.
    public func tensordot(_ other: Tensor, axes: Int = 2) -> Tensor {
        guard axes >= 0, axes <= rank, axes <= other.rank else {
            ShapeError("tensordot", [shape, other.shape], "cannot sum over \(axes) axes").stop()
        }
        return tensordot(other, axes: Array((rank - axes)..<rank), Array(0..<axes))
    }

    /// Returns the sum of products over pairs of axes: `axes[i]` of this tensor and `otherAxes[i]` of the other. The
    /// result has the other axes of this tensor, then those of the other. Negative axes count from the end. Stops if
    /// there is no such axis, one is named twice, or the extents of a pair differ.
    public func tensordot(_ other: Tensor, axes: [Int], _ otherAxes: [Int]) -> Tensor {
        let own = axes.map { Axes(operation: "tensordot", requested: [$0]).checked(in: shape)[0] }
        let others = otherAxes.map { Axes(operation: "tensordot", requested: [$0]).checked(in: other.shape)[0] }
        guard Set(own).count == own.count, Set(others).count == others.count,
            own.map({ shape[$0] }) == others.map({ other.shape[$0] })
        else {
            ShapeError(
                "tensordot", [shape, other.shape], "the axes \(axes) and \(otherAxes) do not pair up with equal extents"
            ).stop()
        }
        let labels = Array(1..<(rank + 1))
        let otherLabels = other.shape.indices.map { axis in
            others.firstIndex(of: axis).map { labels[own[$0]] } ?? rank + 1 + axis
        }
        let result = labels.filter { !otherLabels.contains($0) } + otherLabels.filter { !labels.contains($0) }
        return LabelledTensor(tensor: self, labels: labels)
            .contracted(with: LabelledTensor(tensor: other, labels: otherLabels), to: result).tensor
    }
}
