import Tessera

/// The coefficients of a logistic regression for columns centred at their medians and scaled by their interquartile
/// ranges, so that the gradient with respect to them depends on neither location nor scale. The rows themselves are not
/// changed.
struct CentredCoefficients {
    /// The median of each column; 0 without an intercept.
    let centres: [Double]
    /// The power of 2 above the interquartile range of each column; without an intercept above the larger of that and
    /// |median|.
    let units: [Double]
    let hasIntercept: Bool

    init(_ columns: [ColumnQuartiles], intercept: Bool) {
        hasIntercept = intercept
        centres = columns.map { intercept ? $0.median : 0 }
        units = columns.map { column in
            let size = intercept ? column.spread : max(column.median.magnitude, column.spread)
            return size.isNormal ? Double(sign: .plus, exponent: size.exponent + 1, significand: 1) : 1
        }
    }

    /// The number of free coefficients.
    var count: Int { units.count + (hasIntercept ? 1 : 0) }

    /// Converts to coefficients of the original columns: one for each feature, then the intercept, 0 where there is
    /// none.
    func coefficients(_ x: [Double]) -> [Double] {
        let weights = zip(x, units).map { $0 / $1 }
        guard hasIntercept else { return weights + [0] }
        return weights + [zip(weights, centres).reduce(x[units.count]) { $0 - $1.0 * $1.1 }]
    }

    /// Converts coefficients of the original columns into these, with an intercept even where it is 0.
    func centred(_ coefficients: [Double]) -> [Double] {
        let intercept = zip(coefficients, centres).reduce(coefficients[units.count]) { $0 + $1.0 * $1.1 }
        return zip(coefficients, units).map { $0 * $1 } + [intercept]
    }

    /// Returns the rows with centred and scaled columns, which these coefficients belong to.
    func placed(_ rows: some RowSource<Double>) -> ScaledRows<Double> {
        ScaledRows(rows, shifts: centres, scales: units.map { 1 / $0 })
    }

    /// Converts the gradient with respect to coefficients of the original columns into that with respect to these.
    func gradient(_ plain: [Double]) -> [Double] {
        let interceptElement = plain[units.count]
        let own = units.indices.map { (plain[$0] - centres[$0] * interceptElement) / units[$0] }
        return hasIntercept ? own + [interceptElement] : own
    }

    /// Applies a matrix given for the original columns, such as an inverse Hessian, to a gradient with respect to these
    /// coefficients.
    func direction(_ gradient: [Double], by solve: ([Double]) -> [Double]) -> [Double] {
        let interceptElement = hasIntercept ? gradient[units.count] : 0
        let plain = units.indices.map { gradient[$0] * units[$0] + centres[$0] * interceptElement }
        let found = solve(hasIntercept ? plain + [interceptElement] : plain)
        let own = zip(found, units).map { $0 * $1 }
        guard hasIntercept else { return own }
        return own + [zip(found, centres).reduce(found[units.count]) { $0 + $1.0 * $1.1 }]
    }
}
