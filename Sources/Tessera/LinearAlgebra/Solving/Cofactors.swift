/// The gradient of the determinant and its higher derivatives: with operands A, H₁ … Hₘ, the matrix C for which ⟨K, C⟩
/// is the derivative of order m + 1 of det along H₁ … Hₘ and K. Without directions, C is the matrix of cofactors.
///
/// The determinant is a polynomial of the elements, so that all derivatives exist at singular matrices too. They are
/// computed from the singular value decomposition A = U·diag(σ)·Vᵀ, since the derivatives at diag(σ) are products of
/// the remaining σ (the first two orders: R. Bhatia, T. Jain, "Higher order derivatives and perturbation bounds for
/// determinants", 2009). The derivative is symmetric in its directions, hence the gradient of this operation is the
/// same operation with one more direction.
struct Cofactors<Scalar: RealScalar>: MatrixOperation {
    var name: String { "cofactors" }
    var operandCount: Int? { nil }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        for shape in inputs { _ = try matrixExtents(name, [shape], square: true) }
        let common = try broadcastShape(name, inputs)
        guard inputs.allSatisfy({ $0.matrix == common.matrix }) else {
            throw ShapeError(name, inputs, "directions need the extents of the matrix")
        }
        return common
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let (batch, order) = (result.shape.batch, result.shape.matrix.rows)
        if result.count == 0 { return }
        let count = batch.elementCount
        let matrices = (0..<inputs.count).map { MatrixOperand<Scalar>(inputs[$0], batch: batch) }
        let balanced = try BalancedMatrices(matrices[0], count: count)
        let (u, values, v) = try balanced.matrices.svd()
        let signs = (try u.determinant() * v.determinant()).sign().scalars
        var exponents = balanced.scalings.map(\.total)
        var directions: [[Scalar]] = []
        for matrix in matrices.dropFirst() {
            let (direction, shifts) = try balanced.direction(matrix)
            directions.append(u.transposed().matmul(direction).matmul(v).scalars)
            for index in 0..<count { exponents[index] += shifts[index] }
        }
        var cores: [Scalar] = []
        for (index, values) in values.scalars.chunked(order).enumerated() {
            let range = index * order * order..<(index + 1) * order * order
            let core = DiagonalDerivative(values, directions.map { Array($0[range]) })
            cores += core.elements.map { $0 * signs[index] }
            exponents[index] += core.exponent
        }
        let core = Tensor(cores, shape: Shape([count, order, order]))
        let product = u.matmul(core).matmul(v.transposed()).contiguous()
        for index in 0..<result.count {
            let (matrix, offset) = index.quotientAndRemainder(dividingBy: order * order)
            let scaling = balanced.scalings[matrix]
            let shift = exponents[matrix] - scaling.rows[offset / order] - scaling.columns[offset % order]
            (result.base + index).initialize(to: product.base[index].scaled(by: shift))
        }
        withExtendedLifetime(product.storage) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        var operands = inputs.tensors
        if input == 0 { operands.append(upstream.erased) } else { operands[input] = upstream.erased }
        return apply(self, to: operands).erased
    }
}

/// The matrices of a batch, with rows and columns scaled to about the same magnitude.
private struct BalancedMatrices<Scalar: RealScalar> {
    let matrices: Tensor<Scalar>
    let scalings: [PowerScaling]

    init(_ a: MatrixOperand<Scalar>, count: Int) throws(LinearAlgebraError) {
        var (elements, scalings): ([Scalar], [PowerScaling]) = ([], [])
        for index in 0..<count {
            let matrix = try a.columns(index)
            let scaling = PowerScaling(matrix.matrix)
            scaling.remove(from: matrix.matrix)
            for row in 0..<a.rows { elements += (0..<a.columns).map { matrix.matrix[row, $0] } }
            scalings.append(scaling)
        }
        self.scalings = scalings
        matrices = Tensor(elements, shape: Shape([count, a.rows, a.columns]))
    }

