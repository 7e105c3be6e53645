/// The extents of a tensor along each of its axes; empty for a single value.
public struct Shape: Hashable, Sendable {
    public var dimensions: [Int]

    public init(_ dimensions: [Int]) {
        self.dimensions = dimensions
    }

    public var rank: Int { dimensions.count }

    /// The number of elements: the product of the dimensions, 1 where there are none.
    public var elementCount: Int {
        var product = 1
        for dimension in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            if overflow {
                precondition(dimensions.contains(0), "a shape of more elements than can be counted")
                return 0
            }
            product = next
        }
        return product
    }

    /// The number of elements; nil where an extent is negative or the elements could not be addressed.
    var addressableCount: Int? {
        guard dimensions.allSatisfy({ $0 >= 0 }) else { return nil }
        if dimensions.contains(0) { return 0 }
        var product = 1
        for dimension in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            if overflow || next > Int.max / 16 { return nil }
            product = next
        }
        return product
    }

    /// Distances in elements between neighbours along each axis when the last axis varies fastest.
    var rowMajorStrides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        var step = 1
        for axis in stride(from: rank - 1, through: 0, by: -1) {
            strides[axis] = step
            // Where another extent is 0 nobody follows a stride, however large.
            step &*= dimensions[axis]
        }
        return strides
    }

    /// The axis with negative numbers counted from the end, or nil where there is no such axis.
    func resolvedAxis(_ axis: Int) -> Int? {
        let resolved = axis < 0 ? axis + rank : axis
        return resolved >= 0 && resolved < rank ? resolved : nil
    }

    func removingAxes(_ axes: [Int], keepingDimensions: Bool) -> Shape {
        if keepingDimensions {
            var kept = self
            for axis in axes { kept.dimensions[axis] = 1 }
            return kept
        }
        return Shape(dimensions.indices.filter { !axes.contains($0) }.map { dimensions[$0] })
    }
}

/// Where the element at a row-major position of some extents lies in memory of the given strides.
func stridedOffset(of position: Int, _ extents: some RandomAccessCollection<Int>, _ strides: [Int]) -> Int {
    var (rest, offset, axis) = (position, 0, extents.count - 1)
    for extent in extents.reversed() {
        offset += rest % extent * strides[axis]
        rest /= extent
        axis -= 1
    }
    return offset
}

extension Shape: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { dimensions.count }
    public subscript(axis: Int) -> Int {
        get { dimensions[axis] }
        set { dimensions[axis] = newValue }
    }
}

extension Shape: ExpressibleByArrayLiteral {
    public init(arrayLiteral dimensions: Int...) {
        self.init(dimensions)
    }
}

extension Shape: CustomStringConvertible {
    public var description: String {
        "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
    }
}

extension Shape {
    /// The shape that two operands are stretched to: aligned at the last axis, an extent of 1 fits any other.
    /// Returns nil where two extents differ and neither is 1.
    public func broadcast(with other: Shape) -> Shape? {
        if self == other { return self }
        var longer = rank >= other.rank ? self : other
        let shorter = rank >= other.rank ? other : self
        let shift = longer.rank - shorter.rank
        for axis in shorter.indices {
            let (long, short) = (longer[axis + shift], shorter[axis])
            if long == short || short == 1 { continue }
            if long != 1 { return nil }
            longer[axis + shift] = short
        }
        return longer
    }
}
