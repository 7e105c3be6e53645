import Testing

@testable import Tessera

/// Derivatives of every factorisation, of the first order and where defined of the second, against central differences.
@Suite struct FactorizationGradientTests {
    struct Case: Sendable {
        let name: String
        let shapes: [Shape]
        var order = 2
        let compute: @Sendable ([Tensor<Double>]) throws -> Tensor<Double>
    }

    static let cases: [Case] = solving + decompositions + leastSquares + structure
    static let names = cases.map(\.name)

    @Test(arguments: names, [0, 1])
    func agreesWithFiniteDifferences(_ name: String, _ backend: Int) throws {
        let row = try #require(Self.cases.first { $0.name == name })
        guard Backend.available.indices.contains(backend) else { return }
        let point = row.shapes.enumerated().map { place, shape in
            Self.steady(shape, seed: UInt64(place + 4))
        }
        Backend.available[backend].run {
            let compute = { (x: [Tensor<Double>]) in (try? row.compute(x)) ?? Tensor(.nan) }
            let check = GradientCheck(compute, at: point, step: 2.5e-4)
            check.expectFirst(name)
            if row.order > 1 { check.expectSecond(name) }
        }
    }

    /// Noise with a diagonal of different numbers around 3: far from singular, with values apart from each other.
    private static func steady(_ shape: Shape, seed: UInt64) -> Tensor<Double> {
        let noise = Tensor<Double>(normal: shape, seed: seed) * 0.3
        guard shape.rank >= 2 else { return noise }
        let count = min(shape[shape.rank - 2], shape[shape.rank - 1])
        let diagonal = Tensor<Double>(linearFrom: 2, to: 4, count: count)
        let (rows, columns) = (shape[shape.rank - 2], shape[shape.rank - 1])
        let middle = apply(DiagonalMatrix<Double>(offset: 0, rows: rows, columns: columns), to: [diagonal.erased])
        return noise + middle
    }

    private static func joined(_ tensors: Tensor<Double>...) -> Tensor<Double> {
        Tensor(concatenating: tensors.map { $0.flattened() })
    }

    /// On what the columns from one on span.
    private static func projector(_ q: Tensor<Double>, from first: Int) -> Tensor<Double> {
        let rest = q.sliced(axis: -1, first..<q.shape[q.rank - 1])
        return rest.matmul(rest.transposed())
    }

    private static let solving: [Case] = [
        Case(name: "solve", shapes: [[2, 4, 4], [4, 3]]) { try $0[0].solve($0[1]) },
        Case(name: "solve for a vector", shapes: [[4, 4], [4]]) { try $0[0].solve($0[1]) },
        Case(name: "inverse", shapes: [[4, 4]]) { try $0[0].inverse() },
        Case(name: "determinant", shapes: [[2, 3, 3]]) { try $0[0].determinant() * 0.1 },
        Case(name: "determinant of a singular matrix", shapes: [[3, 3]]) {
            let singular = Tensor<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
            return try ($0[0] - steady([3, 3], seed: 4) + singular).determinant() * 0.1
        },
        Case(name: "logarithm of the determinant", shapes: [[4, 4]]) { try $0[0].logDeterminant().logMagnitude },
        Case(name: "upper triangle", shapes: [[3, 3], [3, 2]]) { try $0[0].solveTriangular($0[1], upper: true) },
        Case(name: "lower triangle", shapes: [[3, 3], [3, 2]]) { try $0[0].solveTriangular($0[1], upper: false) },
        Case(name: "transposed triangle", shapes: [[3, 3], [2, 3, 2]]) {
            try $0[0].solveTriangular($0[1], upper: true, transposed: true)
        },
        Case(name: "unit triangle", shapes: [[3, 3], [3, 2]]) {
            try $0[0].solveTriangular($0[1], upper: false, transposed: true, unitDiagonal: true)
        },
        Case(name: "pseudo-inverse of a tall matrix", shapes: [[5, 3]]) { try $0[0].pseudoInverse() },
        Case(name: "pseudo-inverse of a wide matrix", shapes: [[3, 5]]) { try $0[0].pseudoInverse() },
        Case(name: "pseudo-inverse without full rank", shapes: [[4, 2], [2, 4]]) {
            try $0[0].matmul($0[1]).pseudoInverse()
        },
    ]

