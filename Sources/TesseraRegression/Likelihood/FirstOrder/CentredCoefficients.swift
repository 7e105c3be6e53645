/// The coefficients of a logistic regression for columns centred at their medians and scaled by their interquartile
/// ranges, so that the gradient with respect to them depends on neither location nor scale. The rows themselves are not
/// changed.
struct CentredCoefficients {
    /// Converts coefficients and rows.
    let placement: ColumnPlacement

    init(_ columns: [ColumnQuartiles], intercept: Bool) {
        placement = ColumnPlacement(centring: columns, intercept: intercept)
    }

    var hasIntercept: Bool { placement.hasIntercept }
    /// The median of each column; 0 without an intercept.
    var centres: [Double] { placement.shifts }
    private var scales: [Double] { placement.scales }

    /// The number of free coefficients.
    var count: Int { scales.count + (hasIntercept ? 1 : 0) }

    /// Converts the gradient with respect to coefficients of the original columns into that with respect to these.
    func gradient(_ plain: [Double]) -> [Double] {
        let (centres, scales) = (centres, scales)
        let interceptElement = plain[scales.count]
        let own = scales.indices.map { (plain[$0] - centres[$0] * interceptElement) * scales[$0] }
        return hasIntercept ? own + [interceptElement] : own
    }

    /// Applies a matrix given for the original columns, such as an inverse Hessian, to a gradient with respect to these
    /// coefficients.
    func direction(_ gradient: [Double], by solve: ([Double]) -> [Double]) -> [Double] {
        let (centres, scales) = (centres, scales)
        let interceptElement = hasIntercept ? gradient[scales.count] : 0
        let plain = scales.indices.map { gradient[$0] / scales[$0] + centres[$0] * interceptElement }
        let found = placement.placed(
            solve(hasIntercept ? plain + [interceptElement] : plain) + (hasIntercept ? [] : [0]))
        return hasIntercept ? found : Array(found.dropLast())
    }
}
