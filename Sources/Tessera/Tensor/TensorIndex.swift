/// What can stand in a tensor's subscript for one axis: a number, a range, a stride, `.full`, `.newAxis`, `.rest`.
public protocol TensorIndex: Sendable {
    var selection: AxisSelection { get }
}

/// The choice a subscript makes along an axis.
public enum AxisSelection: Sendable {
    /// One position; the axis goes away. Negative numbers count from the end.
    case position(Int)
    /// Positions from `lower` to before `upper`, `step` apart. Nil bounds are the ends of the axis; negative ones count from
    /// its end. A range that ends before it begins stops; it is not empty.
    case range(lower: Int?, upper: Int?, step: Int)
    /// A new axis of extent 1.
    case new
    /// As many whole axes as are left.
    case remaining
}

extension AxisSelection: TensorIndex {
    public var selection: AxisSelection { self }
}

extension TensorIndex where Self == AxisSelection {
    /// The whole axis.
    public static var full: AxisSelection { .range(lower: nil, upper: nil, step: 1) }
    /// The whole axis, every `step`-th position; a negative step runs from the end to the start.
    public static func every(_ step: Int) -> AxisSelection { .range(lower: nil, upper: nil, step: step) }
    /// A new axis of extent 1.
    public static var newAxis: AxisSelection { .new }
    /// As many whole axes as are not named: `x[.rest, 0]` is position 0 along the last axis.
    public static var rest: AxisSelection { .remaining }
}

extension Int: TensorIndex {
    public var selection: AxisSelection { .position(self) }
}
/// The positions of a range are counted as single ones are: `x[(-3)..<0]` and `x[(-3)...]` are the last three.
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
    /// The number after another one; where there is none the largest, which is behind any axis.
    fileprivate static func after(_ number: Int) -> Int { number == .max ? .max : number + 1 }

    /// Neighbouring positions. Where the first is counted from the end, so is the last, and 0 is the end itself.
    fileprivate static func run(from lower: Int, to upper: Int) -> AxisSelection {
        .range(lower: lower, upper: lower < 0 && upper == 0 ? nil : upper, step: 1)
    }

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
        // What runs down to the first position has no bound to name: −1 is the last one.
        return .range(lower: first, upper: last == 0 ? nil : last - 1, step: step)
    }
}
