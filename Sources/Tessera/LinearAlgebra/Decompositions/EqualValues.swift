/// Eigenvalues or singular values that are numerically equal, and the gradient of a function that does not depend on
/// the choice of vectors among them.
///
/// The gradient of such a function along a change of the matrix within the eigenspace of equal values is a quadratic
/// form X on that space. The upstream gradient of the value of a basis vector x is xᵀ·X·x. The upstream gradients for
/// bases rotated by 45° give the remaining elements by polarisation: Xᵢⱼ is half the difference of those for
/// (vᵢ + vⱼ)/√2 and for (vⱼ − vᵢ)/√2. Nothing is divided by a gap. A function that does depend on the choice is
/// detected, since its gradient rotates the vectors or its upstream gradients of the values disagree between the bases;
/// there the gradient is NaN.
struct EqualValues<Scalar: RealScalar> {
    /// The upstream gradients of a decomposition, matrix after matrix.
    struct UpstreamGradients {
        /// The gradients of the values.
        var values: [Scalar]
        /// The gradients along a rotation of two vectors towards each other: M − Mᵀ, up to a constant factor, where M
        /// is VᵀV̄ or, for singular vectors, UᵀŪ + VᵀV̄.
        var rotations: [Scalar]
        /// The largest magnitude of M.
        var size: [Scalar]
    }

    /// An equally valid basis: the vectors multiplied from the right by `transform`, an orthogonal or shearing matrix,
    /// and the values that belong to it.
    struct Basis {
        let transform: Tensor<Scalar>
        let values: Tensor<Scalar>
    }

    /// The elements whose quotient by a gap is replaced, and the replacements.
    struct Resolution {
        let isResolved: Tensor<Bool>
        let gradients: Tensor<Scalar>
        /// Whether any element of a matrix is replaced, by matrix.
        let isTouched: Tensor<Bool>
    }

    private let order: Int
    private let values: [Scalar]
    private let clusters: [[Range<Int>]]
    private var tolerance: Scalar { Scalar.ulpOfOne.squareRoot() }

    /// - Parameters:
    ///   - values: the values, shape [matrices, order]; those of each matrix are in ascending or descending order.
    ///   - skipsZero: whether zeros are excluded, because `ZeroValues` handles them.
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

    /// True if all values are distinct.
    var isEmpty: Bool { clusters.allSatisfy(\.isEmpty) }

    /// Returns replacements for the quotients between equal values; nil if every quotient is valid.
    ///
    /// - Parameter elsewhere: computes the upstream gradients for another basis.
    func resolved(_ upstream: UpstreamGradients, elsewhere: (Basis) -> UpstreamGradients?) -> Resolution? {
        var table = Table(matrices: clusters.count, order: order)
        var needsOtherBases = false
        for (matrix, i, j) in pairs {
            let isRotation = abs(upstream.rotations[offset(matrix, i, j)]) > tolerance * upstream.size[matrix]
            if !isRotation { needsOtherBases = true } else if isRounding(matrix, i, j) { table.set(matrix, i, j, .nan) }
        }
        if needsOtherBases, upstream.size.contains(where: { $0 != 0 }) || upstream.values.contains(where: { $0 != 0 }) {
            polarise(upstream, elsewhere, &table)
        }
        return table.resolution
    }

    /// Fills the table by polarisation, from the upstream gradients for the mirrored basis and for those rotated by
    /// 45°.
    private func polarise(
        _ upstream: UpstreamGradients, _ elsewhere: (Basis) -> UpstreamGradients?, _ table: inout Table
    ) {
        let mirrored = elsewhere(mirroredBasis())
        let longest = clusters.joined().map(\.count).max() ?? 0
        for round in 0..<roundRobinLength(longest) {
            let (basis, rotated) = rotatedBasis(round)
            let other = elsewhere(basis)
            for (matrix, i, j) in rotated
            where abs(upstream.rotations[offset(matrix, i, j)]) <= tolerance * upstream.size[matrix] {
                let gradient = other.flatMap { gradientBetween(matrix, i, j, upstream, $0, mirrored) }
                if let gradient {
                    table.set(matrix, i, j, gradient)
                } else if isRounding(matrix, i, j) {
                    table.set(matrix, i, j, .nan)
                }
            }
        }
    }

