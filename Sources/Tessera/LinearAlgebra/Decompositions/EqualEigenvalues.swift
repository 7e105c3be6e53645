/// Equal eigenvalues of general matrices, as `EqualValues` handles those of symmetric ones, except that the
/// eigenvectors need not be orthogonal. The gradient X of a function along changes of the matrix within the eigenspace
/// of equal values may therefore be any matrix: adding vᵢ to vⱼ adds Xᵢⱼ to the upstream gradient of the value of vⱼ
/// and subtracts it from that of vᵢ.
struct EqualEigenvalues<Scalar: RealScalar> {
    /// The upstream gradients of a decomposition, matrix after matrix.
    struct Flows {
        /// The gradients of the real parts of the values.
        let values: [Scalar]
        /// The magnitudes of the gradients that mix two vectors, and the largest magnitude of all gradients of the
        /// vectors.
        let across: [Scalar]
        let size: [Scalar]

        init(_ gradient: EigenGradient<Scalar>) {
            values = gradient.valueGradient.real.scalars
            across = maximum(gradient.across.real.abs(), gradient.across.imaginary.abs()).scalars
            size = maximum(gradient.product.real.abs(), gradient.product.imaginary.abs()).max(axes: [-2, -1]).scalars
        }
    }

    private let order: Int
    private let (real, imaginary): ([Scalar], [Scalar])
    /// The groups of real values that are equal to within the tolerance, by matrix.
    private var groups: [[[Int]]] = []
    /// The pairs of complex values that are equal: their gradient is not known.
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

    /// True if all values are distinct.
    var isEmpty: Bool { groups.allSatisfy(\.isEmpty) && complexPairs.isEmpty }

    /// Returns replacements for the quotients between equal values; nil if every quotient is valid.
    ///
    /// - Parameter elsewhere: computes the upstream gradients for another basis of eigenvectors.
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
                    let gradient = gradientBetween(matrix, i, j, here, there, mirrored)
                    if let gradient {
                        table.setElement(matrix, i, j, gradient)
                    } else if isRounding(matrix, i, j) {
                        table.setElement(matrix, i, j, .nan)
                    }
                }
            }
        }
        return table.resolution
    }

    /// Returns Xᵢⱼ; nil if the function depends on the choice of basis.
    private func gradientBetween(
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
        let gradientSize = max(max(abs(a), abs(b)), max(abs(c), abs(d)))
        let bound = 32 * tolerance * (gradientSize + (largest > 0 ? here.size[matrix] / largest : 0))
        let (k, l) = (group[group.count - 1 - first], group[group.count - 1 - second])
        // The gradients of V and of its inverse may cancel, to the rounding of the two.
        let cancelling = gradientSize * largest
        func mixes(_ flows: Flows) -> Bool {
            let mixing = max(flows.across[(start + i) * order + j], flows.across[(start + j) * order + i])
            return mixing > 32 * tolerance * (flows.size[matrix] + cancelling)
        }
        let agrees =
            !mixes(here) && !mixes(there) && abs((c + d) - (a + b)) <= bound
            && abs(mirrored.values[start + k] - a) <= bound && abs(mirrored.values[start + l] - b) <= bound
        return agrees ? d - b : nil
    }

    private func positions(_ i: Int, _ j: Int, in group: [Int]) -> (Int, Int)? {
        guard let first = group.firstIndex(of: i), let second = group.firstIndex(of: j) else { return nil }
        return (first, second)
    }

    /// True if the gap between two values is within rounding error of 0.
    private func isRounding(_ matrix: Int, _ i: Int, _ j: Int) -> Bool {
        let start = matrix * order
        let largest = (0..<order).reduce(0) { max($0, max(abs(real[start + $1]), abs(imaginary[start + $1]))) }
        return abs(real[start + i] - real[start + j]) <= rounding * largest
    }

    /// Returns the disjoint pairs of equal values of one round, in one of the two orders.
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
    /// The basis with vⱼ + vᵢ instead of vⱼ for each pair.
    private func shearedBasis(_ pairs: [(matrix: Int, i: Int, j: Int)]) -> EqualValues<Scalar>.Basis {
        basis { transform in
            for (matrix, i, j) in pairs { transform[(matrix * order + i) * order + j] = 1 }
        }
    }

    /// The basis with the vectors of equal values in the opposite order.
    private func mirroredBasis() -> EqualValues<Scalar>.Basis {
        basis { transform in
            for (matrix, groups) in groups.enumerated() {
                for group in groups {
                    for i in group { transform[(matrix * order + i) * order + i] = 0 }
                    for (i, j) in zip(group, group.reversed()) { transform[(matrix * order + i) * order + j] = 1 }
                }
            }
        }
    }

    /// Returns the basis whose matrix is the identity as changed by `fill`, with equal values replaced by their mean.
    private func basis(_ fill: (inout [Scalar]) -> Void) -> EqualValues<Scalar>.Basis {
        var transform = [Scalar](repeating: 0, count: groups.count * order * order)
        var means = real
        for (matrix, groups) in groups.enumerated() {
            for i in 0..<order { transform[(matrix * order + i) * order + i] = 1 }
            for group in groups {
                let mean = group.reduce(0) { $0 + real[matrix * order + $1] / Scalar(group.count) }
                for i in group { means[matrix * order + i] = mean }
            }
        }
        fill(&transform)
        return EqualValues.Basis(
            transform: Tensor(transform, shape: Shape([groups.count, order, order])),
            values: Tensor(means, shape: Shape([groups.count, order])))
    }
}
