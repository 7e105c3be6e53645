extension SwiftFactorizations {
    /// A·P = Q·R with column exchanges, then one-sided Jacobi rotations of Rᵀ's columns (Drmač and Veselić, "New fast and
    /// accurate Jacobi SVD algorithm", 2008): Rᵀ·W = V·diag(σ), so that A = Q·W·diag(σ)·(P·V)ᵀ.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func svd<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int {
        if a.rows < a.columns { return svdOfTranspose(a, values: values, u: u, vTransposed: vTransposed) }
        let unit = Self.normalize(a)
        var order = [Int32](repeating: 0, count: a.columns)
        let factors = Columns<S>(rows: a.columns, columns: 1)
        order.withUnsafeMutableBufferPointer { order in
            order.baseAddress.map { pivotedQR(a, order: $0, factors: factors.matrix.base) }
        }
        let turned = Columns<S>.zeros(rows: a.columns, columns: a.columns)
        for column in 0..<a.columns {
            for row in 0...column { turned.matrix[column, row] = a[row, column] }
        }
        let w = Columns<S>.identity(rows: a.columns, columns: a.columns)
        let missing = Self.orthogonalize(turned.matrix, w.matrix)
        Self.sort(turned.matrix, w.matrix, values)
        for index in 0..<a.columns { values[index] *= unit }
        if let u {
            u.setIdentity()
            for column in 0..<a.columns { u.column(column).update(from: w.matrix.column(column), count: a.columns) }
            applyQ(a, factors: factors.matrix.base, transposed: false, to: u)
        }
        if let vTransposed { storeRightVectors(turned.matrix, order, to: vTransposed) }
        return missing
    }

    private func svdOfTranspose<S: RealScalar>(
        _ a: ColumnMajor<S>, values: UnsafeMutablePointer<S>, u: ColumnMajor<S>?, vTransposed: ColumnMajor<S>?
    ) -> Int {
        let turned = Columns<S>(rows: a.columns, columns: a.rows)
        Self.transpose(a, to: turned.matrix)
        guard let u, let vTransposed else { return svd(turned.matrix, values: values, u: nil, vTransposed: nil) }
        let left = Columns<S>(rows: vTransposed.columns, columns: vTransposed.rows)
        let right = Columns<S>(rows: u.columns, columns: u.rows)
        let missing = svd(turned.matrix, values: values, u: left.matrix, vTransposed: right.matrix)
        Self.transpose(left.matrix, to: vTransposed)
        Self.transpose(right.matrix, to: u)
        return missing
    }

    /// Orthogonal columns, each divided by its length, by a QR factorisation: those of length 0 become orthogonal too.
    private func storeRightVectors<S: RealScalar>(_ z: ColumnMajor<S>, _ order: [Int32], to out: ColumnMajor<S>) {
        let v = Columns<S>.identity(rows: z.rows, columns: z.columns)
        withFactors(z.columns) { factors in
            qr(z, factors: factors)
            applyQ(z, factors: factors, transposed: false, to: v.matrix)
        }
        for place in 0..<z.columns {
            let sign: S = z[place, place] < 0 ? -1 : 1
            for row in 0..<z.rows { out[place, Int(order[row])] = sign * v.matrix[row, place] }
        }
    }

    /// Divides by a power of 2 near the largest element, and returns it.
    static func normalize<S: RealScalar>(_ a: ColumnMajor<S>) -> S {
        var largest: S = 0
        for column in 0..<a.columns {
            for row in 0..<a.rows { largest = max(largest, abs(a[row, column])) }
        }
        if largest == 0 { return 1 }
        let unit = S(sign: .plus, exponent: max(largest.exponent, S.leastNormalMagnitude.exponent), significand: 1)
        for column in 0..<a.columns {
            for row in 0..<a.rows { a[row, column] /= unit }
        }
        return unit
    }

    /// Rotates pairs of columns until all are orthogonal; returns how many pairs were not after the last round.
    @specialized(where S == Float)
    @specialized(where S == Double)
    private static func orthogonalize<S: RealScalar>(_ a: ColumnMajor<S>, _ v: ColumnMajor<S>) -> Int {
        var rotations = 0
        for _ in 0..<60 {
            rotations = 0
            for first in 0..<a.columns {
                for second in (first + 1)..<max(first + 1, a.columns) where rotate(a, v, first, second) {
                    rotations += 1
                }
            }
            if rotations == 0 { break }
        }
        return rotations
    }

    @inline(__always)
    private static func rotate<S: RealScalar>(_ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ first: Int, _ second: Int)
        -> Bool
    {
        let (x, y) = (a.column(first), a.column(second))
        var (xx, yy, xy): (S, S, S) = (0, 0, 0)
        for row in 0..<a.rows {
            xx += x[row] * x[row]
            yy += y[row] * y[row]
            xy += x[row] * y[row]
        }
        // Squares that lose digits to underflow are those of columns that are nothing beside the largest, of length 1.
        let bound = S.ulpOfOne * S(a.rows) * xx.squareRoot() * yy.squareRoot()
        if abs(xy) <= max(bound, S.leastNormalMagnitude / S.ulpOfOne) { return false }
        let slope = (yy - xx) / (2 * xy)
        let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (1 + slope * slope).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        turn(x, y, a.rows, cosine, tangent)
        turn(v.column(first), v.column(second), v.rows, cosine, tangent)
        return true
    }

    @inline(__always)
    static func turn<S: RealScalar>(
        _ x: UnsafeMutablePointer<S>, _ y: UnsafeMutablePointer<S>, _ count: Int, _ cosine: S, _ tangent: S
    ) {
        for row in 0..<count {
            let (a, b) = (x[row], y[row])
            x[row] = cosine * (a - tangent * b)
            y[row] = cosine * (tangent * a + b)
        }
    }

    /// The columns by falling length, which are the values.
    private static func sort<S: RealScalar>(_ a: ColumnMajor<S>, _ v: ColumnMajor<S>, _ values: UnsafeMutablePointer<S>)
    {
        for column in 0..<a.columns { values[column] = norm(a.column(column), a.rows) }
        for place in 0..<a.columns {
            var largest = place
            for other in place..<a.columns where values[other] > values[largest] { largest = other }
            if largest == place { continue }
            swap(&values[place], &values[largest])
            exchange(a, place, largest)
            exchange(v, place, largest)
        }
    }

    static func exchange<S: RealScalar>(_ a: ColumnMajor<S>, _ first: Int, _ second: Int) {
        for row in 0..<a.rows {
            let element = a[row, first]
            a[row, first] = a[row, second]
            a[row, second] = element
        }
    }

    static func transpose<S: RealScalar>(_ a: ColumnMajor<S>, to out: ColumnMajor<S>) {
        for column in 0..<a.columns {
            for row in 0..<a.rows { out[column, row] = a[row, column] }
        }
    }
}
