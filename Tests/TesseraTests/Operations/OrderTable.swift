@testable import Tessera

/// The rows of the operation table that depend on the order of elements, or go along it.
func orderCases<S: RealScalar>() -> [OperationCase<S>] {
    sortCases() + quantileCases() + cumulativeCases()
}

/// Shapes whose axes 0 and −1 have elements, short lines and lines that are sorted by digits.
private let shapes: [[[Int]]] = [[[3, 5]], [[7]], [[2, 3, 4]], [[1, 1]], [[70, 2]], [[2, 70]]]
private let withEmpty: [[[Int]]] = shapes + [[[0, 3]], [[3, 0]]]

/// Numbers in ascending order; NaN is the last.
func naiveSorted(_ values: [Double], descending: Bool = false) -> [Double] {
    let numbers = values.filter { !$0.isNaN }.sorted(by: descending ? { $0 > $1 } : { $0 < $1 })
    return numbers + values.filter(\.isNaN)
}

/// The stable order of numbers; NaN is the last.
func naiveOrder(_ values: [Double], descending: Bool = false) -> [Int] {
    values.indices.sorted { i, j in
        let (a, b) = (descending ? -values[i] : values[i], descending ? -values[j] : values[j])
        if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? i < j : b.isNaN }
        return a == b ? i < j : a < b
    }
}

extension Naive {
    /// The lines along an axis, each put through a function.
    func lines(_ axis: Int, _ function: ([Double]) -> [Double]) -> Naive {
        let axis = axis < 0 ? axis + shape.count : axis
        let length = shape[axis]
        let outLength = function([Double](repeating: 0, count: length)).count
        var out = shape
        out[axis] = outLength
        return Naive(out) { index in
            let line = (0..<length).map { position in
                var source = index
                source[axis] = position
                return self[source]
            }
            return function(line)[index[axis]]
        }
    }
}

private func sortCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "sort", withEmpty, kinks: true, { $0[0].sorted() }, naive: { $0[0].lines(-1) { naiveSorted($0) } }),
        OperationCase(
            "sort descending along the first axis", withEmpty, kinks: true, { $0[0].sorted(axis: 0, descending: true) },
            naive: { $0[0].lines(0) { naiveSorted($0, descending: true) } }),
        OperationCase(
            "argsort", withEmpty, derivatives: 0, { Tensor<S>($0[0].argsorted(axis: 0)) },
            naive: { $0[0].lines(0) { naiveOrder($0).map(Double.init) } }),
        OperationCase(
            "argsort descending", withEmpty, derivatives: 0, { Tensor<S>($0[0].argsorted(descending: true)) },
            naive: { $0[0].lines(-1) { naiveOrder($0, descending: true).map(Double.init) } }),
        OperationCase(
            "the largest k", [[[3, 5]], [[7]], [[70, 3]]], kinks: true, { $0[0].topK(3).values },
            naive: { $0[0].lines(-1) { Array(naiveSorted($0, descending: true).prefix(3)) } }),
        OperationCase(
            "the smallest k along the first axis", [[[3, 5]], [[7]], [[70, 3]]], kinks: true,
            { $0[0].topK(2, axis: 0, smallest: true).values },
            naive: { $0[0].lines(0) { Array(naiveSorted($0).prefix(2)) } }),
        OperationCase(
            "the positions of the largest k", [[[3, 5]], [[7]]], derivatives: 0, { Tensor<S>($0[0].topK(3).indices) },
            naive: { $0[0].lines(-1) { naiveOrder($0, descending: true).prefix(3).map(Double.init) } }),
        OperationCase(
            "unique", [[[5]]], kinks: true, { ($0[0] + Tensor([0, 10, 20, 30, 40])).unique().values },
            naive: { x in
                let shifted = x[0].values.enumerated().map { (index, value) in value + 10 * Double(index) }
                return Naive([5], naiveSorted(shifted))
            }),
        OperationCase(
            "searchSorted", [[[3, 4]], [[]], [[0, 2]]], derivatives: 0,
            { Tensor<S>(Tensor<S>([-1, 0, 0, 1]).searchSorted($0[0])) },
            naive: { x in x[0].map { v in v.isNaN ? 4 : Double([-1.0, 0, 0, 1].count { $0 < v }) } }),
        OperationCase(
            "histogram", [[[40]], [[5, 5]], [[0]]], derivatives: 0,
            { Tensor<S>($0[0].histogram(edges: [-2, -1, 0.5, 2])) },
            naive: { x in
                let edges = [-2, -1, 0.5, 2]
                return Naive([3]) { bin in
                    Double(x[0].values.count { $0 >= edges[bin[0]] && $0 < edges[bin[0] + 1] })
                }
            }),
        OperationCase(
            "histogram of weights", [[[9]]],
            { x in Tensor<S>([-2, 0, 0.5, 2, 1, 7, -1, -2, 1]).histogram(edges: [-1, 0, 2], weights: x[0]) },
            naive: { x in
                let w = x[0].values
                return Naive([2], [w[6], w[1] + w[2] + w[3] + w[4] + w[8]])
            }),
        OperationCase(
            "bin counts of weights", [[[4]]],
            { Tensor<Int32>([1, 3, 1, 0]).binCounts(weights: $0[0], minimumLength: 5) },
            naive: { x in
                let w = x[0].values
                return Naive([5], [w[3], w[0] + w[2], 0, w[1], 0])
            }),
    ]
}

