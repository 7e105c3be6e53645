/// The weighted sum of squares about the mean or about 0, accumulated in one pass in double-double arithmetic.
///
/// Deviations are taken from the first number (shifted data), which is at most √n standard deviations from the mean of
/// n numbers. The cancellation costs far fewer than the 32 digits of double-double.
package struct CentredSquares: Sendable {
    private var centre: Double?
    /// The sums of the weights, of the weighted deviations, and of their weighted squares.
    private var weight = DoubleDouble.zero
    private var sum = DoubleDouble.zero
    private var squares = DoubleDouble.zero

    package init() {}

    package mutating func add(_ value: Double, weight: Double) {
        if weight == 0 { return }
        let deviation = DoubleDouble(sum: value, -(centre ?? value))
        let weighted = deviation * weight
        centre = centre ?? value
        self.weight = self.weight + weight
        sum += weighted
        squares += weighted * deviation
    }

    /// Adds the sums of later numbers, recentred at this instance's centre.
    package mutating func merge(_ later: CentredSquares) {
        guard let centre, later.centre != nil else {
            if self.centre == nil { self = later }
            return
        }
        let other = later.recentred(to: centre)
        weight += other.weight
        sum += other.sum
        squares += other.squares
    }

    /// Σ w·(y − mean)².
    package var aboutMean: DoubleDouble { centre == nil ? .zero : squares - sum * (sum / weight) }

    /// Σ w·y².
    package var aboutZero: DoubleDouble { recentred(to: 0).squares }

    private func recentred(to new: Double) -> CentredSquares {
        guard let centre else { return self }
        let shift = DoubleDouble(sum: centre, -new)
        var result = self
        result.centre = new
        result.sum = sum + shift * weight
        result.squares = squares + shift * (sum + result.sum)
        return result
    }
}
