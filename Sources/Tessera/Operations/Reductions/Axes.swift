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

extension Tensor {
    /// Returns a view with the axes in another order, which is not recorded.
    func permuted(_ order: [Int]) -> Tensor { view(layout.permuted(order)) }
}
