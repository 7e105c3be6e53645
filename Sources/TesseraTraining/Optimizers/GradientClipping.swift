public import Tessera

/// Gradient clipping: bounds the gradient before each update, against steps that are too long (R. Pascanu, T. Mikolov,
/// Y. Bengio, "On the difficulty of training recurrent neural networks", 2013).
public enum GradientClipping: Sendable, Equatable {
    /// Scales the gradient of all parameters together so that its Euclidean norm is at most this:
    /// g ← g·min(1, norm / (‖g‖ + 10⁻⁶)), as PyTorch's `clip_grad_norm_`.
    case norm(Double)
    /// Limits every element of the gradient to −value … value, as PyTorch's `clip_grad_value_`.
    case value(Double)

    /// Returns the clipped gradient, for a loop of your own.
    public func clipped<Model: Parameterized>(_ gradient: Model) -> Model {
        switch self {
        case .value(let limit):
            let bound = Model.Scalar(scalarValue: limit)
            return gradient.mappingParameters { $0.clamped(to: -bound...bound) }
        case .norm(let limit):
            let tensors = gradient.parameters
            let flat = FlatParameters<Model.Scalar>(tensors.map(\.shape))
            flat.load(tensors)
            let norm = euclideanNorm(flat.base, flat.slices)
            guard let factor = Self.factor(norm, limit) else { return gradient }
            return gradient.mappingParameters { $0 * Tensor(Model.Scalar(scalarValue: factor)) }
        }
    }

    /// Clips gradients in the layout of the flat parameters, in place.
    func clip<Scalar: RealScalar>(
        _ gradients: UnsafeMutablePointer<Scalar>, _ parameters: FlatParameters<Scalar>, _ kernels: any Kernels,
        on executor: any TileExecutor
    ) {
        func combine(_ function: BinaryFunction, _ value: Double) {
            withUnsafePointer(to: Scalar(scalarValue: value)) { value in
                executor.forEachRange(parameters.count, length: 1 << 14) { range, _ in
                    let part = gradients + range.lowerBound
                    kernels.binary(
                        function, range.count, Operand(UnsafePointer(part)), Operand(value, step: 0), part)
                }
            }
        }
        switch self {
        case .value(let limit):
            combine(.minimum, limit)
            combine(.maximum, -limit)
        case .norm(let limit):
            if let factor = Self.factor(euclideanNorm(gradients, parameters.slices), limit) {
                combine(.multiply, factor)
            }
        }
    }

    /// Returns the factor that bounds a norm by a limit; nil if it is 1.
    private static func factor(_ norm: Double, _ limit: Double) -> Double? {
        let factor = limit / (norm + 1e-6)
        return factor < 1 ? factor : nil
    }

    /// - Throws: `TrainingError.invalidOption` for a limit that is not above 0.
    func check() throws(TrainingError) {
        let (name, limit) =
            switch self {
            case .norm(let limit): ("the norm of gradient clipping", limit)
            case .value(let limit): ("the value of gradient clipping", limit)
            }
        if limit > 0 { return }
        throw .invalidOption(name: name, value: "\(limit)", expected: "above 0")
    }
}

/// Returns the Euclidean norm of gradients in the layout of the flat parameters, accumulated in double precision. The
/// padding between the parameters, which may hold anything, is left out.
private func euclideanNorm<Scalar: RealScalar>(
    _ gradients: UnsafeMutablePointer<Scalar>, _ slices: [ParameterSlice]
) -> Double {
    var (sum, largest) = (0.0, 0.0)
    // By index: the iterator of an array allocates in debug builds, whose steps are tested to allocate nothing.
    for index in slices.indices {
        sum += sumOfSquares(gradients + slices[index].offset, slices[index].count, scale: 1)
    }
    if sum.isFinite { return sum.squareRoot() }
    // Squares of double precision may overflow though the norm does not: divide by the largest magnitude first.
    for slice in slices {
        for index in 0..<slice.count { largest = max(largest, abs(gradients[slice.offset + index].scalarValue)) }
    }
    guard largest.isFinite, largest > 0 else { return sum }
    sum = 0
    for slice in slices { sum += sumOfSquares(gradients + slice.offset, slice.count, scale: 1 / largest) }
    return largest * sum.squareRoot()
}

/// Returns the sum of the squares of scaled elements, in four partial sums.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func sumOfSquares<Scalar: RealScalar>(
    _ x: UnsafeMutablePointer<Scalar>, _ count: Int, scale: Double
) -> Double {
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    func square(_ index: Int) -> Double {
        let value = x[index].scalarValue * scale
        return value * value
    }
    var index = 0
    while index + 4 <= count {
        a += square(index)
        b += square(index + 1)
        c += square(index + 2)
        d += square(index + 3)
        index += 4
    }
    while index < count {
        a += square(index)
        index += 1
    }
    return (a + b) + (c + d)
}
