extension Tensor {
    /// Returns the different elements in ascending order, with how often each occurs, the position in `values` of each
    /// element of this tensor, and the position in this tensor, flattened, of the first of each. 0 and −0 are equal;
    /// every NaN is a value of its own, at the end.
    ///
    /// ```swift
    /// let unique = Tensor<Float>([3, 1, 3]).unique()
    /// unique.values           // [1, 3]
    /// unique.counts           // [1, 2]
    /// unique.inverse          // [1, 0, 1]
    /// unique.firstPositions   // [1, 0]
    /// ```
    ///
    /// `values.gathering(inverse)` is this tensor again. The gradient of a value goes to its first element. Stops while
    /// a plan is traced if the plan computes the elements, as the number of values is not known then.
    public func unique() -> (
        values: Tensor, counts: Tensor<Int32>, inverse: Tensor<Int32>, firstPositions: Tensor<Int32>
    ) {
        requireKnownElements("unique", "compute the values before")
        let flat = reshaped(to: [count])
        let order = flat.argsorted()
        let sorted = flat.recorded(by: nil).gathering(order).scalars
        let groups = Groups(order.scalars) { sorted[$0] != sorted[$0 - 1] }
        return (
            flat.gathering(groups.firstPositions), groups.counts, groups.inverse.reshaped(to: shape),
            groups.firstPositions
        )
    }

    /// Returns the different parts along an axis in lexicographic order, with how often each occurs, the position in
    /// `values` of each part of this tensor, and the position of the first of each; see ``unique()``. Parts with a NaN
    /// are never equal.
    ///
    /// - Parameter axis: a negative one counts from the end. The program stops if there is no such axis.
    public func unique(axis: Int) -> (
        values: Tensor, counts: Tensor<Int32>, inverse: Tensor<Int32>, firstPositions: Tensor<Int32>
    ) {
        requireKnownElements("unique", "compute the values before")
        let axis = Axes(operation: "unique", requested: [axis]).checked(in: shape)[0]
        let order = [axis] + shape.indices.filter { $0 != axis }
        let width = shape.removingAxes([axis], keepingDimensions: false).elementCount
        let rows = recorded(by: nil).permuted(order).reshaped(to: [shape[axis], width])
        // Stable sorts by one column after another, the most significant one last.
        let positions = (0..<width).reversed().reduce(Tensor<Int32>(numbering: [shape[axis]])) { positions, column in
            positions.gathering(rows[.full, column].gathering(positions).argsorted())
        }
        let sorted = rows.gathering(positions).scalars
        let groups = Groups(positions.scalars) { row in
            (0..<width).contains { sorted[row * width + $0] != sorted[(row - 1) * width + $0] }
        }
        return (
            gathering(groups.firstPositions, axis: axis), groups.counts, groups.inverse, groups.firstPositions
        )
    }
}

/// Equal elements, which are neighbours in sorted order.
private struct Groups {
    let firstPositions: Tensor<Int32>
    let counts: Tensor<Int32>
    /// The group of each element.
    let inverse: Tensor<Int32>

    /// - Parameters:
    ///   - positions: the elements in sorted order.
    ///   - isNew: whether the element at an index of this order differs from the one before.
    init(_ positions: [Int32], _ isNew: (Int) -> Bool) {
        var (first, counts): ([Int32], [Int32]) = ([], [])
        var inverse = [Int32](repeating: 0, count: positions.count)
        for (index, position) in positions.enumerated() {
            if index == 0 || isNew(index) {
                first.append(position)
                counts.append(0)
            }
            counts[counts.count - 1] += 1
            inverse[Int(position)] = Int32(truncatingIfNeeded: counts.count - 1)
        }
        (firstPositions, self.counts, self.inverse) = (Tensor(first), Tensor(counts), Tensor(inverse))
    }
}