    private static let decompositions: [Case] = [
        Case(name: "cholesky", shapes: [[2, 3, 3]]) { try $0[0].matmul($0[0].transposed()).cholesky() },
        Case(name: "qr of a tall matrix", shapes: [[2, 5, 3]]) {
            let (q, r) = try $0[0].qr()
            return joined(q, r)
        },
        Case(name: "full qr of a square matrix", shapes: [[3, 3]]) {
            let (q, r) = try $0[0].qr(full: true)
            return joined(q, r)
        },
        Case(name: "full qr of a tall matrix", shapes: [[5, 3]]) {
            let (q, r) = try $0[0].qr(full: true)
            // The last columns are any that complete the first: what they span does not depend on which.
            return joined(q[.full, 0..<3], projector(q, from: 3), r)
        },
        Case(name: "qr of a wide matrix", shapes: [[3, 5]]) {
            let (q, r) = try $0[0].qr()
            return joined(q, r)
        },
        Case(name: "pivoted qr", shapes: [[5, 3]]) {
            let (q, r, _) = try $0[0].pivotedQR()
            return joined(q, r)
        },
        Case(name: "lu", shapes: [[2, 3, 3]]) {
            let (l, u, _) = try $0[0].lu()
            return joined(l, u)
        },
        Case(name: "lu of a tall matrix", shapes: [[5, 3]]) {
            let (l, u, _) = try $0[0].lu()
            return joined(l, u)
        },
        Case(name: "lu of a wide matrix", shapes: [[3, 5]]) {
            let (l, u, _) = try $0[0].lu()
            return joined(l, u)
        },
        Case(name: "svd of a tall matrix", shapes: [[2, 5, 3]]) {
            let (u, s, v) = try $0[0].svd()
            return joined(u.squared(), s, v.squared())
        },
        Case(name: "svd of a wide matrix", shapes: [[3, 5]]) {
            let (u, s, v) = try $0[0].svd()
            return joined(u.squared(), s, v.squared())
        },
        Case(name: "full svd of a square matrix", shapes: [[3, 3]]) {
            let (u, s, v) = try $0[0].svd(full: true)
            return joined(u.matmul(v.transposed()), s)
        },
        Case(name: "full svd of a tall matrix", shapes: [[5, 3]]) {
            let (u, s, v) = try $0[0].svd(full: true)
            return joined(u[.full, 0..<3].squared(), projector(u, from: 3), s, v.squared())
        },
        Case(name: "full svd of a wide matrix", shapes: [[3, 5]]) {
            let (u, s, v) = try $0[0].svd(full: true)
            return joined(u.squared(), s, projector(v, from: 3))
        },
        Case(name: "singular values", shapes: [[2, 4, 3]]) { try $0[0].singularValues() },
        Case(name: "symmetric eigen", shapes: [[2, 3, 3]]) {
            let (values, v) = try ($0[0] + $0[0].transposed()).symmetricEigen()
            return joined(values, v.squared())
        },
        Case(name: "symmetric eigenvalues", shapes: [[4, 4]]) {
            try ($0[0] + $0[0].transposed()).symmetricEigenvalues()
        },
        Case(name: "eigen with real values", shapes: [[3, 3]]) {
            let system = try $0[0].eigen()
            return joined(system.values.real, system.vectors.real.squared())
        },
        Case(name: "eigen with complex values", shapes: [[3, 3]]) {
            let turn = Tensor<Double>([[0, 3, 0], [-3, 0, 0], [0, 0, 0]])
            let system = try ($0[0] + turn).eigen()
            let lengths = system.vectors.real.squared() + system.vectors.imaginary.squared()
            return joined(system.values.real, system.values.imaginary, lengths)
        },
    ]

    private static let leastSquares: [Case] =
        LeastSquaresMethod.allCases.map { method in
            Case(name: "least squares by \(method)", shapes: [[2, 5, 3], [5, 2]]) {
                try $0[0].leastSquares($0[1], method: method).solution
            }
        } + [
            Case(name: "least squares of a wide matrix", shapes: [[3, 5], [3]]) {
                try $0[0].leastSquares($0[1], method: .svd).solution
            },
            Case(name: "least squares without full rank", shapes: [[5, 2], [2, 4], [5, 2]]) {
                try $0[0].matmul($0[1]).leastSquares($0[2], method: .svd).solution
            },
            Case(name: "least squares by independent columns", shapes: [[5, 2], [2, 4], [5, 2]]) {
                try $0[0].matmul($0[1]).leastSquares($0[2], method: .pivotedQR).solution
            },
        ]

    private static let structure: [Case] =
        MatrixNorm.allCases.map { norm in
            Case(name: "norm \(norm)", shapes: [[3, 4]]) { try $0[0].matrixNorm(norm) }
        } + [
            Case(name: "length", shapes: [[4, 3]]) { $0[0].norm() },
            Case(name: "condition number", shapes: [[4, 3]]) { try $0[0].conditionNumber() },
            Case(name: "power", shapes: [[3, 3]]) { try $0[0].matrixPower(3) * 0.1 },
            Case(name: "negative power", shapes: [[2, 3, 3]]) { try $0[0].matrixPower(-2) },
        ]
}
