import Tessera
import Testing

/// Asserts equal shapes, and elements that agree to `ulps` units in the last place of the larger of the number and of
/// the magnitude of all numbers (sums of numbers of order 1 cancel); NaN agrees with NaN only.
func expectClose<Scalar: RealScalar>(
    _ actual: Tensor<Scalar>, _ expected: Naive, ulps: Double = 64, _ comment: @autoclosure () -> String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual.shape.dimensions == expected.shape, "\(comment())", sourceLocation: sourceLocation)
    guard actual.shape.dimensions == expected.shape else { return }
    let magnitude = expected.values.filter(\.isFinite).map(abs).max() ?? 0
    let bound = ulps * Double(Scalar.ulpOfOne) * max(1, magnitude)
    for (index, (a, e)) in zip(actual.scalars.map(Double.init), expected.values).enumerated() {
        let agree = a == e || (a.isNaN && e.isNaN) || abs(a - e) <= bound
        if !agree {
            Issue.record(
                "\(comment()): element \(index) is \(a), expected \(e), bound \(bound)", sourceLocation: sourceLocation)
            return
        }
    }
}
