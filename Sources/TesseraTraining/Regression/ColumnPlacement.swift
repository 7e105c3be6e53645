import Tessera

/// Where sums of products of columns neither cancel nor overflow: columns that are far from 0 less a shift, those whose squares
/// come near the ends of the numbers times a power of 2.
struct ColumnPlacement {
    private let shifts: [Double]
    private let scales: [Double]
    private let hasIntercept: Bool
    /// Of the columns where they are placed.
    let quartiles: [ColumnQuartiles]

    private static let usualSizes = 0x1p-128...0x1p128

    /// By eight blocks of neighbouring rows across the table. Without an intercept columns stay where they are.
    ///
    /// - Parameter farMedian: how many times the distance of its quartiles a column is away from 0 to be moved.
    init(sampling rows: some RowSource<Double>, intercept: Bool, farMedian: Double = 4) throws {
        let columns = try Self.quartiles(rows)
        shifts = columns.map { intercept && abs($0.median) > farMedian * $0.spread ? $0.median : 0 }
        scales = zip(columns, shifts).map { column, shift in
            let size = (column.median - shift).magnitude + column.spread
            // Of a constant rounding is left.
            guard size.isNormal, size > 1e-12 * column.median.magnitude, !Self.usualSizes.contains(size) else {
                return 1
            }
            return Double(sign: .plus, exponent: -size.exponent, significand: 1)
        }
        hasIntercept = intercept
        quartiles = zip(columns, zip(shifts, scales)).map { $0.moved(by: $1.0, scaled: $1.1) }
    }

    /// Of each column, by a sample of as many of its rows as are looked at.
    static func quartiles(_ rows: some RowSource<Double>) throws -> [ColumnQuartiles] {
        let features = rows.rowShape.features
        let length = max(2, min(13, (1 << 22) / max(1, features)))
        let sample = try RowSelection.sample(of: rows, blockLength: length).materialized().features.scalars
        return (0..<features).map { column in
            ColumnQuartiles(stride(from: column, to: sample.count, by: features).map { sample[$0] })
        }
    }

    private var isNeeded: Bool { shifts.contains { $0 != 0 } || scales.contains { $0 != 1 } }

    func placed(_ rows: some RowSource<Double>) -> any RowSource<Double> {
        isNeeded ? PlacedRows(rows, shifts: shifts, scales: scales) : rows
    }

    /// What a penalty on each coefficient, to some power, is on that of the placed column.
    func penalties(_ penalty: Double, power: Int) -> [Double] {
        scales.map { penalty * (power == 1 ? $0 : $0 * $0) }
    }

    /// Coefficients of the columns as they are by those of the placed ones: one for each feature, then the intercept, 0
    /// where there is none.
    func coefficients(_ placed: [Double]) -> [Double] {
        let weights = zip(placed, scales).map { $0 * $1 }
        guard hasIntercept else { return weights + [0] }
        let intercept = zip(weights, shifts).reduce(DoubleDouble(placed[weights.count])) {
            $0 - DoubleDouble(product: $1.0, $1.1)
        }
        return weights + [intercept.value]
    }

    /// The coefficients of the placed columns, each for itself, by those of the columns as they are.
    func placed(_ coefficients: [Double]) -> [Double] {
        let weights = zip(coefficients, scales).map { $0 / $1 }
        let moved = zip(coefficients, shifts).reduce(DoubleDouble(coefficients[scales.count])) {
            $0 + DoubleDouble(product: $1.0, $1.1)
        }
        return weights + [moved.value]
    }

    /// The variances of such coefficients.
    ///
    /// - Parameters:
    ///   - information: of the placed columns, then of the ones where there is an intercept.
    ///   - groups: how many such coefficients there are for each column, one group after another.
    func variances(_ information: EquilibratedCholesky, groups: Int = 1) throws(LinearAlgebraError) -> [Double] {
        let count = scales.count
        var moves = Tensor(scales + (hasIntercept ? [1] : [])).diagonalMatrix()
        if hasIntercept { moves[0..<count, count] = Tensor(zip(scales, shifts).map { -$0 * $1 }) }
        let all = Tensor<Double>(identity: groups).kronecker(moves)
        return try information.solveLower(all).squared().sum(axis: 0).scalars
    }
}
