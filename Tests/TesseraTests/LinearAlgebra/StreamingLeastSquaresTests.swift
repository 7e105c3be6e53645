import Testing

@testable import Tessera

/// Least squares in passes over tiles of rows, beside the whole table in double-double.
@Suite struct StreamingLeastSquaresTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = StreamingLeastSquares.Method.gram
        var intercept = true
        var ridge = 0.0
        var weighted = false
        /// The distance of the columns from linear dependence: condition numbers are about 1 / closeness.
        var closeness = 1.0
        var testDescription: String { "\(method) \(intercept) \(ridge) \(weighted) \(closeness)" }
    }

    static let cases: [Case] =
        [StreamingLeastSquares.Method.gram, .qr].flatMap { method in
            [
                Case(method: method), Case(method: method, intercept: false), Case(method: method, ridge: 3),
                Case(method: method, weighted: true), Case(method: method, ridge: 0.5, weighted: true),
                Case(method: method, closeness: 1e-4),
                Case(method: method, intercept: false, ridge: 1e-3, closeness: 1e-4),
            ]
        } + [Case(method: .qr, closeness: 1e-6)]

    @Test(arguments: cases)
    func reachesTheLastDigit(_ row: Case) throws {
        for backend in Backend.available {
            try backend.run {
                let table = try Self.table(row, rows: 1500, features: 5)
                let system = try StreamingLeastSquares(
                    table, intercept: row.intercept, ridge: row.ridge, method: row.method)
                for target in 0..<2 {
                    let solution = try system.solve(target: target)
                    let (exact, squares) = try Self.reference(row, table, target: target)
                    for (x, y) in zip(solution.coefficients, exact) {
                        #expect(abs(x.value - y) <= 4e-16 * abs(y), "\(backend.name) \(x.value) \(y)")
                    }
                    let error = abs(solution.residualSumOfSquares - squares)
                    #expect(error <= 1e-15 * squares, "\(backend.name)")
                }
            }
        }
    }

    /// The same bits for any number of workers.
    @Test(arguments: [StreamingLeastSquares.Method.gram, .qr])
    func doesNotDependOnTheWorkers(_ method: StreamingLeastSquares.Method) throws {
        let table = try Self.table(Case(weighted: true), rows: 20_000, features: 7)
        let results = try [1, 2, 3, 8].map { count in
            let pool = try WorkerPool(count: count)
            let system = try StreamingLeastSquares(table, intercept: true, method: method, on: pool)
            return try system.solve(target: 1).coefficients.map(\.high) + system.inverseGramDiagonal()
        }
        for result in results { #expect(result == results[0]) }
    }

    @Test(arguments: [StreamingLeastSquares.Method.gram, .qr])
    func namesTheColumnThatDepends(_ method: StreamingLeastSquares.Method) throws {
        let x = Tensor<Double>(normal: [500, 4], seed: 1)
        let twin = x.sliced(axis: 1, 0..<1) * 2 + x.sliced(axis: 1, 2..<3) + 5
        let features = Tensor(concatenating: [x, twin], axis: 1)
        let table = try RowTable(features: features, targets: x.sliced(axis: 1, 0..<1))
        #expect(throws: LinearAlgebraError.rankDeficient(rank: 4)) {
            try StreamingLeastSquares(table, intercept: true, method: method)
        }
        let constant = try RowTable(features: Tensor<Double>(repeating: 3, shape: [500, 1]), targets: x[.full, 0..<1])
        #expect(throws: LinearAlgebraError.rankDeficient(rank: 0)) {
            try StreamingLeastSquares(constant, intercept: true, method: method)
        }
        _ = try StreamingLeastSquares(constant, intercept: false, method: method).solve()
    }

    private static func table(_ row: Case, rows: Int, features: Int) throws -> RowTable<Double> {
        let noise = Tensor<Double>(normal: [rows, features], seed: 2)
        let common = Tensor<Double>(normal: [rows, 1], seed: 3)
        let x = (common + noise * Tensor(row.closeness)) * Tensor<Double>(linearFrom: 1, to: 50, count: features) + 7
        let y = x.matmul(Tensor<Double>(normal: [features, 2], seed: 4)) + Tensor<Double>(normal: [rows, 2], seed: 5)
        let weights = row.weighted ? Tensor<Double>(uniform: [rows], seed: 6) + 0.5 : nil
        return try RowTable(features: x, targets: y, weights: weights)
    }

    /// The rows times the roots of their weights, and a row for each penalised coefficient.
    private static func reference(
        _ row: Case, _ table: RowTable<Double>, target: Int
    ) throws -> (coefficients: [Double], squares: Double) {
        let (rows, features) = (table.rowCount, table.features.shape[1])
        let penalties = row.ridge > 0 ? features : 0
        let roots = (0..<rows).map { DoubleDouble(table.weights?[$0].item ?? 1).squareRoot() }
        let x = table.features.scalars
        var columns = PreciseColumns(rows: rows + penalties)
        for column in 0..<features {
            let own = (0..<penalties).map { $0 == column ? DoubleDouble(row.ridge).squareRoot() : .zero }
            columns.append((0..<rows).map { roots[$0] * x[$0 * features + column] } + own)
        }
        if row.intercept { columns.append(roots + Array(repeating: .zero, count: penalties)) }
        let y = (0..<rows).map { roots[$0] * table.targets[$0, target].item }
        let solution = try RefinedLeastSquares(columns).solve(y + Array(repeating: .zero, count: penalties))
        let squares = solution.residual.prefix(rows).reduce(DoubleDouble.zero) { $0 + $1 * $1 }
        return (solution.x.map(\.value), squares.value)
    }
}
