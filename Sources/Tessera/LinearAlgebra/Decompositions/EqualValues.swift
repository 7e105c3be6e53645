/// Values of a decomposition that cannot be told apart, and how a function changes that does not depend on the choice of
/// vectors among them.
///
/// The slope of such a function along a change of the matrix within the space of equal values is a quadratic form X of that
/// space. What flows back to the values is xᵀ·X·x for each vector x of the basis; from the same for bases that are turned by
/// 45° the rest follows (polarisation): Xᵢⱼ is half the difference of what flows to (vᵢ + vⱼ)/√2 and to (vⱼ − vᵢ)/√2. Nothing
/// is divided by a gap. A function that does depend on the choice gives itself away: its slope turns the vectors, or what
/// flows to the values does not agree between the bases; there the slope is NaN.
struct EqualValues<Scalar: RealScalar> {
    /// What flows back, matrix after matrix.
    struct Slopes {
        /// To the values.
        var values: [Scalar]
        /// To a turn of two vectors towards each other: M − Mᵀ, up to a constant factor.
        var turns: [Scalar]
        /// The largest magnitude of M.
        var size: [Scalar]
    }

    /// A basis that is as right: the vectors are to be multiplied with `turn` from the right.
    struct Basis {
        let turn: Tensor<Scalar>
        let values: Tensor<Scalar>
    }

    /// Where a quotient by a gap does not count, and what does instead.
    struct Resolution {
        let isResolved: Tensor<Bool>
        let slopes: Tensor<Scalar>
        /// Whether any is, matrix by matrix.
        let isTouched: Tensor<Bool>
    }

    private let order: Int
    private let values: [Scalar]
    private let clusters: [[Range<Int>]]
    private var tolerance: Scalar { Scalar.ulpOfOne.squareRoot() }

    /// - Parameters:
    ///   - values: of shape [matrices, order], each matrix's in rising or falling order.
    ///   - skipsZero: whether zeros are dealt with elsewhere.
    init(_ values: Tensor<Scalar>, skipsZero: Bool = false) {
        let order = values.shape[1]
        self.order = order
        self.values = values.scalars
        let all = self.values
        let tolerance = Scalar.ulpOfOne.squareRoot()
        clusters = (0..<values.shape[0]).map { matrix in
            let own = all[matrix * order..<(matrix + 1) * order]
            let limit = tolerance * Self.largest(own)
            var (ranges, start) = ([Range<Int>](), 0)
            for index in 1..<max(1, order) + 1 {
                let isNext =
                    index < order && abs(own[own.startIndex + index] - own[own.startIndex + index - 1]) <= limit
                    && !(skipsZero && own[own.startIndex + index] == 0)
                if isNext { continue }
                if index - start > 1 { ranges.append(start..<index) }
                start = index
            }
            return ranges
        }
    }

    /// Whether all values are apart from each other.
    var isEmpty: Bool { clusters.allSatisfy(\.isEmpty) }

    /// What takes the place of the quotients between values that are equal; nil where all quotients are right.
    ///
    /// - Parameter elsewhere: what flows back to another basis.
    func resolved(_ slopes: Slopes, elsewhere: (Basis) -> Slopes?) -> Resolution? {
        var table = Table(matrices: clusters.count, order: order)
        var asked = false
        for (matrix, i, j) in pairs {
            let isTurn = abs(slopes.turns[place(matrix, i, j)]) > tolerance * slopes.size[matrix]
            if !isTurn { asked = true } else if isRounding(matrix, i, j) { table.set(matrix, i, j, .nan) }
        }
        if asked, slopes.size.contains(where: { $0 != 0 }) || slopes.values.contains(where: { $0 != 0 }) {
            askOtherBases(slopes, elsewhere, &table)
        }
        return table.resolution
    }

    private func askOtherBases(_ slopes: Slopes, _ elsewhere: (Basis) -> Slopes?, _ table: inout Table) {
        let mirrored = elsewhere(mirroredBasis())
        let longest = clusters.joined().map(\.count).max() ?? 0
        for round in 0..<roundRobinLength(longest) {
            let (basis, turned) = turnedBasis(round)
            let other = elsewhere(basis)
            for (matrix, i, j) in turned where abs(slopes.turns[place(matrix, i, j)]) <= tolerance * slopes.size[matrix]
            {
                let slope = other.flatMap { slopeBetween(matrix, i, j, slopes, $0, mirrored) }
                if let slope {
                    table.set(matrix, i, j, slope)
                } else if isRounding(matrix, i, j) {
                    table.set(matrix, i, j, .nan)
                }
            }
        }
    }

    /// Xᵢⱼ; nil where the function depends on the basis.
    private func slopeBetween(
        _ matrix: Int, _ i: Int, _ j: Int, _ here: Slopes, _ there: Slopes, _ mirrored: Slopes?
    ) -> Scalar? {
        let (first, second) = (matrix * order + i, matrix * order + j)
        let (a, b) = (there.values[first], there.values[second])
        let (c, d) = (here.values[first], here.values[second])
        let top = largest(matrix)
        let noise = top > 0 ? here.size[matrix] / top : 0
        let scale = max(max(abs(a), abs(b)), max(abs(c), abs(d))) + noise
        let bound = 32 * tolerance * scale
        guard let mirrored, let range = clusters[matrix].first(where: { $0.contains(i) }),
            abs(there.turns[place(matrix, i, j)]) <= 32 * tolerance * there.size[matrix],
            abs((a + b) - (c + d)) <= bound,
            abs(mirrored.values[matrix * order + range.lowerBound + range.upperBound - 1 - i] - c) <= bound,
            abs(mirrored.values[matrix * order + range.lowerBound + range.upperBound - 1 - j] - d) <= bound
        else { return nil }
        return (a - b) / 2
    }

