/// The exact minimum of ½‖b − A·w‖² − qᵀw + Σ pᵢ·|wᵢ| by an active-set method: the signs of the coefficients that are not
/// 0 make it a least-squares problem, which is solved to the last digit; coefficients leave where they would change their
/// sign and enter where the Kuhn–Tucker conditions say so (M. Osborne, B. Presnell, B. Turlach, "A new approach to variable
/// selection in least squares problems", 2000). A column that depends on the active ones enters in exchange for one of them,
/// along the direction that changes no prediction.
///
/// The objective falls with every step, so that no set of signs returns. Columns without a penalty are always active.
package struct ActiveSetLasso {
    private let a: PreciseColumns
    private let b: [DoubleDouble]
    private let linear: [DoubleDouble]
    private let penalties: [Double]
    private let lengths: [Double]

    package private(set) var w: [DoubleDouble]
    private var active: [Int] = []
    /// The sign of each active penalised coefficient; 0 elsewhere.
    private var signs: [Double]
    /// Columns that entered and left at once, which rounding makes them do, since the objective last fell.
    private var rejected: Set<Int> = []
    package private(set) var iterations = 0
    /// By how much the worst column breaks the Kuhn–Tucker conditions, relative to what its gradient consists of.
    package private(set) var violation = Double.infinity

    /// - Parameters:
    ///   - linear: q; zeros where it is nil.
    ///   - start: any coefficients; near ones save steps.
    package init(
        _ a: PreciseColumns, _ b: [DoubleDouble], linear: [DoubleDouble]? = nil, penalties: [Double],
        start: [DoubleDouble]
    ) {
        (self.a, self.b, self.penalties) = (a, b, penalties)
        self.linear = linear ?? Array(repeating: .zero, count: a.columns)
        lengths = (0..<a.columns).map { a.length($0) }
        w = start
        signs = Array(repeating: 0, count: a.columns)
    }

    /// - Parameter tolerance: the violation that counts as none.
    /// - Returns: whether the Kuhn–Tucker conditions hold; else `w` is as far as the iterations led.
    /// - Throws: `LinearAlgebraError.rankDeficient` where columns without a penalty depend on each other.
    package mutating func minimize(maximumIterations: Int, tolerance: Double = 1e-9) throws(LinearAlgebraError) -> Bool
    {
        var system = try startSystem()
        while true {
            guard let goal = try solution(system) else {
                iterations += 1
                if iterations >= maximumIterations { return false }
                system = try replaceNearlyDependent()
                continue
            }
            if iterations >= maximumIterations, violation > tolerance { return false }
            iterations += 1
            if leave(on: goal.x) {
                system = try factor()
                continue
            }
            for (place, column) in active.enumerated() { w[column] = goal.x[place] }
            let pulls = zip(a.transposedProduct(goal.residual), linear).map { ($0 + $1).value }
            let rounding = HouseholderQR.length(goal.residual.map(\.high)[...])
            note(pulls, rounding)
            guard let next = mostViolated(pulls, rounding) else { return violation <= tolerance }
            system = try enter(next, pulls[next] < 0 ? -1 : 1, system)
        }
    }

    private func factor() throws(LinearAlgebraError) -> RefinedLeastSquares {
        try RefinedLeastSquares(a.picking(active))
    }

    /// The minimum for the signs as they are; nil where a penalised column depends on the others almost to rounding, so that
    /// refinement does not converge.
    private func solution(_ system: RefinedLeastSquares) throws(LinearAlgebraError) -> RefinedLeastSquares.Solution? {
        do {
            return try system.solve(
                b, gradient: active.map { DoubleDouble(penalties[$0] * signs[$0]) - linear[$0] })
        } catch .notConverged(let missing) {
            guard let last = active.last, penalties[last] > 0 else { throw .notConverged(missing: missing) }
            return nil
        }
    }

    /// Takes the column that was the last to become active for one that depends on the others.
    private mutating func replaceNearlyDependent() throws(LinearAlgebraError) -> RefinedLeastSquares {
        let (column, sign) = (active[active.count - 1], signs[active[active.count - 1]])
        let hasJustEntered = w[column].high == 0
        active.removeLast()
        drop(column)
        let system = try factor()
        // One of the start's is left out as well as in.
        guard hasJustEntered else { return system }
        return exchange(column, sign, try system.parts(of: a, column).x) ? try factor() : system
    }

    /// The columns without a penalty, then those of the largest part in the start that are independent.
    private mutating func startSystem() throws(LinearAlgebraError) -> RefinedLeastSquares {
        let free = w.indices.filter { penalties[$0] == 0 }
        let others = w.indices.filter { penalties[$0] > 0 && w[$0].high != 0 }
            .sorted { abs(w[$0].high) * lengths[$0] > abs(w[$1].high) * lengths[$1] }
        active = free + others.prefix(max(0, a.rows - free.count))
        while true {
            do {
                let system = try factor()
                for column in w.indices where penalties[column] > 0 {
                    signs[column] = active.contains(column) ? (w[column].high < 0 ? -1 : 1) : 0
                    if signs[column] == 0 { w[column] = .zero }
                }
                return system
            } catch .rankDeficient(let place) where place >= free.count && place < active.count {
                active.remove(at: place)
            }
        }
    }

    /// Goes towards the solution for the signs as they are until a coefficient would change its own, which becomes 0.
    ///
    /// - Returns: whether there was one.
    private mutating func leave(on goal: [DoubleDouble]) -> Bool {
        let crossings = active.enumerated().map { place, column in
            let (here, there) = (w[column].value, goal[place].value)
            guard penalties[column] > 0, there * signs[column] <= 0 else { return Double.infinity }
            return here == there ? 0 : here / (here - there)
        }
        guard let share = crossings.min(), share < .infinity else { return false }
        if share > 0 { rejected = [] }
        for (place, column) in active.enumerated() {
            w[column] += (goal[place] - w[column]) * share
            guard crossings[place] == share else { continue }
            if share == 0 { rejected.insert(column) }
            drop(column)
        }
        active.removeAll { penalties[$0] > 0 && signs[$0] == 0 }
        return true
    }

    private mutating func drop(_ column: Int) {
        (w[column], signs[column]) = (.zero, 0)
    }

    /// By how much the pull of a column is larger than its penalty, in units of what rounding decides.
    private func excess(_ column: Int, _ pull: Double, _ rounding: Double) -> Double {
        let scale = penalties[column] + abs(linear[column].high) + lengths[column] * rounding
        return scale == 0 ? 0 : (abs(pull) - penalties[column]) / scale
    }

    private mutating func note(_ pulls: [Double], _ rounding: Double) {
        violation = pulls.indices.reduce(0) { worst, column in
            if penalties[column] == 0 { return worst }
            let own = excess(column, pulls[column], rounding)
            return max(worst, signs[column] == 0 ? own : abs(own))
        }
    }

    private func mostViolated(_ pulls: [Double], _ rounding: Double) -> Int? {
        let candidates = pulls.indices.filter { column in
            penalties[column] > 0 && signs[column] == 0 && !rejected.contains(column)
                && excess(column, pulls[column], rounding) > 1e-13
        }
        // The steepest per length of the column.
        return candidates.max {
            (abs(pulls[$0]) - penalties[$0]) / lengths[$0] < (abs(pulls[$1]) - penalties[$1]) / lengths[$1]
        }
    }

    private mutating func enter(
        _ column: Int, _ sign: Double, _ system: RefinedLeastSquares
    ) throws(LinearAlgebraError) -> RefinedLeastSquares {
        let parts = try system.parts(of: a, column)
        if !parts.isDependent {
            active.append(column)
            signs[column] = sign
            do {
                return try factor()
            } catch .rankDeficient {
                active.removeLast()
                signs[column] = 0
            }
        }
        return exchange(column, sign, parts.x) ? try factor() : system
    }

    /// Moves a dependent column in along the direction that leaves the predictions as they are, until an active coefficient
    /// is 0.
    private mutating func exchange(_ column: Int, _ sign: Double, _ parts: [DoubleDouble]) -> Bool {
        let lengths = lengths
        let reaches = active.enumerated().map { place, other in
            let change = -sign * parts[place].value
            // A part that is rounding would exchange nothing.
            let isRounding = abs(change) * lengths[other] <= 1e-8 * lengths[column]
            return penalties[other] > 0 && !isRounding && change * w[other].value < 0
                ? -w[other].value / change : Double.infinity
        }
        guard let reach = reaches.min(), reach < .infinity, let place = reaches.firstIndex(of: reach) else {
            rejected.insert(column)
            return false
        }
        for (index, other) in active.enumerated() { w[other] = w[other] - parts[index] * (sign * reach) }
        w[column] = DoubleDouble(sign * reach)
        signs[column] = sign
        drop(active[place])
        active[place] = column
        rejected = []
        return true
    }
}

extension RefinedLeastSquares {
    /// A column as a combination of those that are factorised, and whether that is what it is, to rounding.
    fileprivate func parts(
        of a: PreciseColumns, _ column: Int
    ) throws(LinearAlgebraError) -> (x: [DoubleDouble], isDependent: Bool) {
        let own = (0..<a.rows).map { a[$0, column] }
        let found = try solve(own)
        let count = Double(columns.columns) + Double(a.rows).squareRoot()
        let rest = HouseholderQR.length(found.residual.map(\.high)[...])
        let isFull = columns.columns >= a.rows
        return (found.x, isFull || rest <= 8 * Double.ulpOfOne * count * a.length(column))
    }
}
