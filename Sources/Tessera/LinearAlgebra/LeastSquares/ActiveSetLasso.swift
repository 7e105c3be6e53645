/// The exact minimum of the lasso objective ½‖b − A·w‖² − qᵀw + Σ pᵢ·|wᵢ| by an active-set method (M. Osborne, B.
/// Presnell, B. Turlach, "A new approach to variable selection in least squares problems", 2000). The signs of the
/// non-zero coefficients turn the problem into least squares, which is solved to full precision. A coefficient leaves
/// the active set where it would change its sign, and enters where the Karush–Kuhn–Tucker conditions are violated. A
/// column that depends linearly on the active ones enters in exchange for one of them, along the direction that changes
/// no prediction.
///
/// The objective decreases with every step, so that no set of signs occurs twice. Columns without a penalty are always
/// active.
package struct ActiveSetLasso {
    private let a: PreciseColumns
    private let b: [DoubleDouble]
    private let linear: [DoubleDouble]
    private let penalties: [Double]
    private let columnNorms: [Double]

    package private(set) var w: [DoubleDouble]
    private var active: [Int] = []
    /// The sign of each active penalised coefficient; 0 for all others.
    private var signs: [Double]
    /// The columns that entered and left the active set at once, because of rounding, since the objective last
    /// decreased.
    private var rejected: Set<Int> = []
    package private(set) var iterations = 0
    /// The largest violation of the Kuhn–Tucker conditions by a column, relative to the terms of its gradient.
    package private(set) var violation = Double.infinity

    /// - Parameters:
    ///   - a: the columns of A.
    ///   - b: the right-hand side.
    ///   - linear: the linear term q; zeros if nil.
    ///   - penalties: p, one per column; 0 for a column without a penalty.
    ///   - start: any coefficients; a start near the minimum saves iterations.
    package init(
        _ a: PreciseColumns, _ b: [DoubleDouble], linear: [DoubleDouble]? = nil, penalties: [Double],
        start: [DoubleDouble]
    ) {
        (self.a, self.b, self.penalties) = (a, b, penalties)
        self.linear = linear ?? Array(repeating: .zero, count: a.columns)
        columnNorms = (0..<a.columns).map { a.length($0) }
        w = start
        signs = Array(repeating: 0, count: a.columns)
    }

    /// Minimises the objective.
    ///
    /// - Parameter tolerance: the largest violation that counts as convergence.
    /// - Returns: true if the Kuhn–Tucker conditions hold; otherwise `w` is the last iterate.
    /// - Throws: `LinearAlgebraError.rankDeficient` if columns without a penalty depend on each other.
    package mutating func minimize(maximumIterations: Int, tolerance: Double = 1e-9) throws(LinearAlgebraError) -> Bool
    {
        var system = try startSystem()
        while true {
            guard let target = try solution(system) else {
                iterations += 1
                if iterations >= maximumIterations { return false }
                system = try replaceNearlyDependent()
                continue
            }
            if iterations >= maximumIterations, violation > tolerance { return false }
            iterations += 1
            if moveUntilSignChange(towards: target.x) {
                system = try factor()
                continue
            }
            for (index, column) in active.enumerated() { w[column] = target.x[index] }
            let negativeGradient = zip(a.transposedProduct(target.residual), linear).map { ($0 + $1).value }
            let rounding = HouseholderQR.length(target.residual.map(\.high)[...])
            updateViolation(negativeGradient, rounding)
            guard let next = mostViolated(negativeGradient, rounding) else { return violation <= tolerance }
            system = try enter(next, negativeGradient[next] < 0 ? -1 : 1, system)
        }
    }

    private func factor() throws(LinearAlgebraError) -> RefinedLeastSquares {
        try RefinedLeastSquares(a.selecting(active))
    }

    /// Returns the minimum for the current signs; nil if a penalised column depends on the others almost to rounding,
    /// so that iterative refinement does not converge.
    private func solution(_ system: RefinedLeastSquares) throws(LinearAlgebraError) -> RefinedLeastSquares.Solution? {
        do {
            return try system.solve(
                b, gradient: active.map { DoubleDouble(penalties[$0] * signs[$0]) - linear[$0] })
        } catch .notConverged(let missing) {
            guard let last = active.last, penalties[last] > 0 else { throw .notConverged(missing: missing) }
            return nil
        }
    }

    /// Treats the column that became active last as linearly dependent on the others: removes it, or exchanges it for
    /// one of them.
    private mutating func replaceNearlyDependent() throws(LinearAlgebraError) -> RefinedLeastSquares {
        let (column, sign) = (active[active.count - 1], signs[active[active.count - 1]])
        let hasJustEntered = w[column].high == 0
        active.removeLast()
        drop(column)
        let system = try factor()
        // A column of the start can be left out as well as kept.
        guard hasJustEntered else { return system }
        return exchange(column, sign, try system.combination(of: a, column).x) ? try factor() : system
    }

    /// Factorises the initial active set: the columns without a penalty, then those of the start with the largest
    /// contributions |wᵢ|·‖aᵢ‖, as far as they are independent.
    private mutating func startSystem() throws(LinearAlgebraError) -> RefinedLeastSquares {
        let free = w.indices.filter { penalties[$0] == 0 }
        let others = w.indices.filter { penalties[$0] > 0 && w[$0].high != 0 }
            .sorted { abs(w[$0].high) * columnNorms[$0] > abs(w[$1].high) * columnNorms[$1] }
        active = free + others.prefix(max(0, a.rows - free.count))
        while true {
            do {
                let system = try factor()
                for column in w.indices where penalties[column] > 0 {
                    signs[column] = active.contains(column) ? (w[column].high < 0 ? -1 : 1) : 0
                    if signs[column] == 0 { w[column] = .zero }
                }
                return system
            } catch .rankDeficient(let index) where index >= free.count && index < active.count {
                active.remove(at: index)
            }
        }
    }

    /// Moves towards the solution for the current signs until the first coefficient would change its sign; that
    /// coefficient becomes 0 and leaves the active set.
    ///
    /// - Returns: true if a coefficient left.
    private mutating func moveUntilSignChange(towards target: [DoubleDouble]) -> Bool {
        let crossings = active.enumerated().map { index, column in
            let (here, there) = (w[column].value, target[index].value)
            guard penalties[column] > 0, there * signs[column] <= 0 else { return Double.infinity }
            return here == there ? 0 : here / (here - there)
        }
        guard let stepSize = crossings.min(), stepSize < .infinity else { return false }
        if stepSize > 0 { rejected = [] }
        for (index, column) in active.enumerated() {
            w[column] += (target[index] - w[column]) * stepSize
            guard crossings[index] == stepSize else { continue }
            if stepSize == 0 { rejected.insert(column) }
            drop(column)
        }
        active.removeAll { penalties[$0] > 0 && signs[$0] == 0 }
        return true
    }

    private mutating func drop(_ column: Int) {
        (w[column], signs[column]) = (.zero, 0)
    }

    /// Returns by how much the negative gradient along a column exceeds its penalty, relative to the scale of rounding
    /// errors.
    private func excess(_ column: Int, _ negativeGradient: Double, _ rounding: Double) -> Double {
        let scale = penalties[column] + abs(linear[column].high) + columnNorms[column] * rounding
        return scale == 0 ? 0 : (abs(negativeGradient) - penalties[column]) / scale
    }

    /// Sets `violation` to the largest violation of the Kuhn–Tucker conditions.
    private mutating func updateViolation(_ negativeGradient: [Double], _ rounding: Double) {
        violation = negativeGradient.indices.reduce(0) { worst, column in
            if penalties[column] == 0 { return worst }
            let own = excess(column, negativeGradient[column], rounding)
            return max(worst, signs[column] == 0 ? own : abs(own))
        }
    }

    /// Returns the inactive column that enters next; nil if no column violates the conditions by more than rounding.
    private func mostViolated(_ negativeGradient: [Double], _ rounding: Double) -> Int? {
        let candidates = negativeGradient.indices.filter { column in
            penalties[column] > 0 && signs[column] == 0 && !rejected.contains(column)
                && excess(column, negativeGradient[column], rounding) > 1e-13
        }
        // The steepest descent per column norm.
        return candidates.max {
            (abs(negativeGradient[$0]) - penalties[$0]) / columnNorms[$0]
                < (abs(negativeGradient[$1]) - penalties[$1]) / columnNorms[$1]
        }
    }

    /// Adds a column to the active set, or exchanges a dependent one for an active column.
    private mutating func enter(
        _ column: Int, _ sign: Double, _ system: RefinedLeastSquares
    ) throws(LinearAlgebraError) -> RefinedLeastSquares {
        let combination = try system.combination(of: a, column)
        if !combination.isDependent {
            active.append(column)
            signs[column] = sign
            do {
                return try factor()
            } catch .rankDeficient {
                active.removeLast()
                signs[column] = 0
            }
        }
        return exchange(column, sign, combination.x) ? try factor() : system
    }

    /// Lets a linearly dependent column enter along the direction that leaves the predictions unchanged, until an
    /// active coefficient becomes 0 and leaves (a ratio test).
    private mutating func exchange(_ column: Int, _ sign: Double, _ combination: [DoubleDouble]) -> Bool {
        let columnNorms = columnNorms
        let stepSizes = active.enumerated().map { index, other in
            let change = -sign * combination[index].value
            // A coefficient within rounding error would exchange nothing.
            let isRounding = abs(change) * columnNorms[other] <= 1e-8 * columnNorms[column]
            return penalties[other] > 0 && !isRounding && change * w[other].value < 0
                ? -w[other].value / change : Double.infinity
        }
        guard let stepSize = stepSizes.min(), stepSize < .infinity,
            let index = stepSizes.firstIndex(of: stepSize)
        else {
            rejected.insert(column)
            return false
        }
        for (index, other) in active.enumerated() { w[other] = w[other] - combination[index] * (sign * stepSize) }
        w[column] = DoubleDouble(sign * stepSize)
        signs[column] = sign
        drop(active[index])
        active[index] = column
        rejected = []
        return true
    }
}

extension RefinedLeastSquares {
    /// Returns the coefficients of a column as a combination of the factorised ones, and whether it is such a
    /// combination to rounding.
    fileprivate func combination(
        of a: PreciseColumns, _ column: Int
    ) throws(LinearAlgebraError) -> (x: [DoubleDouble], isDependent: Bool) {
        let own = (0..<a.rows).map { a[$0, column] }
        let found = try solve(own)
        let count = Double(columns.columns) + Double(a.rows).squareRoot()
        let distance = HouseholderQR.length(found.residual.map(\.high)[...])
        let isFull = columns.columns >= a.rows
        return (found.x, isFull || distance <= 8 * Double.ulpOfOne * count * a.length(column))
    }
}
