/// Throwing forms for data that come from outside the program. As in `apply(checking:to:)`, the label `checking` says that
/// a form throws where the form without it stops.
extension Tensor {
    /// Creates a tensor of the given elements, in row-major order.
    ///
    /// - Throws: `ShapeError` if their number does not match the shape.
    public init(checking scalars: [Scalar], shape: Shape) throws(ShapeError) {
        guard shape.addressableCount == scalars.count else {
            throw ShapeError("Tensor(checking:shape:)", [shape], "\(scalars.count) elements are not of that shape")
        }
        self.init(scalars, shape: shape)
    }

    /// Creates a tensor from arrays that are nested to any depth, which is its rank.
    ///
    /// ```swift
    /// let rows = try JSONDecoder().decode([[Float]].self, from: data)
    /// let x = try Tensor(checking: rows)
    /// ```
    ///
    /// - Throws: `ShapeError` if entries at the same depth differ in number.
    public init<Nested: NestedElements<Scalar>>(checking entries: Nested) throws(ShapeError) {
        try self.init(entries, describedAs: "Tensor(checking:)")
    }

    /// Creates a tensor from nested arrays.
    ///
    /// - Parameter operation: the name that an error has.
    init<Nested: NestedElements<Scalar>>(_ entries: Nested, describedAs operation: String) throws(ShapeError) {
        let extents = entries._extents
        var scalars: [Scalar] = []
        guard entries._append(to: &scalars, expecting: extents[...]) else {
            throw ShapeError(
                operation, [], "entries at the same depth must be equal in number, as in \(Shape(extents))")
        }
        self.init(scalars, shape: Shape(extents))
    }

    /// The part that the indices select, as `subscript(axes:)` does: a view, which copies nothing.
    ///
    /// ```swift
    /// let row = try x[checking: request.row, 0..<3]
    /// ```
    ///
    /// - Throws: `ShapeError` if an index is out of bounds, or there are more indices than axes.
    public subscript(checking indices: any TensorIndex...) -> Tensor {
        get throws(ShapeError) {
            part(try IndexSelection(indices.map(\.selection), in: shape))
        }
    }
}
