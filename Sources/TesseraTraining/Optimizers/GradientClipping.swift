import Tessera

/// Gradient clipping: bounds the gradient before each update, against steps that are too long (R. Pascanu, T. Mikolov,
/// Y. Bengio, "On the difficulty of training recurrent neural networks", 2013).
public enum GradientClipping: Sendable, Equatable {
    /// Scales the gradient of all parameters together so that its Euclidean norm is at most this:
    /// g ← g·min(1, norm / (‖g‖ + 10⁻⁶)), as PyTorch's `clip_grad_norm_`.
    case norm(Double)
    /// Limits every element of the gradient to −value … value, as PyTorch's `clip_grad_value_`.
    case value(Double)

    /// Returns the clipped gradient.
    package func clipped<Model: Parameterized>(_ gradient: Model) -> Model {
        switch self {
        case .value(let limit):
            let bound = Model.Scalar(scalarValue: limit)
            return gradient.mappingParameters { $0.clamped(to: -bound...bound) }
        case .norm(let limit):
            let tensors = gradient.parameters.map { $0.contiguous() }
            let norm = withExtendedLifetime(tensors) {
                euclideanNorm(tensors.count) { (tensors[$0].base, tensors[$0].count) }
            }
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
            // The padding between the parameters may hold anything.
            let slices = parameters.slices
            let norm = euclideanNorm(slices.count) {
                (UnsafePointer(gradients + slices[$0].offset), slices[$0].count)
            }
            if let factor = Self.factor(norm, limit) { combine(.multiply, factor) }
        }
    }

    /// Returns the factor that bounds a norm by a limit; nil if it is 1.
    private static func factor(_ norm: Double, _ limit: Double) -> Double? {
        let factor = limit / (norm + 1e-6)
        return factor < 1 ? factor : nil
    }

    /// - Throws: `TrainingError` of kind `invalidOption` for a limit that is not above 0.
    func check() throws(TrainingError) {
        let (name, limit) =
            switch self {
            case .norm(let limit): ("the norm of gradient clipping", limit)
            case .value(let limit): ("the value of gradient clipping", limit)
            }
        if limit > 0 { return }
        throw TrainingError(.invalidOption(name: name, value: "\(limit)", expected: "above 0"))
    }
}

/// Returns the Euclidean norm of all elements of `count` arrays, accumulated in double precision.
private func euclideanNorm<Scalar: RealScalar>(
    _ count: Int, _ array: (Int) -> (base: UnsafePointer<Scalar>, count: Int)
) -> Double {
    func norm(scale: Double) -> Double {
        var sum = 0.0
        for index in 0..<count {
            let (base, count) = array(index)
            sum += sumOfSquares(base, count, scale: scale)
        }
        return sum.squareRoot()
    }
    let plain = norm(scale: 1)
    if plain.isFinite { return plain }
    // Squares of double precision may overflow though the norm does not: divide by the largest magnitude first.
    var largest = 0.0
    for index in 0..<count {
        let (base, count) = array(index)
        for element in 0..<count { largest = max(largest, abs(base[element].scalarValue)) }
    }
    return largest.isFinite && largest > 0 ? largest * norm(scale: 1 / largest) : plain
}

/// Returns the sum of the squares of scaled elements, in four partial sums.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func sumOfSquares<Scalar: RealScalar>(
    _ x: UnsafePointer<Scalar>, _ count: Int, scale: Double
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
