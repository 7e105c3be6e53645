extension Tensor {
    /// The rows, which are the parts at each position of axis 0, as a collection: `for row in x.rows { … }`.
    ///
    /// Each row is a view with one axis less; a row of a recorded tensor is recorded. Stops for a scalar.
    public var rows: Rows {
        guard rank > 0 else { stop("rows", "a scalar has no axis to divide") }
        return Rows(tensor: self)
    }

    /// The rows of a tensor; see `Tensor.rows`.
    public struct Rows: RandomAccessCollection, Sendable {
        fileprivate let tensor: Tensor

        /// The position of the first row, which is 0.
        public var startIndex: Int { 0 }
        /// The number of rows.
        public var endIndex: Int { tensor.shape[0] }

        /// The row at a position, without axis 0. Stops if the position is out of bounds, which negative ones are.
        public subscript(position: Int) -> Tensor {
            guard indices.contains(position) else {
                tensor.stop("rows", "position \(position) is out of bounds")
            }
            return tensor[position]
        }
    }
}
