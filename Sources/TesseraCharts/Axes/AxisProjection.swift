import Foundation

/// Maps the values of an axis to pixels.
struct AxisProjection {
    let axis: Chart.Axis
    let domain: ClosedRange<Double>
    /// Where the domain's lower bound lies, in pixels.
    let start: Double
    let end: Double

    /// Nil for values without a place on the axis.
    func callAsFunction(_ value: Double) -> Double? {
        guard axis.places(value) else { return nil }
        let (low, high, position) = (scaled(domain.lowerBound), scaled(domain.upperBound), scaled(value))
        let pixel = start + (position - low) / (high - low) * (end - start)
        return min(max(pixel, -Double.farthestPixel), Double.farthestPixel)
    }

    private func scaled(_ value: Double) -> Double {
        axis.scale == .logarithmic ? log10(value) : value
    }
}
