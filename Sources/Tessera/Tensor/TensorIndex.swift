/// What can stand in a tensor's subscript for one axis: a number, a range, a stride, `.full`, `.newAxis`, `.rest`.
public protocol TensorIndex: Sendable {
    var selection: AxisSelection { get }
}

/// The choice a subscript makes along an axis.
public enum AxisSelection: Sendable {
    /// One position; the axis goes away. Negative numbers count from the end.
    case position(Int)
    /// Positions from `lower` to before `upper`, `step` apart; nil bounds are the ends of the axis.
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
extension Range<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: lowerBound, upper: upperBound, step: 1) }
}
extension ClosedRange<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: lowerBound, upper: upperBound + 1, step: 1) }
}
extension PartialRangeFrom<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: lowerBound, upper: nil, step: 1) }
}
extension PartialRangeUpTo<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: nil, upper: upperBound, step: 1) }
}
extension PartialRangeThrough<Int>: TensorIndex {
    public var selection: AxisSelection { .range(lower: nil, upper: upperBound + 1, step: 1) }
}
extension StrideTo<Int>: TensorIndex {
    public var selection: AxisSelection { .positions(Array(self)) }
}
extension StrideThrough<Int>: TensorIndex {
    public var selection: AxisSelection { .positions(Array(self)) }
}

extension AxisSelection {
    fileprivate static func positions(_ positions: [Int]) -> AxisSelection {
        guard let first = positions.first, let last = positions.last else { return .range(lower: 0, upper: 0, step: 1) }
        let step = positions.count > 1 ? positions[1] - first : 1
        return .range(lower: first, upper: last + step.signum(), step: step)
    }
}
