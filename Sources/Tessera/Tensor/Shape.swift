/// The extents of a tensor along each of its axes; empty for a scalar.
public struct Shape: Hashable, Sendable {
    /// The extent along each axis.
    public var dimensions: [Int]

    /// Creates a shape from the extent along each axis.
    public init(_ dimensions: [Int]) {
        self.dimensions = dimensions
    }

    /// The number of axes.
    public var rank: Int { dimensions.count }

    /// The number of elements: the product of the dimensions, 1 if there are none. Stops if it overflows `Int`.
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

    /// The number of elements; nil if an extent is negative or the elements could not be addressed (more than `Int.max
    /// / 16`, so that their bytes can be counted).
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

    /// The strides of the row-major layout: distances in elements between neighbours along each axis.
    var rowMajorStrides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        var step = 1
        for axis in stride(from: rank - 1, through: 0, by: -1) {
            strides[axis] = step
            // This may overflow if another extent is 0; then there are no elements, and the stride is never used.
            step &*= dimensions[axis]
        }
        return strides
    }

    /// Returns the axis counted from the front; negative numbers count from the end. Returns nil if there is no such
    /// axis.
    func resolvedAxis(_ axis: Int) -> Int? {
        let resolved = axis < 0 ? axis + rank : axis
        return resolved >= 0 && resolved < rank ? resolved : nil
    }

    /// Returns the shape of a reduction along `axes`: they are removed or, with `keepingDimensions`, have extent 1.
    func removingAxes(_ axes: [Int], keepingDimensions: Bool) -> Shape {
        if keepingDimensions {
            var kept = self
            for axis in axes { kept.dimensions[axis] = 1 }
            return kept
        }
        return Shape(dimensions.indices.filter { !axes.contains($0) }.map { dimensions[$0] })
    }
}

extension Shape: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { dimensions.count }
    /// The extent along an axis, counted from 0.
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
    /// Returns the shape that two operands are broadcast to, as in NumPy: axes are aligned at the last, and an extent
    /// of 1 fits any other. Returns nil if two extents differ and neither is 1.
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
