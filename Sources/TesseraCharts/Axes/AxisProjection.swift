import Foundation

/// Maps the values of an axis to pixels.
struct AxisProjection {
    let axis: Chart.Axis
    let domain: ClosedRange<Double>
    /// The pixel coordinate of the domain's lower bound.
    let start: Double
    /// The pixel coordinate of the domain's upper bound.
    let end: Double

    /// Returns the pixel coordinate of a value; nil if the axis cannot show the value.
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
