/// Whether a direction of coefficients is one along which the likelihood of a logistic regression rises for ever, and which
/// direction exactly that is: rows of class 1 and of class 0 on its two sides, or on the border between them.
///
/// A Newton step that runs away moves the rows that it separates by about 1 and those on the border by what rounding and
/// other directions leave. The rows on the border are factorised on their own, so that their numbers alone decide: only where
/// their columns are dependent is there a direction that none of them notices (A. Albert, J. Anderson, "On the existence of
/// maximum likelihood estimates in logistic regression models", 1984). Every row is compared on its own scale.
package struct RecessionTest {
    private let rows: any RowSource<Double>
    private let hasIntercept: Bool
    /// One for each feature, then the intercept.
    private let direction: [Double]

    /// Rows that move by less are on the border.
    private let bound: Double
    private let isStep: Bool

    /// What rounding leaves of a singular value of 0, of columns at equal lengths.
    static let dependence = 1e-12
    /// What is left of a row on the border, relative to its terms.
    static let rounding = 1e-9

    /// - Parameter direction: a Newton step; one for each feature, then the intercept, 0 where there is none.
    package init(_ rows: some RowSource<Double>, intercept: Bool, step direction: [Double]) {
        (self.rows, hasIntercept, self.direction, bound, isStep) = (rows, intercept, direction, 0.1, true)
    }

    /// The margin of a row that is nearly certain of its class: of those that have run away, and of some others, on which
    /// the direction that is found is checked.
    package static let certain = 15.0

    /// - Parameter coefficients: what Newton's steps have led to. Rows whose class is nearly certain may have run away; where
    ///   the others decide all coefficients there is no direction left.
    package init(_ rows: some RowSource<Double>, intercept: Bool, coefficients: [Double]) {
        (self.rows, hasIntercept, direction, bound, isStep) = (rows, intercept, coefficients, Self.certain, false)
    }

    /// The direction that separates; nil where the step does not lead to one.
    package func separatingDirection() throws -> [Double]? {
        let found = try fold(BorderFold(rows.rowShape, direction, bound))
        guard isStep ? found.least >= -bound && found.greatest > 0.5 : found.greatest > bound else { return nil }
        guard found.hasBorder else { return direction }
        guard let exact = try projected(found.factor(rows.rowShape)) else { return nil }
        let check = try fold(DirectionCheck(exact, border: direction, bound))
        return check.holds && check.moves ? exact : nil
    }

    private func fold<Fold: RowFold>(_ fold: Fold) throws -> Fold.Partial where Fold.Scalar == Double {
        func over(_ rows: some RowSource<Double>) throws -> Fold.Partial { try rows.fold(fold) }
        return try over(rows)
    }

    /// The part of the direction that the rows on the border do not notice.
    private func projected(_ factor: Tensor<Double>) throws -> [Double]? {
        let count = direction.count - (hasIntercept ? 0 : 1)
        let r = factor[.full, 0..<count]
        let lengths = r.squared().sum(axis: 0).sqrt()
        let scales = select(lengths .> 0, lengths, otherwise: Tensor(1))
        let (_, values, v) = try (r / scales).svd()
        let kept = values.scalars.indices.filter { values.scalars[$0] <= Self.dependence }
        if kept.isEmpty { return nil }
        let basis = v.transposed().gatheringRows(Tensor(kept.map { Int32($0) }))
        let scaled = Tensor(Array(direction.prefix(count))) * scales
        let inside = basis.matmul(scaled).reshaped(to: [1, kept.count]).matmul(basis).flattened()
        // What rounding leaves of columns that have no part in it would have no terms to be small beside.
        let least = 1e-11 * inside.abs().max()
        let exact = (select(inside.abs() .> least, inside, otherwise: Tensor(0)) / scales).scalars
        return hasIntercept ? exact : exact + [0]
    }
}

/// How far rows move along a direction, each to its own class, and a triangular factor of those that hardly do.
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
    private let direction: [Double]
    private let bound: Double
    private let triangle: TriangularFactor

    init(_ rowShape: RowShape, _ direction: [Double], _ bound: Double) {
        (self.rowShape, self.direction, self.bound) = (rowShape, direction, bound)
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
            let move = DirectionCheck.move(tile, row, direction).value
            partial.least = min(partial.least, move)
            partial.greatest = max(partial.greatest, move)
            if move <= bound {
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

    /// Makes rows of one length, whose condition is the same at any: one far out would hide what the others say.
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

/// Whether a direction leads no row away from its class, and does not move those on the border, each by its own terms.
private struct DirectionCheck: RowFold {
    typealias Scalar = Double

    private let direction: [Double]
    private let border: [Double]
    private let bound: Double

    init(_ direction: [Double], border: [Double], _ bound: Double) {
        (self.direction, self.border, self.bound) = (direction, border, bound)
    }

    struct Partial: Sendable {
        var holds = true
        /// Whether there is a row that it moves.
        var moves = false
    }

    /// What the sum of a row's terms leaves of 0.
    private static let sumRounding = 1e-13

    var empty: Partial { Partial() }

    /// How far a row moves to its class, and the sum of the magnitudes that this consists of.
    static func move(
        _ tile: borrowing RowTile<Double>, _ row: Int, _ direction: [Double]
    ) -> (value: Double, terms: Double) {
        let features = tile.rowShape.features
        var (sum, terms) = (direction[features], abs(direction[features]))
        for column in 0..<features {
            let term = tile.columns[0][row * features + column] * direction[column]
            sum += term
            terms += abs(term)
        }
        return (tile.columns[1][row] == 1 ? sum : -sum, terms)
    }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let isWeighted = tile.rowShape.hasWeights
        for row in 0..<tile.rows.count where partial.holds && (!isWeighted || tile.columns[2][row] > 0) {
            let (value, terms) = Self.move(tile, row, direction)
            if Self.move(tile, row, border).value <= bound {
                partial.holds = abs(value) <= RecessionTest.rounding * terms
            } else {
                partial.holds = value >= -Self.sumRounding * terms
                if value > RecessionTest.rounding * terms { partial.moves = true }
            }
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.holds = partial.holds && later.holds
        partial.moves = partial.moves || later.moves
    }
}