/// The quantile at 0.3 of two neighbours and a weight that follow from the fractional position.
private func quantile(_ line: [Double], _ rule: (Double) -> (Int, Int, Double)) -> Double {
    if line.contains(where: \.isNaN) { return .nan }
    let (first, second, weight) = rule(0.3 * Double(line.count - 1))
    let sorted = line.sorted()
    return sorted[first] * (1 - weight) + sorted[second] * weight
}

/// The results of combining a line from its start.
private func running(_ line: [Double], _ initial: Double, _ combine: (Double, Double) -> Double) -> [Double] {
    var sum = initial
    return line.map { x in
        sum = combine(sum, x)
        return sum
    }
}

private func runningFromEnd(
    _ line: [Double], _ initial: Double, _ combine: (Double, Double) -> Double
) -> [Double] {
    Array(running(Array(line.reversed()), initial, combine).reversed())
}

private func sums(_ line: [Double]) -> [Double] { running(line, 0) { a, b in a + b } }
private func sumsBefore(_ line: [Double]) -> [Double] { line.indices.map { line[..<$0].reduce(0, +) } }
private func products(_ line: [Double]) -> [Double] { running(line, 1) { a, b in a * b } }
private func productsBehind(_ line: [Double]) -> [Double] { line.indices.map { line[($0 + 1)...].reduce(1, *) } }
private func largest(_ line: [Double]) -> [Double] { running(line, -.infinity) { naiveMax([$0, $1]) } }
private func smallestFromEnd(_ line: [Double]) -> [Double] { runningFromEnd(line, .infinity) { naiveMin([$0, $1]) } }
private func differences(_ line: [Double]) -> [Double] { zip(line, line.dropFirst()).map { $1 - $0 } }

private func quantileCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "median", shapes, kinks: true, { $0[0].median(axis: -1) },
            naive: {
                $0[0].reduce([-1]) { x in
                    let sorted = naiveSorted(x)
                    if x.contains(where: \.isNaN) { return .nan }
                    return (sorted[(x.count - 1) / 2] + sorted[x.count / 2]) / 2
                }
            }),
        OperationCase(
            "median of all", [[[3, 5]], [[2, 2]], [[]]], kinks: true, { $0[0].median() },
            naive: { x in
                let sorted = naiveSorted(x[0].values)
                if x[0].values.contains(where: \.isNaN) { return Naive([], [.nan]) }
                return Naive([], [(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2])
            }),
        OperationCase(
            "quantile", shapes, kinks: true, { $0[0].quantile(0.3, axis: 0, keepingDimensions: true) },
            naive: {
                $0[0].reduce([0], keep: true) { x in
                    quantile(x) { (Int($0), Int($0.rounded(.up)), $0 - $0.rounded(.down)) }
                }
            }),
        OperationCase(
            "lower quantile", shapes, kinks: true, { $0[0].quantile(0.3, axis: 0, method: .lower) },
            naive: { $0[0].reduce([0]) { x in quantile(x) { (Int($0), Int($0), 0) } } }),
        OperationCase(
            "higher quantile", shapes, kinks: true, { $0[0].quantile(0.3, axis: 0, method: .higher) },
            naive: { $0[0].reduce([0]) { x in quantile(x) { (Int($0.rounded(.up)), Int($0.rounded(.up)), 0) } } }),
        OperationCase(
            "quantiles", [[[3, 5]]], kinks: true, { $0[0].quantiles([0, 1], axis: 1) },
            naive: { x in
                let (low, high) = (x[0].reduce([1], naiveMin), x[0].reduce([1], naiveMax))
                return Naive([2, 3], low.values + high.values)
            }),
    ]
}

private func cumulativeCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "cumulative sum from the end", withEmpty, { $0[0].cumulativeSum(axis: -1, reversed: true) },
            naive: { $0[0].lines(-1) { line in runningFromEnd(line, 0) { $0 + $1 } } }),
        OperationCase(
            "exclusive cumulative sum", withEmpty, { $0[0].cumulativeSum(axis: 0, exclusive: true) },
            naive: { $0[0].lines(0, sumsBefore) }),
        OperationCase(
            "cumulative sum of wide rows", [[[3, 20]], [[2, 3, 9]]], { $0[0].cumulativeSum(axis: -2) },
            naive: { $0[0].lines(-2, sums) }),
        OperationCase(
            "cumulative product", [[[3, 5]], [[2, 3, 4]], [[3, 10]], [[0, 3]], [[3, 0]]],
            { $0[0].cumulativeProduct(axis: 0) }, naive: { $0[0].lines(0, products) }),
        OperationCase(
            "exclusive cumulative product from the end", [[[3, 5]], [[2, 3, 4]], [[0, 3]]],
            { $0[0].cumulativeProduct(axis: -1, exclusive: true, reversed: true) },
            naive: { $0[0].lines(-1, productsBehind) }),
        OperationCase(
            "cumulative maximum", withEmpty, kinks: true, { $0[0].cumulativeMaximum(axis: 0) },
            naive: { $0[0].lines(0, largest) }),
        OperationCase(
            "cumulative minimum from the end", withEmpty, kinks: true,
            { $0[0].cumulativeMinimum(axis: -1, reversed: true) },
            naive: { $0[0].lines(-1, smallestFromEnd) }),
        OperationCase(
            "differences", [[[3, 5]], [[2, 3, 4]], [[0, 4]], [[1, 1]]], { $0[0].differences() },
            naive: { $0[0].lines(-1, differences) }),
        OperationCase(
            "second differences", [[[3, 5]], [[4]]], { $0[0].differences(order: 2, axis: 0) },
            naive: { $0[0].lines(0) { differences(differences($0)) } }),
    ]
}