    /// Returns Xᵢⱼ; nil if the function depends on the choice of basis.
    private func gradientBetween(
        _ matrix: Int, _ i: Int, _ j: Int, _ here: UpstreamGradients, _ there: UpstreamGradients,
        _ mirrored: UpstreamGradients?
    ) -> Scalar? {
        let (first, second) = (matrix * order + i, matrix * order + j)
        let (a, b) = (there.values[first], there.values[second])
        let (c, d) = (here.values[first], here.values[second])
        let top = largest(matrix)
        let noise = top > 0 ? here.size[matrix] / top : 0
        let scale = max(max(abs(a), abs(b)), max(abs(c), abs(d))) + noise
        let bound = 32 * tolerance * scale
        guard let mirrored, let range = clusters[matrix].first(where: { $0.contains(i) }),
            abs(there.rotations[offset(matrix, i, j)]) <= 32 * tolerance * there.size[matrix],
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

    private func offset(_ matrix: Int, _ i: Int, _ j: Int) -> Int { (matrix * order + i) * order + j }

    private static func largest(_ values: ArraySlice<Scalar>) -> Scalar { values.lazy.map { abs($0) }.max() ?? 0 }
    private func largest(_ matrix: Int) -> Scalar { Self.largest(values[matrix * order..<(matrix + 1) * order]) }

    /// True if the gap between two values is within rounding error of 0.
    private func isRounding(_ matrix: Int, _ i: Int, _ j: Int) -> Bool {
        abs(values[matrix * order + i] - values[matrix * order + j])
            <= 8 * Scalar(order) * Scalar.ulpOfOne * largest(matrix)
    }
}

extension EqualValues {
    /// The basis with the vectors of equal values in the opposite order.
    private func mirroredBasis() -> Basis {
        basis { rotation, range, start in
            for i in range {
                rotation[start + i * order + i] = 0
                rotation[start + i * order + range.lowerBound + range.upperBound - 1 - i] = 1
            }
        }
    }

    /// The basis in which disjoint pairs of vectors of equal values are rotated by 45°, and the pairs. Over all rounds,
    /// each pair occurs once.
    private func rotatedBasis(_ round: Int) -> (Basis, [(matrix: Int, i: Int, j: Int)]) {
        func opponents(_ range: Range<Int>) -> [(Int, Int)] {
            roundRobinPairs(range.count, round: round).map { (range.lowerBound + $0, range.lowerBound + $1) }
        }
        let half = Scalar(0.5).squareRoot()
        let rotated = basis { rotation, range, start in
            for (i, j) in opponents(range) {
                (rotation[start + i * order + i], rotation[start + j * order + i]) = (half, half)
                (rotation[start + i * order + j], rotation[start + j * order + j]) = (-half, half)
            }
        }
        let all = clusters.enumerated().flatMap { matrix, ranges in
            ranges.flatMap { opponents($0).map { (matrix, $0.0, $0.1) } }
        }
        return (rotated, all)
    }

    /// Returns the basis whose matrix is the identity as changed by `fill`, with equal values replaced by their mean.
    private func basis(_ fill: (_ rotation: inout [Scalar], _ range: Range<Int>, _ start: Int) -> Void) -> Basis {
        var rotation = [Scalar](repeating: 0, count: clusters.count * order * order)
        var means = values
        for (matrix, ranges) in clusters.enumerated() {
            for i in 0..<order { rotation[offset(matrix, i, i)] = 1 }
            for range in ranges {
                let mean = range.reduce(0) { $0 + values[matrix * order + $1] / Scalar(range.count) }
                for i in range { means[matrix * order + i] = mean }
                fill(&rotation, range, matrix * order * order)
            }
        }
        return Basis(
            transform: Tensor(rotation, shape: Shape([clusters.count, order, order])),
            values: Tensor(means, shape: Shape([clusters.count, order])))
    }

    /// The replacements found so far.
    struct Table {
        let order: Int
        var isResolved: [Bool]
        var isTouched: [Bool]
        var gradients: [Scalar]

        init(matrices: Int, order: Int) {
            self.order = order
            isResolved = [Bool](repeating: false, count: matrices * order * order)
            isTouched = [Bool](repeating: false, count: matrices)
            gradients = [Scalar](repeating: 0, count: matrices * order * order)
        }

        /// Sets one element.
        mutating func setElement(_ matrix: Int, _ i: Int, _ j: Int, _ gradient: Scalar) {
            let index = (matrix * order + i) * order + j
            (isTouched[matrix], isResolved[index], gradients[index]) = (true, true, gradient)
        }

        /// Sets an element and its mirror image.
        mutating func set(_ matrix: Int, _ i: Int, _ j: Int, _ gradient: Scalar) {
            setElement(matrix, i, j, gradient)
            setElement(matrix, j, i, gradient)
        }

        var resolution: Resolution? {
            if !isTouched.contains(true) { return nil }
            let shape = Shape([isTouched.count, order, order])
            return Resolution(
                isResolved: Tensor(isResolved, shape: shape), gradients: Tensor(gradients, shape: shape),
                isTouched: Tensor(isTouched, shape: Shape([isTouched.count, 1, 1])))
        }
    }
}

/// Returns the number of rounds until each of `count` players has met every other.
func roundRobinLength(_ count: Int) -> Int { count < 2 ? 0 : count + count % 2 - 1 }

/// Returns the pairs of one round, the smaller number first, by the circle method of round-robin tournaments.
func roundRobinPairs(_ count: Int, round: Int) -> [(Int, Int)] {
    let length = roundRobinLength(count)
    if round >= length { return [] }
    return (0...length / 2).compactMap { index in
        let first = index == 0 ? length : (round + index) % length
        let second = (round + length - index) % length
        return max(first, second) < count ? (min(first, second), max(first, second)) : nil
    }
}
