/// An index of one axis in a tensor's subscript: a number, a range, a stride, `.full`, `.newAxis` or `.rest`.
public protocol TensorIndex: Sendable {
    /// The part of the axis that this index selects.
    var selection: AxisSelection { get }
}

/// The part of an axis that a subscript selects: that of a number, a range or a stride, which have it as their
/// `selection`, or `.full`, `.every(_:)`, `.newAxis` or `.rest`.
public struct AxisSelection: Sendable {
    package enum Kind: Sendable {
        /// One position; the axis is removed. Negative numbers count from the end.
        case position(Int)
        /// Positions from `lower` to before `upper`, `step` apart. Nil bounds are the ends of the axis; negative ones
        /// count from its end. A range that ends before it begins stops the program; it is not taken as empty.
        case range(lower: Int?, upper: Int?, step: Int)
        /// A new axis of extent 1.
        case new
        /// All axes that no other index refers to, each taken whole.
        case remaining
    }

    package let kind: Kind

    package static func range(lower: Int?, upper: Int?, step: Int) -> AxisSelection {
        AxisSelection(kind: .range(lower: lower, upper: upper, step: step))
    }
}

extension AxisSelection: TensorIndex {
    /// This selection.
    public var selection: AxisSelection { self }
}

extension TensorIndex where Self == AxisSelection {
    /// The whole axis.
    public static var full: AxisSelection { .range(lower: nil, upper: nil, step: 1) }
    /// Every `step`-th position of the whole axis; a negative step runs from the end to the start.
    public static func every(_ step: Int) -> AxisSelection { .range(lower: nil, upper: nil, step: step) }
    /// A new axis of extent 1.
    public static var newAxis: AxisSelection { AxisSelection(kind: .new) }
    /// All axes that no other index refers to, each taken whole: `x[.rest, 0]` is position 0 along the last axis.
    public static var rest: AxisSelection { AxisSelection(kind: .remaining) }
}

extension Int: TensorIndex {
    public var selection: AxisSelection { AxisSelection(kind: .position(self)) }
}
/// The bounds of a range count from the end if negative, as single positions do: `x[(-3)..<0]` and `x[(-3)...]` are the
/// last three.
extension Range<Int>: TensorIndex {
    public var selection: AxisSelection { .run(from: lowerBound, to: upperBound) }
}
extension ClosedRange<Int>: TensorIndex {
    public var selection: AxisSelection { .run(from: lowerBound, to: AxisSelection.after(upperBound)) }
}
extension PartialRangeFrom<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: lowerBound, upper: nil, step: 1) }
}
extension PartialRangeUpTo<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: nil, upper: upperBound, step: 1) }
}
extension PartialRangeThrough<Int>: TensorIndex {
    public var selection: AxisSelection {
        .range(lower: nil, upper: upperBound == -1 ? nil : AxisSelection.after(upperBound), step: 1)
    }
}
extension StrideTo<Int>: TensorIndex {
    public var selection: AxisSelection { .positions(self) }
}
extension StrideThrough<Int>: TensorIndex {
    public var selection: AxisSelection { .positions(self) }
}

extension AxisSelection {
    /// Returns `number + 1`, or `Int.max` if that overflows; it is past the end of any axis.
    fileprivate static func after(_ number: Int) -> Int { number == .max ? .max : number + 1 }

    /// Selects consecutive positions. If the first is counted from the end, so is the last, and 0 means the end itself.
    fileprivate static func run(from lower: Int, to upper: Int) -> AxisSelection {
        .range(lower: lower, upper: lower < 0 && upper == 0 ? nil : upper, step: 1)
    }

    /// Selects the positions of a stride, whose step is the distance between its first two.
    fileprivate static func positions(_ positions: some Sequence<Int>) -> AxisSelection {
        var iterator = positions.makeIterator()
        guard let first = iterator.next() else {
            ShapeError("subscript", [], "a stride without positions chooses nothing").stop()
        }
        guard let second = iterator.next() else { return run(from: first, to: after(first)) }
        var last = second
        while let next = iterator.next() { last = next }
        if (first < 0) != (last < 0) {
            ShapeError("subscript", [], "\(first), \(second), …, \(last) are counted from both ends of an axis").stop()
        }
        let step = second - first
        if step > 0 { return .range(lower: first, upper: first < 0 && last == -1 ? nil : after(last), step: step) }
        // A stride that runs down to position 0 has a nil bound: −1 would mean the last position.
        return .range(lower: first, upper: last == 0 ? nil : last - 1, step: step)
    }
}