    private var pairs: [(matrix: Int, i: Int, j: Int)] {
        clusters.enumerated().flatMap { matrix, ranges in
            ranges.flatMap { range in range.flatMap { i in (i + 1..<range.upperBound).map { (matrix, i, $0) } } }
        }
    }

    private func place(_ matrix: Int, _ i: Int, _ j: Int) -> Int { (matrix * order + i) * order + j }

    private static func largest(_ values: ArraySlice<Scalar>) -> Scalar { values.lazy.map { abs($0) }.max() ?? 0 }
    private func largest(_ matrix: Int) -> Scalar { Self.largest(values[matrix * order..<(matrix + 1) * order]) }

    /// Whether a gap is no more than what rounding makes of none.
    private func isRounding(_ matrix: Int, _ i: Int, _ j: Int) -> Bool {
        abs(values[matrix * order + i] - values[matrix * order + j])
            <= 8 * Scalar(order) * Scalar.ulpOfOne * largest(matrix)
    }
}

extension EqualValues {
    /// Vectors of equal values in the opposite order.
    private func mirroredBasis() -> Basis {
        basis { turn, range, start in
            for i in range {
                turn[start + i * order + i] = 0
                turn[start + i * order + range.lowerBound + range.upperBound - 1 - i] = 1
            }
        }
    }

    /// Vectors of equal values turned by 45° in pairs, and the pairs: over all rounds each pair has its turn.
    private func turnedBasis(_ round: Int) -> (Basis, [(matrix: Int, i: Int, j: Int)]) {
        func opponents(_ range: Range<Int>) -> [(Int, Int)] {
            roundRobinPairs(range.count, round: round).map { (range.lowerBound + $0, range.lowerBound + $1) }
        }
        let half = Scalar(0.5).squareRoot()
        let turned = basis { turn, range, start in
            for (i, j) in opponents(range) {
                (turn[start + i * order + i], turn[start + j * order + i]) = (half, half)
                (turn[start + i * order + j], turn[start + j * order + j]) = (-half, half)
            }
        }
        let all = clusters.enumerated().flatMap { matrix, ranges in
            ranges.flatMap { opponents($0).map { (matrix, $0.0, $0.1) } }
        }
        return (turned, all)
    }

    private func basis(_ fill: (_ turn: inout [Scalar], _ range: Range<Int>, _ start: Int) -> Void) -> Basis {
        var turn = [Scalar](repeating: 0, count: clusters.count * order * order)
        var means = values
        for (matrix, ranges) in clusters.enumerated() {
            for i in 0..<order { turn[place(matrix, i, i)] = 1 }
            for range in ranges {
                let mean = range.reduce(0) { $0 + values[matrix * order + $1] / Scalar(range.count) }
                for i in range { means[matrix * order + i] = mean }
                fill(&turn, range, matrix * order * order)
            }
        }
        return Basis(
            turn: Tensor(turn, shape: Shape([clusters.count, order, order])),
            values: Tensor(means, shape: Shape([clusters.count, order])))
    }

    /// What has been found.
    struct Table {
        let order: Int
        var isResolved: [Bool]
        var isTouched: [Bool]
        var slopes: [Scalar]

        init(matrices: Int, order: Int) {
            self.order = order
            isResolved = [Bool](repeating: false, count: matrices * order * order)
            isTouched = [Bool](repeating: false, count: matrices)
            slopes = [Scalar](repeating: 0, count: matrices * order * order)
        }

        /// In one place.
        mutating func setElement(_ matrix: Int, _ i: Int, _ j: Int, _ slope: Scalar) {
            let place = (matrix * order + i) * order + j
            (isTouched[matrix], isResolved[place], slopes[place]) = (true, true, slope)
        }

        /// Symmetric.
        mutating func set(_ matrix: Int, _ i: Int, _ j: Int, _ slope: Scalar) {
            setElement(matrix, i, j, slope)
            setElement(matrix, j, i, slope)
        }

        var resolution: Resolution? {
            if !isTouched.contains(true) { return nil }
            let shape = Shape([isTouched.count, order, order])
            return Resolution(
                isResolved: Tensor(isResolved, shape: shape), slopes: Tensor(slopes, shape: shape),
                isTouched: Tensor(isTouched, shape: Shape([isTouched.count, 1, 1])))
        }
    }
}

/// Rounds until each of `count` has met every other.
func roundRobinLength(_ count: Int) -> Int { count < 2 ? 0 : count + count % 2 - 1 }

/// Who meets whom in a round, the smaller number first: the circle method of round-robin tournaments.
func roundRobinPairs(_ count: Int, round: Int) -> [(Int, Int)] {
    let length = roundRobinLength(count)
    if round >= length { return [] }
    return (0...length / 2).compactMap { index in
        let first = index == 0 ? length : (round + index) % length
        let second = (round + length - index) % length
        return max(first, second) < count ? (min(first, second), max(first, second)) : nil
    }
}
