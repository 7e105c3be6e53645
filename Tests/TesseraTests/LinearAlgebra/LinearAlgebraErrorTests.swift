import Testing

@testable import Tessera

/// A matrix that cannot be factorised is a typed error that says where, on both backends.
@Suite struct LinearAlgebraErrorTests {
    struct Case: Sendable {
        let name: String
        let error: LinearAlgebraError
        let run: @Sendable () throws -> Void
    }

    private static let singular = Tensor<Double>([[1, 2, 3], [4, 8, 12], [0, 1, 1]])
    private static let indefinite = Tensor<Double>([[2, 1, 0], [1, 2, 3], [0, 3, 1]])
    private static let twins = Tensor<Double>([[1, 2, 1], [3, 1, 3], [2, 2, 2], [5, 0, 5]])

    private static func spoiled(_ value: Double) -> Tensor<Double> {
        var matrix = Tensor<Double>(identity: 3)
        matrix[1, 2] = Tensor(value)
        return matrix
    }

    static let cases: [Case] =
        [
            Case(name: "solve", error: .singular(pivot: 2)) { _ = try singular.solve(Tensor(ones: [3])) },
            Case(name: "inverse", error: .singular(pivot: 2)) { _ = try singular.inverse() },
            Case(name: "inverse of zeros", error: .singular(pivot: 0)) {
                _ = try Tensor<Float>(zeros: [2, 2]).inverse()
            },
            Case(name: "second of a batch", error: .singular(pivot: 1)) {
                _ = try Tensor(stacking: [Tensor<Double>(identity: 2), Tensor(ones: [2, 2])]).inverse()
            },
            Case(name: "negative power", error: .singular(pivot: 2)) { _ = try singular.matrixPower(-1) },
            Case(name: "triangle", error: .singular(pivot: 1)) {
                _ = try Tensor<Double>([[1, 2], [3, 0]]).solveTriangular(Tensor(ones: [2, 1]), upper: true)
            },
            Case(name: "cholesky", error: .notPositiveDefinite(order: 3)) { _ = try indefinite.cholesky() },
            Case(name: "cholesky of zeros", error: .notPositiveDefinite(order: 1)) {
                _ = try Tensor<Double>(zeros: [2, 2]).cholesky()
            },
            Case(name: "one of many", error: .notPositiveDefinite(order: 2)) {
                var many = Tensor<Double>(identity: 2).expanded(to: [20, 2, 2]).copied()
                many[13, 1, 1] = Tensor(-1)
                _ = try many.cholesky()
            },
            Case(name: "one system of many", error: .singular(pivot: 1)) {
                var many = Tensor<Double>(identity: 2).expanded(to: [20, 2, 2]).copied()
                many[13, 1, 1] = Tensor(0)
                _ = try many.solve(Tensor(ones: [2, 1]))
            },
            Case(name: "least squares of twins", error: .rankDeficient(rank: 2)) {
                _ = try twins.leastSquares(Tensor(ones: [4]))
            },
            Case(name: "fewer rows than columns", error: .rankDeficient(rank: 2)) {
                _ = try Tensor<Double>(normal: [2, 3], seed: 1).leastSquares(Tensor(ones: [2]))
            },
            Case(name: "overflow", error: .overflow) { _ = try Tensor<Double>([[.leastNonzeroMagnitude]]).inverse() },
        ]
        + ([.nan, .infinity, -.infinity] as [Double]).flatMap { value in
            let broken = spoiled(value)
            let error = LinearAlgebraError.nonFinite(row: 1, column: 2)
            return [
                Case(name: "solve \(value)", error: error) { _ = try broken.solve(Tensor(ones: [3])) },
                Case(name: "inverse \(value)", error: error) { _ = try broken.inverse() },
                Case(name: "determinant \(value)", error: error) { _ = try broken.determinant() },
                Case(name: "log determinant \(value)", error: error) { _ = try broken.logDeterminant() },
                Case(name: "cholesky \(value)", error: error) { _ = try broken.cholesky() },
                Case(name: "lu \(value)", error: error) { _ = try broken.lu() },
                Case(name: "qr \(value)", error: error) { _ = try broken.qr() },
                Case(name: "pivoted qr \(value)", error: error) { _ = try broken.pivotedQR() },
                Case(name: "svd \(value)", error: error) { _ = try broken.svd() },
                Case(name: "singular values \(value)", error: error) { _ = try broken.singularValues() },
                Case(name: "symmetric eigen \(value)", error: error) { _ = try broken.symmetricEigen() },
                Case(name: "eigen \(value)", error: error) { _ = try broken.eigen() },
                Case(name: "pseudo-inverse \(value)", error: error) { _ = try broken.pseudoInverse() },
                Case(name: "rank \(value)", error: error) { _ = try broken.matrixRank() },
                Case(name: "least squares \(value)", error: error) { _ = try broken.leastSquares(Tensor(ones: [3])) },
            ]
        }

    @Test(arguments: cases.map(\.name))
    func isTyped(_ name: String) throws {
        let row = try #require(Self.cases.first { $0.name == name })
        for backend in Backend.available {
            let error = #expect(throws: LinearAlgebraError.self) { try backend.run { try row.run() } }
            #expect(error == row.error, "\(backend.name)")
        }
    }

    /// Exact values: what is 0, 1 or an integer comes out as such.
    @Test func knowsEmptyAndIntegerMatrices() throws {
        for backend in Backend.available {
            try backend.run {
                let empty = Tensor<Double>(zeros: [0, 0])
                #expect(try empty.determinant().item == 1)
                #expect(try empty.logDeterminant().logMagnitude.item == 0)
                #expect(try empty.inverse().count == 0)
                #expect(try Tensor<Double>(zeros: [0, 3]).matrixRank().item == 0)
                #expect(try Tensor<Double>(zeros: [2, 2]).logDeterminant().logMagnitude.item == -.infinity)
                #expect(try Self.twins.matrixRank().item == 2)
                #expect(try Self.singular.determinant().item == 0)
                let (sign, logMagnitude) = try Tensor<Double>([[0, 2], [2, 0]]).logDeterminant()
                #expect(sign.item == -1 && abs(logMagnitude.item - 2 * .log(2)) < 1e-15)
                #expect(try Tensor<Double>([[2, 1], [1, 1]]).matrixPower(5).scalars == [89, 55, 55, 34])
                #expect(try Tensor<Double>([[2, 1], [1, 1]]).matrixPower(0).scalars == [1, 0, 0, 1])
                #expect(try Tensor<Double>([[3, 0], [0, 4]]).conditionNumber().item == 4.0 / 3)
            }
        }
    }
}
