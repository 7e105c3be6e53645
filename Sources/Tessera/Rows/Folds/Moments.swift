/// The mean and the variance of every feature and every target, in double precision, by the updates of Chan, Golub and
/// LeVeque ("Algorithms for computing the sample variance", 1983).
public struct Moments<Scalar: RealScalar>: RowFold {
    public struct Partial: Sendable {
        public fileprivate(set) var count = 0
        /// Of each feature, then of each target.
        public fileprivate(set) var means: [Double]
        /// The sums of the squared deviations from the mean.
        public fileprivate(set) var deviations: [Double]

        /// The mean squared deviations from the mean.
        public var variances: [Double] { deviations.map { $0 / Double(max(1, count)) } }
    }

    private let width: Int

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
        let (before, share) = (Double(partial.count), Double(later.count) / total)
        for index in partial.means.indices {
            let shift = later.means[index] - partial.means[index]
            partial.means[index] += shift * share
            partial.deviations[index] += later.deviations[index] + shift * shift * before * share
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
