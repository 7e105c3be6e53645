import Tessera

/// Where sums of products of columns neither cancel nor overflow: columns that are far from 0 less a shift, those whose squares
/// come near the ends of the numbers times a power of 2.
struct ColumnPlacement {
    private let shifts: [Double]
    private let scales: [Double]
    private let hasIntercept: Bool

    private static let usualSizes = 0x1p-128...0x1p128

    /// By eight blocks of neighbouring rows across the table. Without an intercept columns stay where they are.
    ///
    /// - Parameter farMean: how many standard deviations from 0 a mean is far.
    init(sampling rows: some RowSource<Double>, intercept: Bool, farMean: Double = 4) throws(RowSourceError) {
        let features = rows.rowShape.features
        let moments = try RowSelection.sample(of: rows, blockLength: 64).fold(Moments<Double>(rows.rowShape))
        let means = Array(moments.means.prefix(features))
        let spreads = moments.variances.prefix(features).map { $0.squareRoot() }
        let shifts = zip(means, spreads).map { mean, spread in
            intercept && mean.isFinite && abs(mean) > farMean * spread ? mean : 0
        }
        scales = zip(zip(means, shifts), spreads).map { mean, spread in
            let size = (mean.0 - mean.1).magnitude + spread
            // Of a constant rounding is left.
            guard size.isNormal, size > 1e-12 * mean.0.magnitude, !Self.usualSizes.contains(size) else { return 1 }
            return Double(sign: .plus, exponent: -size.exponent, significand: 1)
        }
        (self.shifts, hasIntercept) = (shifts, intercept)
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
