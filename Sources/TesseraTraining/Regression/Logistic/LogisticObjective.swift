import Tessera

/// The mean loss of rows and its slope, by centred coefficients.
final class LogisticObjective {
    private let rows: any RowSource<Double>
    private let weight: Double
    let centred: CentredCoefficients
    /// Of the square of each feature's coefficient in the mean loss, twice.
    let shares: [Double]
    /// What the rows last said, and of which coefficients.
    private var last: (coefficients: [Double], tally: LogisticTally)?

    init(_ rows: some RowSource<Double>, _ centred: CentredCoefficients, weight: Double, penalties: [Double]) {
        (self.rows, self.centred, self.weight) = (rows, centred, weight)
        shares = penalties.map { $0 / weight }
    }

    func valueAndGradient(at x: [Double]) throws -> (value: Double, gradient: [Double]) {
        let coefficients = centred.coefficients(x)
        let sums = try rows.fold(LogisticSlope(at: coefficients))
        last = (coefficients, sums.tally)
        let penalty = zip(shares, coefficients).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 2
        return (penalty - sums.tally.logLikelihood / weight, mean(sums.slope, coefficients))
    }

    func slope(of packed: PackedRows, at x: [Double]) throws -> [Double] {
        let coefficients = centred.coefficients(x)
        let fold = PackedLogisticSlope(packed, at: coefficients)
        return mean(fold.slope(try rows.fold(fold)), coefficients)
    }

    func tally(at coefficients: [Double]) throws -> LogisticTally {
        if let last, last.coefficients == coefficients { return last.tally }
        return try rows.fold(LogisticSlope(at: coefficients)).tally
    }

    /// By how much the gradient at a point differs from 0, relative to its terms as a sample of the rows has them.
    func violation(_ point: MinimizationPoint) throws -> Double {
        let coefficients = centred.coefficients(point.x)
        func terms(_ rows: some RowSource<Double>) throws -> [Double] {
            try rows.fold(LogisticTerms(at: coefficients, centred)).means
        }
        var terms = try terms(RowSelection.sample(of: rows, blockLength: 64))
        // A column that is constant in the sample.
        if terms.contains(0) { terms = try rows.fold(LogisticTerms(at: coefficients, centred)).means }
        return point.gradient.indices.reduce(0) { worst, index in
            let penalty = index < shares.count ? shares[index] * abs(coefficients[index]) / centred.units[index] : 0
            let pull = abs(point.gradient[index])
            return pull > 0 ? max(worst, pull / (terms[index] + penalty)) : worst
        }
    }

    private func mean(_ slope: [Double], _ coefficients: [Double]) -> [Double] {
        centred.gradient(
            slope.indices.map { slope[$0] / weight + ($0 < shares.count ? shares[$0] * coefficients[$0] : 0) })
    }
}

/// The means of the magnitudes of what cancels in the gradient along centred coefficients.
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
        var misses = ((batch.features.matmul(weights) + intercept).sigmoid() - batch.targets.flattened()).abs()
        if let counts = batch.weights { misses = misses * counts }
        let distances = (batch.features - Tensor(centred.centres)).abs()
        let sums = misses.matmul(distances).scalars
        for index in sums.indices { partial.sums[index] += sums[index] / centred.units[index] }
        let total = misses.sum().item
        if centred.hasIntercept { partial.sums[sums.count] += total }
        partial.weight += batch.weights?.sum().item ?? Double(tile.rows.count)
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for index in later.sums.indices { partial.sums[index] += later.sums[index] }
        partial.weight += later.weight
    }
}
