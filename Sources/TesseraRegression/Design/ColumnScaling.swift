import Tessera

/// Centres and scales columns so that their cross products neither cancel nor overflow: columns that are far from 0 are
/// shifted by their median, and columns whose squares come near the ends of the floating-point range are scaled by a
/// power of 2.
struct ColumnScaling {
    let shifts: [Double]
    let scales: [Double]
    let hasIntercept: Bool
    /// The quartiles of the shifted and scaled columns.
    let quartiles: [ColumnQuartiles]

    private static let usualSizes = 0x1p-128...0x1p128

    /// Estimates shifts and scales from eight blocks of neighbouring rows across the table. Without an intercept
    /// columns are not shifted.
    ///
    /// - Parameter farMedian: a column is shifted where its median exceeds this many times its interquartile range.
    init(sampling rows: some RowSource<Double>, intercept: Bool, farMedian: Double = 4) throws {
        let columns = try Self.quartiles(rows)
        shifts = columns.map { intercept && abs($0.median) > farMedian * $0.range ? $0.median : 0 }
        scales = zip(columns, shifts).map { column, shift in
            let size = (column.median - shift).magnitude + column.range
            // A constant column keeps only rounding errors after its shift: it is not scaled.
            guard size.isNormal, size > 1e-12 * column.median.magnitude, !Self.usualSizes.contains(size) else {
                return 1
            }
            return Double(sign: .plus, exponent: -size.exponent, significand: 1)
        }
        hasIntercept = intercept
        quartiles = zip(columns, zip(shifts, scales)).map { $0.shifted(by: $1.0, scaled: $1.1) }
    }

    /// Shifts every column by its median and scales it by a power of 2 near its interquartile range. Without an
    /// intercept columns are not shifted, and |median| counts too.
    init(centring columns: [ColumnQuartiles], intercept: Bool) {
        shifts = columns.map { intercept ? $0.median : 0 }
        scales = columns.map { column in
            let size = intercept ? column.range : max(column.median.magnitude, column.range)
            return size.isNormal ? Double(sign: .plus, exponent: -(size.exponent + 1), significand: 1) : 1
        }
        hasIntercept = intercept
        quartiles = zip(columns, zip(shifts, scales)).map { $0.shifted(by: $1.0, scaled: $1.1) }
    }

    /// Returns the quartiles of each column, estimated from a sample of about as many rows as `ColumnQuartiles` looks
    /// at.
    static func quartiles(_ rows: some RowSource<Double>) throws -> [ColumnQuartiles] {
        let features = rows.rowShape.features
        let length = max(2, min(13, (1 << 22) / max(1, features)))
        let sample = try RowSelection.sample(of: rows, blockLength: length).materialized().features.scalars
        return (0..<features).map { column in
            ColumnQuartiles(stride(from: column, to: sample.count, by: features).map { sample[$0] })
        }
    }

    private var isNeeded: Bool { shifts.contains { $0 != 0 } || scales.contains { $0 != 1 } }

    /// Returns the rows with shifted and scaled columns.
    func scaled(_ rows: some RowSource<Double>) -> any RowSource<Double> {
        isNeeded ? StandardizedRows<Double, Double>(rows, shifts: shifts, factors: scales) : rows
    }

    /// Converts a penalty on a power of each coefficient into that on the coefficients of the shifted and scaled
    /// columns.
    func penalties(_ penalty: Double, power: Int) -> [Double] {
        scales.map { penalty * (power == 1 ? $0 : $0 * $0) }
    }

    /// Converts coefficients of the shifted and scaled columns into those of the original columns: one for each
    /// feature, then the intercept, 0 where there is none.
    func coefficients(_ scaled: [Double]) -> [Double] {
        let weights = zip(scaled, scales).map { $0 * $1 }
        guard hasIntercept else { return weights + [0] }
        let intercept = zip(weights, shifts).reduce(DoubleDouble(scaled[weights.count])) {
            $0 - DoubleDouble(product: $1.0, $1.1)
        }
        return weights + [intercept.value]
    }

    /// Converts coefficients of the original columns into those of the shifted and scaled columns, one by one; the
    /// inverse of `coefficients(_:)`.
    func scaled(_ coefficients: [Double]) -> [Double] {
        let weights = zip(coefficients, scales).map { $0 / $1 }
        let intercept = zip(coefficients, shifts).reduce(DoubleDouble(coefficients[scales.count])) {
            $0 + DoubleDouble(product: $1.0, $1.1)
        }
        return weights + [intercept.value]
    }

    /// Returns the variances of the coefficients of the original columns.
    ///
    /// - Parameters:
    ///   - information: the information matrix of the shifted and scaled columns, then of the column of ones where
    ///     there is an intercept.
    ///   - groups: the number of coefficients for each column, one group after another.
    func variances(_ information: EquilibratedCholesky, groups: Int = 1) throws(LinearAlgebraError) -> [Double] {
        let count = scales.count
        var transform = Tensor(scales + (hasIntercept ? [1] : [])).diagonalMatrix()
        if hasIntercept { transform[0..<count, count] = Tensor(zip(scales, shifts).map { -$0 * $1 }) }
        let all = Tensor<Double>(identity: groups).kronecker(transform)
        return try information.solveLower(all).squared().sum(axis: 0).scalars
    }
}

/// The median and the interquartile range of a column, estimated from 101 to 201 of its elements at equal distances, or
/// from all where there are fewer. Unlike mean and variance, they are robust to outliers.
struct ColumnQuartiles {
    let median: Double
    /// The interquartile range; the whole range where the quartiles are equal, as those of an indicator of a rare class
    /// are.
    let range: Double

    init(_ column: some RandomAccessCollection<Double>) {
        let step = max(1, column.count / 101)
        let sample = stride(from: 0, to: column.count, by: step)
            .map { column[column.index(column.startIndex, offsetBy: $0)] }.sorted()
        median = sample[sample.count / 2]
        let interquartileRange = sample[3 * sample.count / 4] - sample[sample.count / 4]
        range = interquartileRange > 0 ? interquartileRange : sample[sample.count - 1] - sample[0]
    }

    private init(median: Double, range: Double) {
        (self.median, self.range) = (median, range)
    }

    /// Returns the quartiles of the column minus a shift and times a scale.
    func shifted(by shift: Double, scaled scale: Double) -> ColumnQuartiles {
        ColumnQuartiles(median: (median - shift) * scale, range: range * scale)
    }
}
