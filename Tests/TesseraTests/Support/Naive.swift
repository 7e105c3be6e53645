/// The reference that every operation is held to: arrays of doubles and loops over indices, written for plainness.
struct Naive: Equatable {
    var shape: [Int]
    var values: [Double]

    init(_ shape: [Int], _ values: [Double]) {
        self.shape = shape
        self.values = values
    }

    init(_ shape: [Int], _ value: ([Int]) -> Double) {
        self.shape = shape
        values = Naive.indices(shape).map(value)
    }

    /// All index tuples of a shape, the last index fastest.
    static func indices(_ shape: [Int]) -> [[Int]] {
        shape.reduce([[]]) { tuples, extent in tuples.flatMap { tuple in (0..<extent).map { tuple + [$0] } } }
    }

    /// The element at an index; missing axes in front are ignored and an extent of 1 fits any index.
    subscript(_ index: [Int]) -> Double {
        let own = index.suffix(shape.count)
        var offset = 0
        for (extent, position) in Swift.zip(shape, own) { offset = offset * extent + (extent == 1 ? 0 : position) }
        return values[offset]
    }

    func map(_ function: (Double) -> Double) -> Naive { Naive(shape, values.map(function)) }

    func zip(_ other: Naive, _ function: (Double, Double) -> Double) -> Naive {
        Naive(Naive.broadcast(shape, other.shape)) { function(self[$0], other[$0]) }
    }

    static func broadcast(_ a: [Int], _ b: [Int]) -> [Int] {
        let rank = max(a.count, b.count)
        let (a, b) = ([Int](repeating: 1, count: rank - a.count) + a, [Int](repeating: 1, count: rank - b.count) + b)
        return Swift.zip(a, b).map { $0 == 1 ? $1 : $0 }
    }

    /// Combines the elements along some axes, given in row-major order of those axes.
    func reduce(_ axes: [Int], keep: Bool = false, _ combine: ([Double]) -> Double) -> Naive {
        let axes = axes.map { $0 < 0 ? $0 + shape.count : $0 }
        let kept = shape.indices.filter { !axes.contains($0) }
        let reduced = Naive(kept.map { shape[$0] }) { outer in
            combine(
                Naive.indices(axes.map { shape[$0] }).map { inner in
                    var index = [Int](repeating: 0, count: shape.count)
                    for (axis, position) in Swift.zip(kept, outer) { index[axis] = position }
                    for (axis, position) in Swift.zip(axes, inner) { index[axis] = position }
                    return self[index]
                })
        }
        return keep ? Naive(shape.indices.map { axes.contains($0) ? 1 : shape[$0] }, reduced.values) : reduced
    }

    func matmul(_ other: Naive) -> Naive {
        let a = shape.count > 1 ? self : Naive([1] + shape, values)
        let b = other.shape.count > 1 ? other : Naive(other.shape + [1], other.values)
        let batch = Naive.broadcast(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
        let (rows, depth, columns) = (a.shape[a.shape.count - 2], a.shape.last!, b.shape.last!)
        let product = Naive(batch + [rows, columns]) { index in
            let (i, j) = (index[index.count - 2], index[index.count - 1])
            return (0..<depth).reduce(0) { sum, k in
                sum + a[index.dropLast(2) + [i, k]] * b[index.dropLast(2) + [k, j]]
            }
        }
        return Naive(
            batch + (shape.count > 1 ? [rows] : []) + (other.shape.count > 1 ? [columns] : []), product.values)
    }

    func permuted(_ order: [Int]) -> Naive {
        Naive(order.map { shape[$0] }) { index in
            var source = index
            for (position, axis) in order.enumerated() { source[axis] = index[position] }
            return self[source]
        }
    }

    func reshaped(_ shape: [Int]) -> Naive { Naive(shape, values) }

    var mean: Double { naiveSum(values) / Double(values.count) }
}

/// The sum with the rounding errors of every addition added up beside it (Neumaier, 1974).
func naiveSum(_ values: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in values {
        let next = sum + value
        lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
    }
    return sum + lost
}

/// The largest number; NaN where there is one.
func naiveMax(_ values: [Double]) -> Double {
    values.contains { $0.isNaN } ? .nan : values.max()!
}

func naiveMin(_ values: [Double]) -> Double {
    -naiveMax(values.map { -$0 })
}
