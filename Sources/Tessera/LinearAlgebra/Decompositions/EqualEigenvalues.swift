/// Equal values of general matrices. As `EqualValues`, but vectors need not be orthogonal, and the slope X of a function along
/// changes within the space of equal values is any matrix: with vᵢ added to vⱼ, Xᵢⱼ is added to what flows to the value of vⱼ,
/// and taken from what flows to that of vᵢ.
struct EqualEigenvalues<Scalar: RealScalar> {
    /// What flows back, matrix after matrix.
    struct Flows {
        /// To the real parts of values.
        let values: [Scalar]
        /// Across the vectors, and the largest of what flows to them.
        let across: [Scalar]
        let size: [Scalar]

        init(_ slope: EigenSlope<Scalar>) {
            values = slope.valueSlope.real.scalars
            across = maximum(slope.across.real.abs(), slope.across.imaginary.abs()).scalars
            size = maximum(slope.product.real.abs(), slope.product.imaginary.abs()).max(axes: [-2, -1]).scalars
        }
    }

    private let order: Int
    private let (real, imaginary): ([Scalar], [Scalar])
    /// For each matrix the groups of real values that are equal.
    private var groups: [[[Int]]] = []
    /// Pairs of complex values that are: there the slope is not known.
    private var complexPairs: [(matrix: Int, i: Int, j: Int)] = []
    private var tolerance: Scalar { Scalar.ulpOfOne.squareRoot() }

    init(_ values: ComplexPair<Scalar>, order: Int) {
        self.order = order
        (real, imaginary) = (values.real.scalars, values.imaginary.scalars)
        for matrix in 0..<(order == 0 ? 0 : real.count / order) {
            let own = matrix * order..<(matrix + 1) * order
            let largest = own.reduce(0) { max($0, max(abs(real[$1]), abs(imaginary[$1]))) }
            let (sorted, limit) = (
                own.filter { imaginary[$0] == 0 }.sorted { real[$0] < real[$1] }, largest * tolerance
            )
            var found: [[Int]] = []
            for index in sorted {
                if let last = found.last?.last, real[index] - real[own.lowerBound + last] <= limit {
                    found[found.count - 1].append(index - own.lowerBound)
                } else {
                    found.append([index - own.lowerBound])
                }
            }
            groups.append(found.filter { $0.count > 1 })
            let complex = own.filter { imaginary[$0] != 0 }
            for i in complex {
                for j in complex where i != j {
                    let gap = max(abs(real[i] - real[j]), abs(imaginary[i] - imaginary[j]))
                    if gap <= rounding * largest {
                        complexPairs.append((matrix, i - own.lowerBound, j - own.lowerBound))
                    }
                }
            }
        }
    }

    private var rounding: Scalar { 8 * Scalar(order) * Scalar.ulpOfOne }

    /// Whether all values are apart from each other.
    var isEmpty: Bool { groups.allSatisfy(\.isEmpty) && complexPairs.isEmpty }

    /// What takes the place of the quotients between values that are equal; nil where all quotients are right.
    ///
    /// - Parameter elsewhere: what flows back to another basis.
    func resolved(
        _ here: Flows, elsewhere: (EqualValues<Scalar>.Basis) -> Flows?
    ) -> EqualValues<Scalar>.Resolution? {
        var table = EqualValues<Scalar>.Table(matrices: groups.count, order: order)
        for (matrix, i, j) in complexPairs where here.size[matrix] != 0 { table.setElement(matrix, i, j, .nan) }
        let longest = groups.joined().map(\.count).max() ?? 0
        let isConstant = here.size.allSatisfy { $0 == 0 } && here.values.allSatisfy { $0 == 0 }
        if longest == 0 || isConstant { return table.resolution }
        let mirrored = elsewhere(mirroredBasis())
        for round in 0..<roundRobinLength(longest) {
            for swaps in [false, true] {
                let pairs = pairs(round, swaps)
                let there = elsewhere(shearedBasis(pairs))
                for (matrix, i, j) in pairs {
                    let slope = slopeBetween(matrix, i, j, here, there, mirrored)
                    if let slope {
                        table.setElement(matrix, i, j, slope)
                    } else if isRounding(matrix, i, j) {
                        table.setElement(matrix, i, j, .nan)
                    }
                }
            }
        }
        return table.resolution
    }

