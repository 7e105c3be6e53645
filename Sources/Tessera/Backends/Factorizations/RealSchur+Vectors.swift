extension RealSchur {
    /// Stores the eigenvectors in the order of the eigenvalues; for a conjugate pair, the real and the imaginary part
    /// of the vector of the first value, whose imaginary part is positive.
    func storeVectors(to out: ColumnMajor<Scalar>) {
        var maxAbs: Scalar = 0
        for column in 0..<order {
            for row in 0..<min(order, column + 2) { maxAbs = max(maxAbs, abs(h[row, column])) }
        }
        let smallest = max(maxAbs * .ulpOfOne, .leastNormalMagnitude)
        for index in 0..<order where imaginary[index] >= 0 {
            let vector = normalized(backTransformed(solve(index, smallest)))
            for row in 0..<order {
                out[row, index] = vector[row].real
                if imaginary[index] > 0 { out[row, index + 1] = vector[row].imaginary }
            }
        }
    }

    /// Returns x with H·x = λ·x by back substitution, one diagonal block of 1 or 2 rows at a time (EISPACK's hqr2).
    private func solve(_ index: Int, _ smallest: Scalar) -> [ComplexNumber<Scalar>] {
        let value = ComplexNumber(real[index], imaginary[index])
        var x = [ComplexNumber<Scalar>](repeating: .zero, count: order)
        if imaginary[index] > 0 {
            x[index + 1] = .one
            x[index] = (value - ComplexNumber(h[index + 1, index + 1])) / ComplexNumber(h[index + 1, index])
        } else {
            x[index] = .one
        }
        var row = index - 1
        while row >= 0 {
            if imaginary[row] < 0 {
                (x[row - 1], x[row]) = solvePair(row - 1, value, x, smallest)
                row -= 2
            } else {
                x[row] = quotient(-rest(row, after: row, x), ComplexNumber(h[row, row]) - value, smallest)
                row -= 1
            }
            rescale(&x, row + 1)
        }
        return x
    }

    /// Returns Σ Hᵢⱼ·xⱼ over the columns j after `column`.
    private func rest(_ row: Int, after column: Int, _ x: [ComplexNumber<Scalar>]) -> ComplexNumber<Scalar> {
        ((column + 1)..<max(column + 1, order)).reduce(.zero) { $0 + x[$1].multiplied(by: h[row, $1]) }
    }

    /// Solves the two equations of a 2×2 diagonal block by Cramer's rule.
    private func solvePair(
        _ row: Int, _ value: ComplexNumber<Scalar>, _ x: [ComplexNumber<Scalar>], _ smallest: Scalar
    ) -> (ComplexNumber<Scalar>, ComplexNumber<Scalar>) {
        let (a, d) = (ComplexNumber(h[row, row]) - value, ComplexNumber(h[row + 1, row + 1]) - value)
        let (b, c) = (h[row, row + 1], h[row + 1, row])
        let (f, g) = (-rest(row, after: row + 1, x), -rest(row + 1, after: row + 1, x))
        let determinant = a * d - ComplexNumber(b * c)
        return (
            quotient(f * d - g.multiplied(by: b), determinant, smallest * smallest),
            quotient(a * g - f.multiplied(by: c), determinant, smallest * smallest)
        )
    }

    /// Returns a/b, where a divisor that is only rounding error is replaced by `smallest`, the smallest that is not;
    /// equal eigenvalues then get the same vector.
    private func quotient(_ a: ComplexNumber<Scalar>, _ b: ComplexNumber<Scalar>, _ smallest: Scalar) -> ComplexNumber<
        Scalar
    > {
        a / (b.magnitude < smallest ? ComplexNumber(smallest) : b)
    }

    /// Scales x down once the element of `row` is so large that the following steps could overflow.
    private func rescale(_ x: inout [ComplexNumber<Scalar>], _ row: Int) {
        let limit = 1 / (Scalar.leastNormalMagnitude.squareRoot())
        guard x[row].magnitude > limit else { return }
        for index in x.indices { x[index] = x[index].divided(by: limit) }
    }

    /// Returns D·Q·x, the eigenvector of the matrix before balancing and reduction.
    private func backTransformed(_ x: [ComplexNumber<Scalar>]) -> [ComplexNumber<Scalar>] {
        (0..<order).map { row in
            let product = (0..<order).reduce(.zero) { $0 + x[$1].multiplied(by: vectors[row, $1]) }
            return product.multiplied(by: scales[row])
        }
    }

    /// Returns the vector scaled to Euclidean norm 1 with a real largest element, as LAPACK's geev does; a real vector
    /// keeps its sign.
    private func normalized(_ x: [ComplexNumber<Scalar>]) -> [ComplexNumber<Scalar>] {
        let largest = x.max { $0.magnitude < $1.magnitude } ?? .one
        let divisor = largest.imaginary == 0 ? ComplexNumber(abs(largest.real)) : largest
        if divisor.isZero { return x }
        let scaled = x.map { $0 / divisor }
        let norm = scaled.reduce(Scalar(0)) { $0 + $1.lengthSquared }.squareRoot()
        return scaled.map { $0.divided(by: norm) }
    }
}
