/// The rows of a source with shifted and scaled columns, (x − shift) · factor, converted to another precision.
///
/// The arithmetic is in double precision; only its result is rounded to `Scalar`.
package struct StandardizedRows<Source: RealScalar, Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Source>
    private let shifts: [Double]
    private let factors: [Double]
    private let targetShift: Double
    private let targetFactor: Double

    package var rowCount: Int { source.rowCount }
    package var rowShape: RowShape { source.rowShape }

    /// - Parameters:
    ///   - shifts: The number subtracted from each feature.
    ///   - factors: The factor by which each feature is multiplied afterwards.
    ///   - targetShift: The number subtracted from the targets.
    ///   - targetFactor: The factor by which the targets are multiplied afterwards.
    package init(
        _ source: some RowSource<Source>, shifts: [Double], factors: [Double], targetShift: Double = 0,
        targetFactor: Double = 1
    ) {
        self.source = source
        (self.shifts, self.factors) = (shifts, factors)
        (self.targetShift, self.targetFactor) = (targetShift, targetFactor)
    }

    package func check() throws(RowSourceError) { try source.check() }

    package func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        if let source = source as? any RowSource<Scalar> {
            try source.read(rows, into: &block)
            if targetShift == 0, targetFactor == 1 {
                block.withSpans { features, _, _ in standardize(&features, shifts, factors) }
            } else {
                block.withSpans { features, targets, _ in
                    standardize(&features, shifts, factors)
                    standardize(&targets, [targetShift], [targetFactor])
                }
            }
            return
        }
        var parts = RowParts<Source>(rowShape, rowCount: rows.count)
        try parts.read(rows, from: source)
        block.withSpans { features, targets, weights in
            convert(parts.features, into: &features, shifts, factors)
            convert(parts.targets, into: &targets, [targetShift], [targetFactor])
            convert(parts.weights, into: &weights, [0], [1])
        }
    }

    /// Replaces numbers by (x − shift) · factor.
    @specialized(where Source == Double, Scalar == Double)
    @specialized(where Source == Float, Scalar == Float)
    private func standardize(_ values: inout MutableSpan<Scalar>, _ shifts: [Double], _ factors: [Double]) {
        var start = 0
        while start < values.count {
            for column in shifts.indices {
                values[start + column] = Scalar((Double(values[start + column]) - shifts[column]) * factors[column])
            }
            start += shifts.count
        }
    }

    /// Writes (x − shift) · factor for numbers of the other precision.
    @specialized(where Source == Double, Scalar == Float)
    @specialized(where Source == Float, Scalar == Double)
    private func convert(
        _ values: [Source], into out: inout MutableSpan<Scalar>, _ shifts: [Double], _ factors: [Double]
    ) {
        var start = 0
        while start < values.count {
            for column in shifts.indices {
                let value = (Double(values[start + column]) - shifts[column]) * factors[column]
                out[start + column] = Scalar(value)
            }
            start += shifts.count
        }
    }
}

/// A buffer of some rows of a source in arrays.
private struct RowParts<Scalar: RealScalar> {
    private(set) var features: [Scalar]
    private(set) var targets: [Scalar]
    private(set) var weights: [Scalar]
    private let shape: RowShape
    private let rowCount: Int

    init(_ shape: RowShape, rowCount: Int) {
        features = Array(repeating: 0, count: rowCount * shape.features)
        targets = Array(repeating: 0, count: rowCount * shape.targets)
        weights = Array(repeating: 0, count: shape.hasWeights ? rowCount : 0)
        (self.shape, self.rowCount) = (shape, rowCount)
    }

    /// Reads rows into the arrays. The pointers in the `RowBlock` are valid only inside the `withUnsafe…` closures.
    mutating func read(_ rows: Range<Int>, from source: some RowSource<Scalar>) throws(RowSourceError) {
        var failure: RowSourceError?
        features.withUnsafeMutableBufferPointer { x in
            targets.withUnsafeMutableBufferPointer { y in
                weights.withUnsafeMutableBufferPointer { w in
                    let columns = [x.baseAddress, y.baseAddress] + (shape.hasWeights ? [w.baseAddress] : [])
                    var block = RowBlock(shape, rowCount: rowCount, columns: columns.compactMap { $0 })
                    do throws(RowSourceError) {
                        try source.read(rows, into: &block)
                    } catch {
                        failure = error
                    }
                }
            }
        }
        if let failure { throw failure }
    }
}