    /// Xᵢⱼ; nil where the function depends on the basis.
    private func slopeBetween(
        _ matrix: Int, _ i: Int, _ j: Int, _ here: Flows, _ there: Flows?, _ mirrored: Flows?
    ) -> Scalar? {
        guard let there, let mirrored, let group = groups[matrix].first(where: { $0.contains(i) }),
            let (first, second) = positions(i, j, in: group)
        else { return nil }
        let start = matrix * order
        let (a, b, c, d) = (
            here.values[start + i], here.values[start + j], there.values[start + i], there.values[start + j]
        )
        let largest = (0..<order).reduce(0) { max($0, abs(real[start + $1])) }
        let flow = max(max(abs(a), abs(b)), max(abs(c), abs(d)))
        let bound = 32 * tolerance * (flow + (largest > 0 ? here.size[matrix] / largest : 0))
        let (k, l) = (group[group.count - 1 - first], group[group.count - 1 - second])
        // What flows to V and what to its inverse may cancel, to the rounding of the two.
        let unit = flow * largest
        func turns(_ flows: Flows) -> Bool {
            let turn = max(flows.across[(start + i) * order + j], flows.across[(start + j) * order + i])
            return turn > 32 * tolerance * (flows.size[matrix] + unit)
        }
        let agrees =
            !turns(here) && !turns(there) && abs((c + d) - (a + b)) <= bound
            && abs(mirrored.values[start + k] - a) <= bound && abs(mirrored.values[start + l] - b) <= bound
        return agrees ? d - b : nil
    }

    private func positions(_ i: Int, _ j: Int, in group: [Int]) -> (Int, Int)? {
        guard let first = group.firstIndex(of: i), let second = group.firstIndex(of: j) else { return nil }
        return (first, second)
    }

    /// Whether a gap is no more than what rounding makes of none.
    private func isRounding(_ matrix: Int, _ i: Int, _ j: Int) -> Bool {
        let start = matrix * order
        let largest = (0..<order).reduce(0) { max($0, max(abs(real[start + $1]), abs(imaginary[start + $1]))) }
        return abs(real[start + i] - real[start + j]) <= rounding * largest
    }

    private func pairs(_ round: Int, _ swaps: Bool) -> [(matrix: Int, i: Int, j: Int)] {
        groups.enumerated().flatMap { matrix, groups in
            groups.flatMap { group in
                roundRobinPairs(group.count, round: round).map { first, second in
                    swaps ? (matrix, group[second], group[first]) : (matrix, group[first], group[second])
                }
            }
        }
    }
}

extension EqualEigenvalues {
    /// vⱼ + vᵢ in place of vⱼ.
    private func shearedBasis(_ pairs: [(matrix: Int, i: Int, j: Int)]) -> EqualValues<Scalar>.Basis {
        basis { turn in
            for (matrix, i, j) in pairs { turn[(matrix * order + i) * order + j] = 1 }
        }
    }

    /// Vectors of equal values in the opposite order.
    private func mirroredBasis() -> EqualValues<Scalar>.Basis {
        basis { turn in
            for (matrix, groups) in groups.enumerated() {
                for group in groups {
                    for i in group { turn[(matrix * order + i) * order + i] = 0 }
                    for (i, j) in zip(group, group.reversed()) { turn[(matrix * order + i) * order + j] = 1 }
                }
            }
        }
    }

    private func basis(_ fill: (inout [Scalar]) -> Void) -> EqualValues<Scalar>.Basis {
        var turn = [Scalar](repeating: 0, count: groups.count * order * order)
        var means = real
        for (matrix, groups) in groups.enumerated() {
            for i in 0..<order { turn[(matrix * order + i) * order + i] = 1 }
            for group in groups {
                let mean = group.reduce(0) { $0 + real[matrix * order + $1] / Scalar(group.count) }
                for i in group { means[matrix * order + i] = mean }
            }
        }
        fill(&turn)
        return EqualValues.Basis(
            turn: Tensor(turn, shape: Shape([groups.count, order, order])),
            values: Tensor(means, shape: Shape([groups.count, order])))
    }
}
