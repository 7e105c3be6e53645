import Testing

@testable import Tessera

@Suite struct RefinedLeastSquaresTests {
    /// A Hilbert matrix of condition number 1e13, whose solution is ones: plain QR leaves three digits.
    @Test func reachesTheLastDigit() throws {
        for backend in Backend.available {
            try backend.run {
                let count = 9
                var columns = PreciseColumns(rows: 12)
                for column in 0..<count {
                    columns.append((0..<12).map { DoubleDouble(1) / DoubleDouble(Double($0 + column + 1)) })
                }
                let b = (0..<12).map { row in
                    (0..<count).reduce(DoubleDouble.zero) { $0 + columns[row, $1] }
                }
                let solution = try RefinedLeastSquares(columns).solve(b)
                for x in solution.x { #expect(abs(x.value - 1) < 1e-14) }
                for rest in solution.residual { #expect(abs(rest.value) < 1e-25) }
            }
        }
    }

    /// Many columns: the number that their lengths, all made 1, leave to the singular values.
    @Test(arguments: [20, 140])
    func knowsTheConditionOfManyColumns(_ count: Int) throws {
        let x = Tensor<Double>(normal: [150, count], seed: 5) * Tensor<Double>(linearFrom: 1, to: 1e6, count: count)
        var columns = PreciseColumns(rows: 150)
        for column in 0..<count { columns.append(x[.full, column].scalars) }
        let exact = try (x / x.squared().sum(axis: 0).sqrt()).conditionNumber().item
        let found = try RefinedLeastSquares(columns).conditionNumber()
        #expect(abs(found - exact) < 1e-11 * exact)
    }

    /// The inverse of AᵀA for two orthogonal columns is known.
    @Test func knowsTheInverse() throws {
        var columns = PreciseColumns(rows: 4)
        columns.append([1, 1, 1, 1])
        columns.append([-3, -1, 1, 3])
        let system = try RefinedLeastSquares(columns)
        let diagonal = try system.inverseGramDiagonal()
        #expect(abs(diagonal[0] - 0.25) < 1e-16 && abs(diagonal[1] - 0.05) < 1e-17)
        #expect(abs(system.conditionNumber() - 1) < 1e-14)
        // 1/4 + x²/20.
        for (leverage, exact) in zip(system.leverages(), [0.7, 0.3, 0.3, 0.7]) {
            #expect(abs(leverage - exact) < 1e-14)
        }
    }

    @Test func namesTheColumnThatDepends() throws {
        var columns = PreciseColumns(rows: 4)
        columns.append([1, 1, 1, 1])
        columns.append([5, 2, 8, 1])
        columns.append([3, 1, 4, 1])
        columns.append([7, 3, 9, 3])  // 1 + 2 times the third
        #expect(throws: LinearAlgebraError.rankDeficient(rank: 3)) { try RefinedLeastSquares(columns) }
        let dependence = try #require(RefinedLeastSquares.dependence(columns))
        #expect(dependence.column == 3 && dependence.parts == [0, 2])
    }

    @Test func refusesWhatCannotBeSolved() {
        var wide = PreciseColumns(rows: 1)
        wide.append([1])
        wide.append([2])
        #expect(throws: LinearAlgebraError.rankDeficient(rank: 1)) { try RefinedLeastSquares(wide) }
        var broken = PreciseColumns(rows: 3)
        broken.append([1, 2, .nan])
        #expect(throws: LinearAlgebraError.nonFinite(row: 2, column: 0)) { try RefinedLeastSquares(broken) }
    }
}
