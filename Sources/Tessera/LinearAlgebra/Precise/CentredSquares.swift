/// The weighted sum of the squares of numbers about their mean or about 0, in one pass and in double-double.
///
/// Distances are taken from the first number, which is at most √n standard deviations from the mean of n: what cancels is
/// far from the 32 digits that are kept.
package struct CentredSquares: Sendable {
    private var centre: Double?
    /// Of the weights, and of the weighted distances and their squares.
    private var weight = DoubleDouble.zero
    private var sum = DoubleDouble.zero
    private var squares = DoubleDouble.zero

    package init() {}

    package mutating func add(_ value: Double, weight: Double) {
        if weight == 0 { return }
        let distance = DoubleDouble(sum: value, -(centre ?? value))
        let weighted = distance * weight
        centre = centre ?? value
        self.weight = self.weight + weight
        sum += weighted
        squares += weighted * distance
    }

    package mutating func merge(_ later: CentredSquares) {
        guard let centre, later.centre != nil else {
            if self.centre == nil { self = later }
            return
        }
        let moved = later.moved(to: centre)
        weight += moved.weight
        sum += moved.sum
        squares += moved.squares
    }

    /// Σ w·(y − mean)².
    package var aboutMean: DoubleDouble { centre == nil ? .zero : squares - sum * (sum / weight) }

    /// Σ w·y².
    package var aboutZero: DoubleDouble { moved(to: 0).squares }

    private func moved(to new: Double) -> CentredSquares {
        guard let centre else { return self }
        let step = DoubleDouble(sum: centre, -new)
        var moved = self
        moved.centre = new
        moved.sum = sum + step * weight
        moved.squares = squares + step * (sum + moved.sum)
        return moved
    }
}
