/// What a quantile between two elements is, as the methods of NumPy of the same names.
public enum QuantileMethod: String, Sendable, CaseIterable {
    /// Interpolated linearly between the two: type 7 of Hyndman and Fan, "Sample quantiles in statistical packages",
    /// 1996.
    case linear
    /// The smaller of the two.
    case lower
    /// The larger of the two.
    case higher
    /// The mean of the two.
    case midpoint
    /// The nearer of the two; halfway between them the one at the even position.
    case nearest

    /// Returns the positions of two sorted elements and the weight of the second, from a fractional position.
    fileprivate func neighbours(_ position: Double) -> (first: Int, second: Int, weight: Double) {
        let (below, above) = (position.rounded(.down), position.rounded(.up))
        let (first, second) = (Int(below), Int(above))
        switch self {
        case .linear: return (first, second, position - below)
        case .lower: return (first, first, 0)
        case .higher: return (second, second, 0)
        case .midpoint: return (first, second, first == second ? 0 : 0.5)
        case .nearest:
            let nearest = Int(position.rounded(.toNearestOrEven))
            return (nearest, nearest, 0)
        }
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns a quantile of the elements along an axis: the number that a fraction of them is below. NaN if one of
    /// them is NaN.
    ///
    /// ```swift
    /// Tensor<Double>([1, 2, 3, 4]).quantile(0.25)                      // 1.75
    /// Tensor<Double>([1, 2, 3, 4]).quantile(0.25, method: .lower)      // 1
    /// ```
    ///
    /// - Parameters:
    ///   - probability: the fraction, from 0 to 1. The program stops if it is another number.
    ///   - axis: nil for all elements; a negative one counts from the end. The program stops if there is no such axis,
    ///     or it has no elements.
    ///   - method: what a quantile between two elements is.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func quantile(
        _ probability: Double, axis: Int? = nil, method: QuantileMethod = .linear, keepingDimensions: Bool = false
    ) -> Tensor {
        quantiles([probability], axis: axis, method: method, keepingDimensions: keepingDimensions)[0]
    }

    /// Returns several quantiles of the elements along an axis, which are sorted once. Quantile i is at position i of a
    /// new first axis; the rest is as for ``quantile(_:axis:method:keepingDimensions:)``.
    public func quantiles(
        _ probabilities: [Double], axis: Int? = nil, method: QuantileMethod = .linear, keepingDimensions: Bool = false
    ) -> Tensor {
        order("quantile", probabilities, axis, method, keepingDimensions)
    }

    /// Returns the median of the elements along an axis, the mean of the middle two if their number is even; NaN if one
    /// of them is NaN.
    ///
    /// - Parameters:
    ///   - axis: nil for all elements; a negative one counts from the end. The program stops if there is no such axis,
    ///     or it has no elements.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func median(axis: Int? = nil, keepingDimensions: Bool = false) -> Tensor {
        order("median", [0.5], axis, .midpoint, keepingDimensions)[0]
    }

    private func order(
        _ name: String, _ probabilities: [Double], _ axis: Int?, _ method: QuantileMethod, _ keepingDimensions: Bool
    ) -> Tensor {
        let isWhole = axis == nil
        let x = isWhole ? reshaped(to: [count]) : self
        let axis = Axes(operation: name, requested: [axis ?? 0]).checked(in: x.shape)[0]
        let last = x.shape[axis] - 1
        guard last >= 0 else { stop(name, "there is no \(name) of no elements") }
        guard probabilities.allSatisfy({ (0...1).contains($0) }) else {
            stop(name, "\(probabilities) are not all from 0 to 1")
        }
        let neighbours = probabilities.map { method.neighbours($0 * Double(last)) }
        let needed = Set(neighbours.flatMap { [$0.first, $0.second] } + [last]).sorted()
        let isSelected = node == nil && x.shape[axis] >= OrderStatistics<Scalar>.shortest && needed.count < 8
        let sorted =
            isSelected
            ? apply(OrderStatistics<Scalar>(axis: axis, positions: needed), to: [x.erased]) : x.sorted(axis: axis)
        func at(_ position: Int) -> Tensor {
            let index = isSelected ? needed.firstIndex(of: position) ?? 0 : position
            return sorted.sliced(axis: axis, index..<(index + 1))
        }
        // NaN is sorted to the end.
        let end = at(last)
        let results = neighbours.map { first, second, weight in
            let (a, b) = (at(first), at(second))
            let between = Self.interpolated(a, b, weight)
            return select(end .!= end, end, otherwise: between)
        }
        let flat = keepingDimensions ? Shape([Int](repeating: 1, count: rank)) : []
        let target = isWhole ? flat : x.shape.removingAxes([axis], keepingDimensions: keepingDimensions)
        return Tensor(stacking: results.map { $0.reshaped(to: target) })
    }

    /// Returns what lies between two elements in order, at a fraction of their distance.
    private static func interpolated(_ a: Tensor, _ b: Tensor, _ weight: Double) -> Tensor {
        if weight == 0 { return a }
        if weight == 0.5 { return a * 0.5 + b * 0.5 }
        // Equal infinities have no difference.
        return select(a .== b, a, otherwise: a + (b - a) * Scalar(weight))
    }
}
