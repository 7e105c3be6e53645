import Tessera
internal import TesseraModels

/// The mean loss of the rows, negative log-likelihood plus L2 penalty, and its gradient with respect to centred
/// coefficients.
final class LogisticObjective {
    private let rows: any RowSource<Double>
    private let weight: Double
    let centred: CentredCoefficients
    /// The L2 penalty on each feature's coefficient in the mean loss: ½·p·w² is added for the element p.
    let penalties: [Double]
    /// The result of the last pass over the rows, and its coefficients.
    private var last: (coefficients: [Double], likelihood: LikelihoodSums)?

    init(_ rows: some RowSource<Double>, _ centred: CentredCoefficients, weight: Double, penalties: [Double]) {
        (self.rows, self.centred, self.weight) = (rows, centred, weight)
        self.penalties = penalties.map { $0 / weight }
    }

    func valueAndGradient(at x: [Double]) throws -> (value: Double, gradient: [Double]) {
        let coefficients = centred.scaling.coefficients(x)
        let sums = try rows.fold(LogisticGradientFold(at: coefficients))
        last = (coefficients, sums.likelihood)
        let penalty = zip(penalties, coefficients).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 2
        return (penalty - sums.likelihood.logLikelihood / weight, mean(sums.gradient, coefficients))
    }

    /// Returns the gradient of the mean loss over the bfloat16 copy of the rows.
    func gradient(of bfloat16Rows: BFloat16Rows, at x: [Double]) throws -> [Double] {
        let coefficients = centred.scaling.coefficients(x)
        let fold = BFloat16LogisticGradientFold(bfloat16Rows, at: coefficients)
        return mean(fold.gradient(try rows.fold(fold)), coefficients)
    }

    /// Returns the log-likelihood and counts of the rows; free at the coefficients of the last pass.
    func likelihood(at coefficients: [Double]) throws -> LikelihoodSums {
        if let last, last.coefficients == coefficients { return last.likelihood }
        return try rows.fold(LogisticGradientFold(at: coefficients)).likelihood
    }

    /// Returns by how much the gradient at a point differs from 0, relative to its terms, which are estimated from a
    /// sample of the rows.
    func violation(_ point: MinimizationPoint) throws -> Double {
        let coefficients = centred.scaling.coefficients(point.x)
        let fold = LogisticTerms(at: coefficients, centred)
        var terms = try RowSelection.sample(of: rows, blockLength: 64).fold(fold).means
        // A term is 0 for a column that is constant in the sample: all rows are used then.
        if terms.contains(0) { terms = try rows.fold(fold).means }
        let scales = centred.scaling.scales
        return point.gradient.indices.reduce(0) { worst, index in
            let penalty = index < penalties.count ? penalties[index] * abs(coefficients[index]) * scales[index] : 0
            let magnitude = abs(point.gradient[index])
            return magnitude > 0 ? max(worst, magnitude / (terms[index] + penalty)) : worst
        }
    }

    private func mean(_ gradient: [Double], _ coefficients: [Double]) -> [Double] {
        centred.gradient(
            gradient.indices.map {
                gradient[$0] / weight + ($0 < penalties.count ? penalties[$0] * coefficients[$0] : 0)
            })
    }
}

/// A fold of the mean magnitudes of the terms that cancel in the gradient with respect to centred coefficients.
private struct LogisticTerms: RowFold {
    struct Partial: Sendable {
        var sums: [Double]
        var weight = 0.0

        var means: [Double] { sums.map { $0 / max(weight, .leastNormalMagnitude) } }
    }

    private let weights: Tensor<Double>
    private let intercept: Double
    private let centred: CentredCoefficients

    init(at coefficients: [Double], _ centred: CentredCoefficients) {
        weights = Tensor(coefficients.dropLast().map { $0 })
        intercept = coefficients[coefficients.count - 1]
        self.centred = centred
    }

    var empty: Partial { Partial(sums: Array(repeating: 0, count: centred.count)) }
    var partialBytes: Int { (centred.count + 1) * 8 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let batch = tile.batch
        var residuals = ((batch.features.matmul(weights) + intercept).sigmoid() - batch.targets.flattened()).abs()
        if let caseWeights = batch.weights { residuals = residuals * caseWeights }
        let deviations = (batch.features - Tensor(centred.centres)).abs()
        let sums = residuals.matmul(deviations).scalars
        let scales = centred.scaling.scales
        for index in sums.indices { partial.sums[index] += sums[index] * scales[index] }
        let total = residuals.sum().item
        if centred.hasIntercept { partial.sums[sums.count] += total }
        partial.weight += batch.weights?.sum().item ?? Double(tile.rows.count)
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for index in later.sums.indices { partial.sums[index] += later.sums[index] }
        partial.weight += later.weight
    }
}

/// The coefficients of a logistic regression for columns centred at their medians and scaled by their interquartile
/// ranges, so that the gradient with respect to them depends on neither location nor scale. The rows themselves are not
/// changed.
struct CentredCoefficients {
    /// Converts coefficients and rows.
    let scaling: ColumnScaling

    init(_ columns: [ColumnQuartiles], intercept: Bool) {
        scaling = ColumnScaling(centring: columns, intercept: intercept)
    }

    var hasIntercept: Bool { scaling.hasIntercept }
    /// The median of each column; 0 without an intercept.
    var centres: [Double] { scaling.shifts }
    private var scales: [Double] { scaling.scales }

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
        let found = scaling.scaled(
            solve(hasIntercept ? plain + [interceptElement] : plain) + (hasIntercept ? [] : [0]))
        return hasIntercept ? found : Array(found.dropLast())
    }
}
