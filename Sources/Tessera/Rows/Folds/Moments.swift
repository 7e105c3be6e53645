/// The mean and the variance of every feature and every target in double precision: a two-pass computation on each
/// tile, merged by the pairwise update of Chan, Golub and LeVeque ("Algorithms for computing the sample variance:
/// analysis and recommendations", 1983). Weights are ignored.
public struct Moments<Scalar: RealScalar>: RowFold {
    /// The moments of some of the rows.
    public struct Partial: Sendable {
        /// The number of rows.
        package fileprivate(set) var count = 0
        /// The mean of each feature, then of each target.
        public fileprivate(set) var means: [Double]
        /// The sum of squared deviations from the mean of each feature, then of each target.
        package fileprivate(set) var deviations: [Double]

        /// The population variance (divisor `count`) of each feature, then of each target.
        public var variances: [Double] { deviations.map { $0 / Double(max(1, count)) } }
    }

    private let width: Int

    /// Creates a fold over rows of the given shape.
    public init(_ rowShape: RowShape) {
        width = rowShape.features + rowShape.targets
    }

    public var empty: Partial {
        Partial(means: Array(repeating: 0, count: width), deviations: Array(repeating: 0, count: width))
    }

    public func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        var part = empty
        part.count = tile.rows.count
        let (features, rowCount) = (tile.rowShape.features, tile.rows.count)
        let columns = tile.columns
        part.means.withUnsafeMutableBufferPointer { means in
            sumColumns(columns[0], rowCount, features, into: means.baseAddress!)
            sumColumns(columns[1], rowCount, means.count - features, into: means.baseAddress! + features)
            for index in means.indices { means[index] /= Double(rowCount) }
        }
        part.means.withUnsafeBufferPointer { means in
            part.deviations.withUnsafeMutableBufferPointer { sums in
                let (mean, sum) = (means.baseAddress!, sums.baseAddress!)
                sumDeviations(columns[0], rowCount, features, mean, into: sum)
                sumDeviations(columns[1], rowCount, sums.count - features, mean + features, into: sum + features)
            }
        }
        merge(part, into: &partial)
    }

    public func merge(_ later: Partial, into partial: inout Partial) {
        if later.count == 0 { return }
        let total = Double(partial.count + later.count)
        let (count, weight) = (Double(partial.count), Double(later.count) / total)
        for index in partial.means.indices {
            let delta = later.means[index] - partial.means[index]
            partial.means[index] += delta * weight
            partial.deviations[index] += later.deviations[index] + delta * delta * count * weight
        }
        partial.count += later.count
    }
}

@specialized(where S == Float)
@specialized(where S == Double)
private func sumColumns<S: RealScalar>(
    _ x: UnsafePointer<S>, _ rows: Int, _ columns: Int, into sums: UnsafeMutablePointer<Double>
) {
    for row in 0..<rows {
        let values = x + row * columns
        for column in 0..<columns { sums[column] += Double(values[column]) }
    }
}

@specialized(where S == Float)
@specialized(where S == Double)
private func sumDeviations<S: RealScalar>(
    _ x: UnsafePointer<S>, _ rows: Int, _ columns: Int, _ means: UnsafePointer<Double>,
    into sums: UnsafeMutablePointer<Double>
) {
    for row in 0..<rows {
        let values = x + row * columns
        for column in 0..<columns {
            let deviation = Double(values[column]) - means[column]
            sums[column] += deviation * deviation
        }
    }
}
