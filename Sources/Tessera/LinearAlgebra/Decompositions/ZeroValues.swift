/// Singular values of 0, and the gradient of a function that does not depend on the choice of their vectors.
///
/// The singular vectors of 0 may be any orthonormal bases of the left and right null spaces, paired in any order. The
/// derivative of such a function along x·yᵀ, with x from one null space and y from the other, is the upstream gradient
/// of the value of 0 whose vectors are x and y. Cyclic shifts of one basis, by one position after another, pair every x
/// with every y.
///
/// A function of the values alone has a kink there, as |x| has at 0. It does not depend on the sign of a vector, and
/// its subgradient is taken with the vectors as they are.
struct ZeroValues<Scalar: RealScalar> {
    struct Resolution {
        /// True where both values are 0, for each matrix.
        let isBetween: Tensor<Bool>
        let isZero: Tensor<Bool>
        let isTouched: Tensor<Bool>
        let gradient: Tensor<Scalar>
    }

    private let here: SVDGradient<Scalar>
    private let inner: Int
    /// The number of non-zero values of each matrix.
    private let ranks: [Int]

    /// - Parameter here: the gradient at the decomposition as computed, with one batch axis, as constants.
    init(_ here: SVDGradient<Scalar>) {
        self.here = here
        inner = min(here.rows, here.columns)
        let (values, count) = (here.values.scalars, inner)
        ranks = (0..<here.extents[0]).map { matrix in
            values[matrix * count..<(matrix + 1) * count].count { $0 != 0 }
        }
    }

    private func isTouched(_ matrix: Int) -> Bool { ranks[matrix] < inner && nullity(matrix) > 1 }

    /// Returns the dimension of the larger null space.
    private func nullity(_ matrix: Int) -> Int { max(here.rows, here.columns) - ranks[matrix] }

    /// True if the singular vectors of every matrix are unique up to their signs.
    var isEmpty: Bool { !ranks.indices.contains(where: isTouched) }

    func resolved(elsewhere: (Tensor<Scalar>) -> SVDGradient<Scalar>?) -> Resolution {
        let (u, v) = (completed(here.u, part: 0), completed(here.v, part: 2))
        let isLinear = isLinearInNullSpace(u, v, elsewhere)
        let rounds = ranks.indices.filter(isTouched).map(nullity).max() ?? 0
        var gradient = Tensor<Scalar>(zeros: here.extents)
        for round in 0..<rounds {
            let left = here.rows >= here.columns ? u.cyclicallyShifted(round, from: ranks) : u
            let right = here.rows >= here.columns ? v : v.cyclicallyShifted(round, from: ranks)
            var gradients: [Scalar] = [Scalar](repeating: .nan, count: ranks.count * inner)
            if round == 0 {
                gradients = here.valueGradient.scalars
            } else if let other = elsewhere(packed(left, right)) {
                gradients = other.valueGradient.scalars
            }
            for matrix in ranks.indices {
                let counts = isTouched(matrix) && (round == 0 || (round < nullity(matrix) && isLinear[matrix] == true))
                for index in 0..<inner where !counts || index < ranks[matrix] { gradients[matrix * inner + index] = 0 }
            }
            let scales = Tensor(gradients, shape: Shape([ranks.count, 1, inner]))
            let leading = left.sliced(axis: -1, 0..<inner) * scales
            gradient = gradient + leading.matmul(right.sliced(axis: -1, 0..<inner).transposed())
        }
        let ambiguity = Tensor(isLinear.map { $0 == nil ? Scalar.nan : 0 }, shape: Shape([ranks.count, 1, 1]))
        return resolution(gradient + ambiguity)
    }

    private func resolution(_ gradient: Tensor<Scalar>) -> Resolution {
        let isZero = ranks.indices.flatMap { matrix in (0..<inner).map { isTouched(matrix) && $0 >= ranks[matrix] } }
        let row = Tensor<Bool>(isZero, shape: Shape([ranks.count, 1, inner]))
        let column = Tensor<Bool>(isZero, shape: Shape([ranks.count, inner, 1]))
        let touched = Tensor<Bool>(ranks.indices.map(isTouched), shape: Shape([ranks.count, 1, 1]))
        return Resolution(isBetween: row && column, isZero: row, isTouched: touched, gradient: gradient)
    }

