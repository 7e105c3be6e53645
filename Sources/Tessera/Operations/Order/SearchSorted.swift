/// The side of equal elements at which a search ends.
public enum SearchSide: String, Sendable, CaseIterable {
    /// Before the first equal element.
    case left
    /// Behind the last equal element.
    case right
}

/// Finds where each element of the second operand would be inserted into the first, a vector in ascending order, by
/// bisection. No gradient flows.
struct SearchSorted<Input: TensorScalar & Comparable>: TensorOperation {
    typealias Scalar = Int32
    let side: SearchSide

    var name: String { "searchSorted" }
    var operandCount: Int? { 2 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0].rank == 1, inputs[0][0] <= Int(Int32.max) else {
            throw ShapeError(name, inputs, "a search needs a sorted vector of at most \(Int32.max) elements")
        }
        return inputs[1]
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Int32>) {
        let sorted = (inputs[0] as Tensor<Input>).contiguous(), values = (inputs[1] as Tensor<Input>).contiguous()
        let (out, side, count) = (result.base, side, sorted.count)
        forEachLongPart(values.count) { range in
            search(sorted.base, count, side, values.base + range.lowerBound, range.count, out + range.lowerBound)
        }
        withExtendedLifetime((sorted.storage, values.storage)) {}
    }

    func gradient(_ upstream: Tensor<Int32>, at input: Int, inputs: Inputs, result: Tensor<Int32>) -> AnyTensor? { nil }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        if rows[0] != nil { return .mixesRows("a search needs the whole vector") }
        return rows[1].map { .perRow(axis: $0) } ?? .noRows
    }
}

extension SearchSorted: VectorizedOperation {
    /// Slice by slice if every slice searches a vector of its own.
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        operands.isBatched[0] ? nil : applied(to: operands.tensors)
    }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
private func search<Scalar: Comparable>(
    _ sorted: UnsafePointer<Scalar>, _ length: Int, _ side: SearchSide, _ values: UnsafePointer<Scalar>, _ count: Int,
    _ out: UnsafeMutablePointer<Int32>
) {
    // NaN stands behind all numbers.
    @inline(__always)
    func precedes(_ a: Scalar, _ b: Scalar) -> Bool { a < b || (b != b && a == a) }
    for index in 0..<count {
        let value = values[index]
        var (first, remaining) = (0, length)
        while remaining > 0 {
            let half = remaining / 2
            let middle = sorted[first + half]
            let isBefore = side == .left ? precedes(middle, value) : !precedes(value, middle)
            first = isBefore ? first + half + 1 : first
            remaining = isBefore ? remaining - half - 1 : half
        }
        out[index] = Int32(truncatingIfNeeded: first)
    }
}

extension Tensor where Scalar: Comparable {
    /// Returns for each of `values` the position at which it would be inserted into this vector, which must be in
    /// ascending order, so that the order is kept. NaN stands behind all numbers. No gradient flows.
    ///
    /// ```swift
    /// Tensor<Float>([1, 2, 2, 5]).searchSorted([2, 6])                   // [1, 4]
    /// Tensor<Float>([1, 2, 2, 5]).searchSorted([2, 6], side: .right)     // [3, 4]
    /// ```
    ///
    /// - Parameters:
    ///   - values: of any shape, which is that of the result.
    ///   - side: whether the position is before or behind elements that are equal to the value.
    public func searchSorted(_ values: Tensor, side: SearchSide = .left) -> Tensor<Int32> {
        apply(SearchSorted<Scalar>(side: side), to: [erased, values.erased])
    }
}
