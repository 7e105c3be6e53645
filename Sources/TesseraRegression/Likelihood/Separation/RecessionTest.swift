import Tessera

/// A test for a recession direction of a logistic regression, along which the likelihood increases for ever, because it
/// separates the rows of class 1 from those of class 0, or leaves them on the border between the two. Finds that
/// direction exactly (A. Albert, J. Anderson, "On the existence of maximum likelihood estimates in logistic regression
/// models", 1984).
///
/// A diverging Newton step changes the margin of the rows that it separates by about 1, and that of rows on the border
/// by what rounding and other directions leave. The rows on the border are factorised on their own, so that their
/// numbers alone decide: a direction that leaves all of them unchanged exists only if their columns are linearly
/// dependent. Every row is compared on its own scale. Of counts, those above 0 are all on the border.
struct RecessionTest {
    private let rows: any RowSource<Double>
    private let targets: SeparableTargets
    private let hasIntercept: Bool
    /// One per feature, then the intercept.
    private let direction: [Double]

    /// Rows whose margin changes by no more than this are on the border.
    private let bound: Double
    private let isStep: Bool

    /// The bound below which a singular value of columns scaled to norm 1 is rounding.
    static let dependence = 1e-12
    /// The bound below which the change of a row on the border is rounding, relative to the terms of the sum.
    static let rounding = 1e-9

    /// The margin above which a row is nearly certain of its class. These rows include all that have diverged and some
    /// that have not, hence the direction found is checked on them.
    static let certain = 15.0

    /// - Parameters:
    ///   - direction: a Newton step, or the last Newton iterate: rows whose class is nearly certain may have diverged;
    ///     if the other rows determine all coefficients, there is no separating direction. One element per feature,
    ///     then the intercept, 0 if there is none.
    ///   - evidence: which of the two it is.
    init(
        _ rows: some RowSource<Double>, _ targets: SeparableTargets = .classes, intercept: Bool,
        along direction: [Double], _ evidence: Separation.Evidence
    ) {
        (self.rows, self.targets, hasIntercept, self.direction) = (rows, targets, intercept, direction)
        isStep = evidence == .step
        bound = isStep ? 0.1 : Self.certain
    }

    /// Returns the separating direction; nil if the step does not lead to one.
    func separatingDirection() throws -> [Double]? {
        let found = try fold(BorderFold(rows.rowShape, targets, direction, bound))
        let isFar = found.greatest > (isStep ? 0.5 : bound)
        guard isFar, !isStep || found.least >= -bound else { return nil }
        guard found.hasBorder else { return direction }
        guard let exact = try projected(found.factor(rows.rowShape)) else { return nil }
        let check = try fold(DirectionCheck(targets, exact, border: direction, bound))
        return check.holds && check.separates ? exact : nil
    }

    private func fold<Fold: RowFold>(_ fold: Fold) throws -> Fold.Partial where Fold.Scalar == Double {
        try rows.fold(fold)
    }

    /// Returns the component of the direction in the null space of the rows on the border; nil if that is empty.
    private func projected(_ factor: Tensor<Double>) throws -> [Double]? {
        let count = direction.count - (hasIntercept ? 0 : 1)
        let r = factor[.full, 0..<count]
        let norms = r.squared().sum(axis: 0).sqrt()
        let scales = select(norms .> 0, norms, otherwise: Tensor(1))
        let (_, values, v) = try (r / scales).svd()
        let nullSpace = values.scalars.indices.filter { values.scalars[$0] <= Self.dependence }
        if nullSpace.isEmpty { return nil }
        let basis = v.transposed().gatheringRows(Tensor(nullSpace.map { Int32($0) }))
        let scaled = Tensor(Array(direction.prefix(count))) * scales
        let projection = basis.matmul(scaled).reshaped(to: [1, nullSpace.count]).matmul(basis).flattened()
        // Sets to 0 what rounding leaves of columns that have no part in the direction: in a row with entries in these
        // columns only, it would be compared with terms no larger than itself.
        let tolerance = 1e-11 * projection.abs().max()
        let kept = select(projection.abs() .> tolerance, projection, otherwise: Tensor(0))
        let exact: [Double] = (kept / scales).scalars
        return hasIntercept ? exact : exact + [0]
    }
}

/// The smallest and the largest change of a margin along a direction, and a triangular factor of the rows on the
/// border.
private struct BorderFold: RowFold {
    typealias Scalar = Double

    struct Partial: Sendable {
        var least = Double.infinity
        var greatest = -Double.infinity
        var hasBorder = false
        var triangle: TriangularFactor.Partial