    /// Returns for each matrix whether the function is linear in the null-space components: true if negating the left
    /// vectors negates the gradient, false if the function depends on the values alone, nil if it depends on the choice
    /// of vectors.
    private func isLinearInNullSpace(
        _ u: Tensor<Scalar>, _ v: Tensor<Scalar>, _ elsewhere: (Tensor<Scalar>) -> SVDGradient<Scalar>?
    ) -> [Bool?] {
        let signs = ranks.flatMap { rank in (0..<here.rows).map { $0 < rank ? Scalar(1) : -1 } }
        let other = elsewhere(packed(u * Tensor(signs, shape: Shape([ranks.count, 1, here.rows])), v))
        guard let other else { return ranks.map { _ in nil } }
        let (mine, theirs) = (here.valueGradient.scalars, other.valueGradient.scalars)
        let rotates = rotatesNullSpace
        let bound = 32 * Scalar.ulpOfOne.squareRoot()
        return ranks.indices.map { matrix in
            if !isTouched(matrix) { return false }
            if rotates[matrix] { return nil }
            let range = matrix * inner + ranks[matrix]..<(matrix + 1) * inner
            let scale = range.reduce(0) { max($0, max(abs(mine[$1]), abs(theirs[$1]))) }
            if range.allSatisfy({ abs(mine[$0] + theirs[$0]) <= bound * scale }) { return true }
            return range.allSatisfy { abs(mine[$0] - theirs[$0]) <= bound * scale } ? false : nil
        }
    }

    /// Whether the gradient rotates vectors of 0 among each other, by matrix.
    private var rotatesNullSpace: [Bool] {
        let bound = Scalar.ulpOfOne.squareRoot()
        let parts = [(here.left, here.uGradient, here.u), (here.right, here.vGradient, here.v)].map {
            product, gradient, vectors in
            (
                product.scalars, (gradient - vectors.matmul(product)).abs().max(axis: -2).scalars,
                gradient.abs().max(axes: [-2, -1]).scalars
            )
        }
        return ranks.indices.map { matrix in
            parts.contains { product, outside, size in
                (ranks[matrix]..<inner).contains { i in
                    let column = (ranks[matrix]..<inner).map { abs(product[(matrix * inner + $0) * inner + i]) }
                    return max(outside[matrix * inner + i], column.max() ?? 0) > bound * size[matrix]
                }
            }
        }
    }

    /// Completes the given orthonormal columns to a square orthogonal matrix.
    private func completed(_ leading: Tensor<Scalar>, part: Int) -> Tensor<Scalar> {
        let (all, count) = (leading.shape[1], leading.shape[2])
        if all == count { return leading }
        let whole =
            here.operation.isFull
            ? here.operation.parts(here.extents).matrix(part, of: here.result)
            : apply(QRDecomposition<Scalar>(isFull: true), to: leading).wholeQ(all, count)
        return Tensor(concatenating: [leading, whole.sliced(axis: -1, count..<all)], axis: -1)
    }

    private func packed(_ u: Tensor<Scalar>, _ v: Tensor<Scalar>) -> Tensor<Scalar> {
        let full = here.operation.isFull
        return here.packed(
            full ? u : u.sliced(axis: -1, 0..<inner), here.values, full ? v : v.sliced(axis: -1, 0..<inner))
    }
}

extension Tensor where Scalar: RealScalar {
    /// Rotates the columns of each matrix, from its start on, cyclically by `steps` positions.
    fileprivate func cyclicallyShifted(_ steps: Int, from starts: [Int]) -> Tensor {
        let (rows, columns) = (shape[1], shape[2])
        let elements = scalars
        var shifted = elements
        for (matrix, start) in starts.enumerated() where start < columns {
            for column in start..<columns {
                let source = start + (column - start + steps) % (columns - start)
                for row in 0..<rows {
                    let line = (matrix * rows + row) * columns
                    shifted[line + column] = elements[line + source]
                }
            }
        }
        return Tensor(shifted, shape: shape)
    }

    /// Returns Q of a packed full QR factorisation.
    fileprivate func wholeQ(_ rows: Int, _ columns: Int) -> Tensor {
        QRDecomposition<Scalar>(isFull: true).parts([rows, columns]).matrix(0, of: self)
    }

    /// Returns this gradient, with second derivatives of NaN for the matrices that have values of 0 with a choice of
    /// vectors.
    func markedFirstDerivative(where zero: ZeroValues<Scalar>.Resolution?) -> Tensor {
        guard let zero, node != nil else { return self }
        let isTouched = zero.isTouched.reshaped(to: Shape(shape.dropLast(2) + [1, 1]))
        return select(isTouched, apply(FirstDerivative<Scalar>(), to: [erased]), otherwise: self)
    }
}
