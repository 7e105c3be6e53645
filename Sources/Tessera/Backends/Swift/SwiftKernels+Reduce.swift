extension SwiftKernels {
    func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S {
        function(count, x)
    }

    func position<S: NumericScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int {
        firstIndex(of: extreme, count, x)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func columnSums<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>) {
        let whole = columns & ~7
        for column in stride(from: 0, to: whole, by: 8) {
            let sums = panelSum(rows, columns, x + column)
            for lane in 0..<8 { out[column + lane] = sums[lane] }
        }
        for column in whole..<columns { out[column] = columnSum(rows, columns, x + column) }
    }

    /// Returns the sums of eight adjacent columns by pairwise summation: splits the rows in half down to blocks of at
    /// most 64.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private func panelSum<S: RealScalar>(_ rows: Int, _ step: Int, _ x: UnsafePointer<S>) -> SIMD8<S> {
        if rows > 64 {
            let half = (rows / 2 + 63) & ~63
            return panelSum(half, step, x) + panelSum(rows - half, step, x + half * step)
        }
        var sums = SIMD8<S>(repeating: 0)
        for row in 0..<rows { sums += UnsafeRawPointer(x + row * step).loadUnaligned(as: SIMD8<S>.self) }
        return sums
    }

    /// Returns the sum of one column, added in the same order as by `panelSum`.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private func columnSum<S: RealScalar>(_ rows: Int, _ step: Int, _ x: UnsafePointer<S>) -> S {
        if rows > 64 {
            let half = (rows / 2 + 63) & ~63
            return columnSum(half, step, x) + columnSum(rows - half, step, x + half * step)
        }
        var sum: S = 0
        for row in 0..<rows { sum += x[row * step] }
        return sum
    }
}

/// Pairwise summation, whose error grows with log n (Higham, "The accuracy of floating point summation", 1993): splits
/// the elements in half down to blocks of at most 1024.
@specialized(where S == Float)
@specialized(where S == Double)
func pairwiseSum<S: RealScalar>(_ count: Int, _ x: UnsafePointer<S>) -> S {
    if count <= 1024 { return blockSum(count, x) }
    let half = (count / 2 + 1023) & ~1023
    return pairwiseSum(half, x) + pairwiseSum(count - half, x + half)
}

/// Returns the sum of a block in eight lanes, which the compiler turns into vector additions.
@inline(__always)
private func blockSum<S: RealScalar>(_ count: Int, _ x: UnsafePointer<S>) -> S {
    var lanes = SIMD8<S>(repeating: 0)
    let whole = count & ~7
    for index in stride(from: 0, to: whole, by: 8) {
        lanes += UnsafeRawPointer(x + index).loadUnaligned(as: SIMD8<S>.self)
    }
    var sum = lanes.sum()
    for index in whole..<count { sum += x[index] }
    return sum
}

/// Returns the first index of the largest or smallest of at least one element; if there is a NaN, the index of the
/// first.
@specialized(where S == Float)
@specialized(where S == Double)
@specialized(where S == Int32)
@specialized(where S == Int64)
@specialized(where S == UInt8)
func firstIndex<S: NumericScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int {
    var best = 0
    for index in 0..<count {
        if x[index] != x[index] { return index }
        if extreme == .largest ? x[index] > x[best] : x[index] < x[best] { best = index }
    }
    return best
}