        func factor(_ shape: RowShape) -> Tensor<Double> { BorderFold.triangle(shape).result(triangle) }
    }

    private let rowShape: RowShape
    private let targets: SeparableTargets
    private let direction: [Double]
    private let bound: Double
    private let triangle: TriangularFactor

    init(_ rowShape: RowShape, _ targets: SeparableTargets, _ direction: [Double], _ bound: Double) {
        (self.rowShape, self.targets, self.direction, self.bound) = (rowShape, targets, direction, bound)
        triangle = Self.triangle(rowShape)
    }

    static func triangle(_ shape: RowShape) -> TriangularFactor {
        TriangularFactor(
            RowShape(features: shape.features, targets: 1, hasWeights: true),
            shifts: Array(repeating: 0, count: shape.features))
    }

    var empty: Partial { Partial(triangle: triangle.empty) }
    var partialBytes: Int { triangle.partialBytes }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let isWeighted = rowShape.hasWeights
        var borderWeights = [Double](repeating: 0, count: tile.rows.count)
        for row in 0..<tile.rows.count where !isWeighted || tile.columns[2][row] > 0 {
            let change = DirectionCheck.marginChange(targets, tile, row, direction).value
            partial.least = min(partial.least, change)
            partial.greatest = max(partial.greatest, change)
            if change <= bound {
                borderWeights[row] = Self.weight(tile, row)
                partial.hasBorder = true
            }
        }
        let shape = RowShape(features: rowShape.features, targets: 1, hasWeights: true)
        borderWeights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            let border = RowTile<Double>(
                rows: tile.rows, rowShape: shape, columns: [tile.columns[0], tile.columns[1], weights])
            triangle.add(border, to: &partial.triangle)
        }
    }

    /// Returns the weight that scales a row, the 1 of its intercept included, to a largest magnitude of 1, since
    /// whether rows are dependent does not depend on their scale: an outlier would hide the information of the others.
    private static func weight(_ tile: borrowing RowTile<Double>, _ row: Int) -> Double {
        let features = tile.rowShape.features
        let largest = (0..<features).reduce(1) { max($0, abs(tile.columns[0][row * features + $1])) }
        return 1 / largest / largest
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.least = min(partial.least, later.least)
        partial.greatest = max(partial.greatest, later.greatest)
        partial.hasBorder = partial.hasBorder || later.hasBorder
        triangle.merge(later.triangle, into: &partial.triangle)
    }
}

/// Checks that a direction decreases the margin of no row and leaves rows on the border unchanged, each relative to its
/// own terms.
private struct DirectionCheck: RowFold {
    typealias Scalar = Double

    private let targets: SeparableTargets
    private let direction: [Double]
    private let border: [Double]
    private let bound: Double

    init(_ targets: SeparableTargets, _ direction: [Double], border: [Double], _ bound: Double) {
        (self.targets, self.direction, self.border, self.bound) = (targets, direction, border, bound)
    }

    struct Partial: Sendable {
        var holds = true
        /// Whether the direction separates at least one row.
        var separates = false
    }

    /// The rounding error of a sum, relative to the sum of the magnitudes of its terms.
    private static let sumRounding = 1e-13

    var empty: Partial { Partial() }

    /// Returns the change of the margin of a row towards its own class, and the sum of the magnitudes of its terms.
    static func marginChange(
        _ targets: SeparableTargets, _ tile: borrowing RowTile<Double>, _ row: Int, _ direction: [Double]
    ) -> (value: Double, terms: Double) {
        let features = tile.rowShape.features
        var (sum, terms) = (direction[features], abs(direction[features]))
        for column in 0..<features {
            let term = tile.columns[0][row * features + column] * direction[column]
            sum += term
            terms += abs(term)
        }
        return (targets.margin(sum, tile.columns[1][row]), terms)
    }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let isWeighted = tile.rowShape.hasWeights
        for row in 0..<tile.rows.count where partial.holds && (!isWeighted || tile.columns[2][row] > 0) {
            let (value, terms) = Self.marginChange(targets, tile, row, direction)
            if Self.marginChange(targets, tile, row, border).value <= bound {
                partial.holds = abs(value) <= RecessionTest.rounding * terms
            } else {
                partial.holds = value >= -Self.sumRounding * terms
                if value > RecessionTest.rounding * terms { partial.separates = true }
            }
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.holds = partial.holds && later.holds
        partial.separates = partial.separates || later.separates
    }
}