    /// Returns directions in the scaling of the matrices, the largest element of each about 1, and the exponents of two
    /// that were divided out.
    func direction(_ h: MatrixOperand<Scalar>) throws(LinearAlgebraError) -> (Tensor<Scalar>, [Int]) {
        var (elements, shifts): ([Scalar], [Int]) = ([], [])
        for (index, scaling) in scalings.enumerated() {
            let matrix = try h.columns(index)
            func shift(_ row: Int, _ column: Int) -> Int { -scaling.rows[row] - scaling.columns[column] }
            var largest = Int.min
            for row in 0..<h.rows {
                for column in 0..<h.columns where matrix.matrix[row, column] != 0 {
                    largest = max(largest, Int(matrix.matrix[row, column].exponent) + shift(row, column))
                }
            }
            let exponent = largest == Int.min ? 0 : largest
            for row in 0..<h.rows {
                elements += (0..<h.columns).map { matrix.matrix[row, $0].scaled(by: shift(row, $0) - exponent) }
            }
            shifts.append(exponent)
        }
        return (Tensor(elements, shape: matrices.shape), shifts)
    }
}

/// The derivative of the determinant at diag(σ) along some directions and each element, stored as elements ·
/// 2^exponent. It is the sum, over all index sets with one row more than there are directions, of the product of the σ
/// outside the set with the mixed minors of the set.
private struct DiagonalDerivative<Scalar: RealScalar> {
    private(set) var elements: [Scalar]
    private(set) var exponent = 0
    private let order: Int
    private let directions: [[Scalar]]

    /// - Parameter values: the singular values, in descending order.
    init(_ values: [Scalar], _ directions: [[Scalar]]) {
        order = values.count
        elements = [Scalar](repeating: 0, count: order * order)
        self.directions = directions
        let size = directions.count + 1
        if size > order { return }
        let factors = values.map { ScaledNumber($0) }
        let zeros = values.count { $0 == 0 }
        if zeros > size { return }
        exponent = factors.dropLast(size).reduce(ScaledNumber(1), *).exponent
        let all = factors.dropLast(zeros).reduce(ScaledNumber(1), *)
        forEachSubset(of: order, size: size) { rows in
            // The product is 0 if a σ outside the set is 0.
            if zeros > 0, rows.count(where: { $0 >= order - zeros }) < zeros { return }
            let others = rows.filter { $0 < order - zeros }.reduce(all) { $0 / factors[$1] }
            add(others.value(times: -exponent), rows)
        }
    }

    /// Adds the contribution of one index set: the product of the σ outside it times its mixed minors.
    private mutating func add(_ product: Scalar, _ rows: [Int]) {
        for (i, row) in rows.enumerated() {
            for (j, column) in rows.enumerated() {
                var (left, right) = (rows, rows)
                left.remove(at: i)
                right.remove(at: j)
                let minor = mixedMinor(left, right, Array(directions.indices))
                elements[row * order + column] += (i + j) % 2 == 0 ? product * minor : -product * minor
            }
        }
    }

    /// The mixed minor: the sum of the determinants over all assignments of the directions to the rows, by Laplace
    /// expansion along the first row.
    private func mixedMinor(_ rows: [Int], _ columns: [Int], _ from: [Int]) -> Scalar {
        guard let row = rows.first else { return 1 }
        var sum: Scalar = 0
        for (index, column) in columns.enumerated() {
            var others = columns
            others.remove(at: index)
            for (taken, direction) in from.enumerated() {
                let element = directions[direction][row * order + column]
                if element == 0 { continue }
                var left = from
                left.remove(at: taken)
                let minor = mixedMinor(Array(rows.dropFirst()), others, left)
                sum += index % 2 == 0 ? element * minor : -element * minor
            }
        }
        return sum
    }
}

/// Calls `body` with each set of `size` numbers below `count`, in ascending order.
private func forEachSubset(of count: Int, size: Int, _ body: ([Int]) -> Void) {
    var subset = Array(0..<size)
    while true {
        body(subset)
        guard let index = subset.indices.last(where: { subset[$0] < count - size + $0 }) else { return }
        subset[index] += 1
        for next in subset.indices where next > index { subset[next] = subset[next - 1] + 1 }
    }
}

extension Array {
    /// Splits the array into consecutive parts of equal length.
    fileprivate func chunked(_ length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<$0 + length]) }
    }
}
