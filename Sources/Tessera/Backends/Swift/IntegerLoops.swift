/// The loops over integers, of all backends: they are bound by memory, so that kernels in C would not be faster.
///
/// The pointers must be valid for as many elements as the counts say.
enum IntegerLoops {
    /// Applies a function to each of `count` pairs of elements. Returns whether all of them have a value.
    @specialized(where S == Int32)
    @specialized(where S == Int64)
    @specialized(where S == UInt8)
    static func binary<S: IntegerScalar>(
        _ function: IntegerFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
    ) -> Bool {
        function.accept(PairLoop(count: count, x: x, y: y, out: out))
    }

    /// The loop over pairs of elements, for a formula.
    private struct PairLoop<S: IntegerScalar>: IntegerFormulaVisitor {
        let count: Int
        let (x, y): (Operand<S>, Operand<S>)
        let out: UnsafeMutablePointer<S>

        /// Each common layout has a loop of its own, which vectorises.
        func visit<Formula: IntegerFormula>(_ formula: Formula.Type) -> Bool {
            let (xs, ys) = (x.base, y.base)
            var failures = 0
            switch (x.step, y.step) {
            case (1, 1):
                for index in 0..<count { out[index] = Formula.value(xs[index], ys[index], &failures) }
            case (1, _):
                let y = ys[0]
                for index in 0..<count { out[index] = Formula.value(xs[index], y, &failures) }
            case (_, 1):
                let x = xs[0]
                for index in 0..<count { out[index] = Formula.value(x, ys[index], &failures) }
            default: out.update(repeating: Formula.value(xs[0], ys[0], &failures), count: count)
            }
            return failures == 0
        }
    }

    /// Applies a function to each of `count` consecutive elements. Returns whether all of them have a value.
    @specialized(where S == Int32)
    @specialized(where S == Int64)
    @specialized(where S == UInt8)
    static func unary<S: IntegerScalar>(
        _ function: IntegerUnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) -> Bool {
        var failures = 0
        switch function {
        case .negate: for index in 0..<count { out[index] = Difference.value(0, x[index], &failures) }
        case .abs:
            for index in 0..<count {
                out[index] = x[index] < 0 ? Difference.value(0, x[index], &failures) : x[index]
            }
        case .sign: for index in 0..<count { out[index] = x[index].signum() }
        case .not: for index in 0..<count { out[index] = ~x[index] }
        }
        return failures == 0
    }

    /// Returns the reduction of `count` consecutive elements, at least one of a maximum or a minimum; nil if it does not
    /// fit the type.
    @specialized(where S == Int32, Result == Int64)
    @specialized(where S == Int64, Result == Int64)
    @specialized(where S == UInt8, Result == Int64)
    @specialized(where S == Int32, Result == Int32)
    @specialized(where S == UInt8, Result == UInt8)
    static func reduce<S: IntegerScalar, Result: IntegerScalar>(
        _ reduction: IntegerReduction, _ count: Int, _ x: UnsafePointer<S>
    ) -> Result? {
        switch reduction {
        case .sum: return sum(count, x).flatMap { Result(exactly: $0) }
        case .product: return product(count, x).flatMap { Result(exactly: $0) }
        case .maximum:
            var largest = x[0]
            for index in 1..<count { largest = Swift.max(largest, x[index]) }
            return Result(truncatingIfNeeded: largest)
        case .minimum:
            var smallest = x[0]
            for index in 1..<count { smallest = Swift.min(smallest, x[index]) }
            return Result(truncatingIfNeeded: smallest)
        }
    }

    /// Stores the reduction of each column of `rows` consecutive rows, at least one. Sums are those of elements of at
    /// most 32 bits, which fit.
    @specialized(where S == Int32, Result == Int64)
    @specialized(where S == UInt8, Result == Int64)
    @specialized(where S == Int32, Result == Int32)
    @specialized(where S == Int64, Result == Int64)
    @specialized(where S == UInt8, Result == UInt8)
    static func reduceRows<S: IntegerScalar, Result: IntegerScalar>(
        _ reduction: IntegerReduction, rows: Int, columns: Int, _ x: UnsafePointer<S>,
        _ out: UnsafeMutablePointer<Result>
    ) {
        @inline(__always)
        func loop(_ combined: (Result, Result) -> Result) {
            for column in 0..<columns { out[column] = Result(truncatingIfNeeded: x[column]) }
            for row in 1..<rows {
                let source = x + row * columns
                for column in 0..<columns {
                    out[column] = combined(out[column], Result(truncatingIfNeeded: source[column]))
                }
            }
        }
        switch reduction {
        case .maximum: loop { Swift.max($0, $1) }
        case .minimum: loop { Swift.min($0, $1) }
        case .sum, .product: loop { $0 &+ $1 }
        }
    }

    /// Replaces each of consecutive rows by the sum of the rows up to it, from the last one on if `reversed`. Returns
    /// whether all sums fit.
    static func cumulativeSum(
        rows: Int, columns: Int, reversed: Bool, _ values: UnsafeMutablePointer<Int64>
    ) -> Bool {
        var fit = true
        for index in stride(from: 1, to: rows, by: 1) {
            let row = values + (reversed ? rows - 1 - index : index) * columns
            let before = Operand(UnsafePointer(row + (reversed ? columns : -columns)))
            if columns == 1 {
                let (sum, overflow) = before.base[0].addingReportingOverflow(row[0])
                row[0] = sum
                fit = fit && !overflow
            } else if !binary(.add, columns, before, Operand(UnsafePointer(row)), row) {
                fit = false
            }
        }
        return fit
    }

    /// Returns the exact sum; nil if it does not fit. The sums of the upper halves of 64 bits and of the lower ones
    /// cannot overflow in memory that exists, and are put together at the end.
    @inline(__always)
    private static func sum<S: IntegerScalar>(_ count: Int, _ x: UnsafePointer<S>) -> Int64? {
        if S.bitWidth <= 32 {
            var sum: Int64 = 0
            for index in 0..<count { sum &+= Int64(truncatingIfNeeded: x[index]) }
            return sum
        }
        var (upper, lower) = (0 as Int64, 0 as Int64)
        for start in stride(from: 0, to: count, by: 1 << 30) {
            for index in start..<Swift.min(start + 1 << 30, count) {
                let element = Int64(truncatingIfNeeded: x[index])
                upper &+= element >> 32
                lower &+= element & 0xffff_ffff
            }
            upper &+= lower >> 32
            lower &= 0xffff_ffff
        }
        return Int32(exactly: upper).map { Int64($0) << 32 | lower }
    }

    /// Returns the exact product; nil if it does not fit. Magnitudes are multiplied, which do not get smaller before a
    /// 0 is met.
    @inline(__always)
    private static func product<S: IntegerScalar>(_ count: Int, _ x: UnsafePointer<S>) -> Int64? {
        var (magnitude, isNegative, failures) = (1 as UInt64, false, 0)
        for index in 0..<count {
            if x[index] == 0 { return 0 }
            if x[index] < 0 { isNegative.toggle() }
            let (next, overflow) = magnitude.multipliedReportingOverflow(by: UInt64(x[index].magnitude))
            failures |= overflow ? 1 : 0
            magnitude = next
        }
        if failures != 0 || magnitude > Int64.min.magnitude { return nil }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(exactly: magnitude)
    }
}
