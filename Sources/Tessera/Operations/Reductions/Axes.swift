/// The axes that a reduction runs over: checked, counted from the front, in ascending order.
struct Axes: Sendable {
    let operation: String
    /// Nil: all axes.
    let requested: [Int]?

    func resolved(in shape: Shape) throws(ShapeError) -> [Int] {
        guard let requested else { return Array(shape.indices) }
        var axes: [Int] = []
        for axis in requested {
            guard let resolved = shape.resolvedAxis(axis) else {
                throw ShapeError(operation, [shape], "there is no axis \(axis)")
            }
            if axes.contains(resolved) { throw ShapeError(operation, [shape], "axis \(axis) is named twice") }
            axes.append(resolved)
        }
        return axes.sorted()
    }

    /// For use after the shape rule has checked the axes.
    func checked(in shape: Shape) -> [Int] {
        stopping { () throws(ShapeError) in try resolved(in: shape) }
    }
}

/// A layout in which the axes to reduce follow the others: `outer` runs of `inner` consecutive elements, or, where
/// the reduced axes come first, `inner` rows of `outer` consecutive elements.
struct ReductionLayout<Scalar: TensorScalar> {
    let source: Tensor<Scalar>
    let kept: Int
    let reduced: Int
    /// Whether the reduced axes vary slowest, so that whole rows are combined.
    let byRows: Bool

    init(_ x: Tensor<Scalar>, reducing axes: [Int]) {
        let others = x.shape.indices.filter { !axes.contains($0) }
        reduced = axes.map { x.shape[$0] }.reduce(1, *)
        kept = others.map { x.shape[$0] }.reduce(1, *)
        let rowsFirst = x.permuted(axes + others)
        if rowsFirst.isContiguous, reduced > 1, kept > 1 {
            (source, byRows) = (rowsFirst, true)
        } else {
            (source, byRows) = (x.permuted(others + axes).contiguous(), false)
        }
    }
}

extension Tensor {
    /// A view with the axes in another order, without history.
    func permuted(_ order: [Int]) -> Tensor {
        let strides = resolvedStrides
        return view(shape: Shape(order.map { shape[$0] }), strides: order.map { strides[$0] })
    }
}
