/// The axes that a reduction runs over: checked, counted from the front, in ascending order.
struct Axes: Sendable {
    /// The operation, named in errors.
    let operation: String
    /// The requested axes, negative ones counted from the end; nil for all axes.
    let requested: [Int]?

    /// Returns the axes counted from the front, in ascending order.
    ///
    /// - Throws: `ShapeError` if there is no such axis or one is named twice.
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

    /// Returns the axes after the shape rule has checked them; stops if they do not fit.
    func checked(in shape: Shape) -> [Int] {
        stopping { () throws(ShapeError) in try resolved(in: shape) }
    }
}

/// A layout in which the axes to reduce follow the others: `kept` runs of `reduced` consecutive elements. If the
/// reduced axes come first in memory already, it is `reduced` rows of `kept` consecutive elements.
struct ReductionLayout<Scalar: TensorScalar> {
    let source: Tensor<Scalar>
    /// The number of elements of the result.
    let kept: Int
    /// The number of elements that are combined into one.
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
    /// Returns a view with the axes in another order, without history.
    func permuted(_ order: [Int]) -> Tensor {
        let strides = resolvedStrides
        return view(shape: Shape(order.map { shape[$0] }), strides: order.map { strides[$0] })
    }
}
