/// Counts how often each number from 0 occurs among the elements. No gradient flows.
private struct BinCount: TensorOperation {
    typealias Scalar = Int32
    let bins: Int

    var name: String { "binCounts" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { [bins] }

    func checkElements(of inputs: Inputs) throws(ShapeError) {
        for number in (inputs[0] as Tensor<Int32>).scalars where !(0..<bins).contains(Int(number)) {
            throw ShapeError(name, [], "there is no bin \(number) among \(bins)")
        }
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Int32>) {
        let numbers = (inputs[0] as Tensor<Int32>).contiguous()
        result.base.initialize(repeating: 0, count: bins)
        for index in 0..<numbers.count { result.base[Int(numbers.base[index])] += 1 }
        withExtendedLifetime(numbers.storage) {}
    }

    func gradient(_ upstream: Tensor<Int32>, at input: Int, inputs: Inputs, result: Tensor<Int32>) -> AnyTensor? { nil }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule { axes[0] == nil ? .noRows : .sumsRows }
}

extension Tensor<Int32> {
    /// Returns how often each number from 0 to the largest element occurs (`bincount` of NumPy).
    ///
    /// ```swift
    /// Tensor<Int32>([1, 3, 1]).binCounts()     // [0, 2, 0, 1]
    /// ```
    ///
    /// - Parameter minimumLength: the least number of counts. The program stops if an element is negative, and while a
    ///   plan is traced if the plan computes the elements, as the largest of them is not known then.
    public func binCounts(minimumLength: Int = 0) -> Tensor<Int32> {
        apply(BinCount(bins: binCount(minimumLength)), to: [erased])
    }

    /// Returns for each number from 0 to the largest element the sum of the weights of the elements that are equal to
    /// it. Gradients flow to the weights.
    ///
    /// - Parameters:
    ///   - weights: a weight for each element. The program stops if the shapes differ.
    ///   - minimumLength: as for ``binCounts(minimumLength:)``.
    public func binCounts<Weight: RealScalar>(weights: Tensor<Weight>, minimumLength: Int = 0) -> Tensor<Weight> {
        guard weights.shape == shape else {
            ShapeError("binCounts", [shape, weights.shape], "needs a weight for each element").stop()
        }
        return weights.scatterAddingRows(self, rows: binCount(minimumLength))
    }

    private func binCount(_ minimum: Int) -> Int {
        requireKnownElements("binCounts", "compute the bins before")
        let elements = scalars
        if let negative = elements.first(where: { $0 < 0 }) { stop("binCounts", "there is no bin \(negative)") }
        return Swift.max(minimum, elements.max().map { Int($0) + 1 } ?? 0, 0)
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns how many elements are in each of some bins of equal width, and the edges of the bins. A bin contains its
    /// lower edge, and the last one its upper edge, too.
    ///
    /// ```swift
    /// let (counts, edges) = Tensor<Double>([1, 2, 2, 4]).histogram(bins: 3)     // [1, 2, 1], [1, 2, 3, 4]
    /// ```
    ///
    /// - Parameters:
    ///   - bins: the number of bins, at least 1.
    ///   - range: from the first edge to the last; by default from the smallest element to the largest, and from 0 to 1
    ///     if there are none. Elements outside and NaN are not counted. Edges that are equal are moved apart by 1. The
    ///     program stops if an edge is not finite, and while a plan is traced if the plan computes the elements and
    ///     there is no range.
    public func histogram(bins: Int, in range: ClosedRange<Scalar>? = nil) -> (counts: Tensor<Int32>, edges: Tensor) {
        guard bins >= 1 else { stop("histogram", "there cannot be \(bins) bins") }
        var (lower, upper): (Scalar, Scalar) = (0, 1)
        if let range {
            (lower, upper) = (range.lowerBound, range.upperBound)
        } else if count > 0 {
            requireKnownElements("histogram", "give a range")
            (lower, upper) = (min().item, max().item)
        }
        guard lower.isFinite, upper.isFinite else {
            stop("histogram", "the edges \(lower) and \(upper) are not finite")
        }
        if lower == upper { (lower, upper) = (lower - 0.5, upper + 0.5) }
        let edges = Tensor(linearFrom: lower, to: upper, count: bins + 1)
        return (histogram(edges: edges), edges)
    }

    /// Returns how many elements are in each bin between two neighbouring edges. A bin contains its lower edge, and the
    /// last one its upper edge, too; elements outside and NaN are not counted.
    ///
    /// - Parameter edges: at least two numbers in ascending order. The program stops if there are fewer.
    public func histogram(edges: Tensor) -> Tensor<Int32> {
        apply(BinCount(bins: edges.count + 1), to: [bins(edges).erased])[1..<edges.count]
    }

    /// Returns for each bin between two neighbouring edges the sum of the weights of the elements in it. Gradients flow
    /// to the weights.
    ///
    /// - Parameters:
    ///   - edges: as for ``histogram(edges:)``.
    ///   - weights: a weight for each element. The program stops if the shapes differ.
    public func histogram(edges: Tensor, weights: Tensor) -> Tensor {
        guard weights.shape == shape else {
            ShapeError("histogram", [shape, weights.shape], "needs a weight for each element").stop()
        }
        return weights.scatterAddingRows(bins(edges), rows: edges.count + 1)[1..<edges.count]
    }

    /// Returns the bin of each element: from 1, 0 below the first edge, and the number of edges above the last.
    private func bins(_ edges: Tensor) -> Tensor<Int32> {
        guard edges.rank == 1, edges.count >= 2 else {
            edges.stop("histogram", "needs a vector of at least two edges")
        }
        let last = Tensor<Int32>(Int32(truncatingIfNeeded: edges.count - 1))
        return select(
            self .== edges[edges.count - 1] as Tensor, last, otherwise: edges.searchSorted(self, side: .right))
    }
}
