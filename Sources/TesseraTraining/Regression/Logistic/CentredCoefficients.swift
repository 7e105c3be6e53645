import Tessera

/// The coefficients of a logistic regression for columns less their medians, in units of the distance of their quartiles:
/// what a gradient along them says depends on neither. The rows stay where they are.
struct CentredCoefficients {
    /// 0 without an intercept.
    let centres: [Double]
    /// The power of 2 above each distance.
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

    /// Free ones.
    var count: Int { units.count + (hasIntercept ? 1 : 0) }

    /// Those of the columns as they are: one for each feature, then the intercept, 0 where there is none.
    func coefficients(_ x: [Double]) -> [Double] {
        let weights = zip(x, units).map { $0 / $1 }
        guard hasIntercept else { return weights + [0] }
        return weights + [zip(weights, centres).reduce(x[units.count]) { $0 - $1.0 * $1.1 }]
    }

    /// These coefficients by those of the columns as they are, with an intercept even where it is 0.
    func centred(_ coefficients: [Double]) -> [Double] {
        let last = zip(coefficients, centres).reduce(coefficients[units.count]) { $0 + $1.0 * $1.1 }
        return zip(coefficients, units).map { $0 * $1 } + [last]
    }

    /// The rows with the columns that these are the coefficients of.
    func placed(_ rows: some RowSource<Double>) -> PlacedRows<Double> {
        PlacedRows(rows, shifts: centres, scales: units.map { 1 / $0 })
    }

    /// The gradient along these coefficients by that along those of the columns as they are.
    func gradient(_ plain: [Double]) -> [Double] {
        let last = plain[units.count]
        let own = units.indices.map { (plain[$0] - centres[$0] * last) / units[$0] }
        return hasIntercept ? own + [last] : own
    }

    /// What a matrix makes of a gradient, where it is for the columns as they are.
    func direction(_ gradient: [Double], by solve: ([Double]) -> [Double]) -> [Double] {
        let last = hasIntercept ? gradient[units.count] : 0
        let plain = units.indices.map { gradient[$0] * units[$0] + centres[$0] * last }
        let found = solve(hasIntercept ? plain + [last] : plain)
        let own = zip(found, units).map { $0 * $1 }
        guard hasIntercept else { return own }
        return own + [zip(found, centres).reduce(found[units.count]) { $0 + $1.0 * $1.1 }]
    }
}
