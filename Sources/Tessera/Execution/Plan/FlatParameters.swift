/// All parameters of a model one after another, each from a multiple of 64 bytes on, and what an optimizer remembers of
/// each.
///
/// Used by one thread at a time, but for the parts that an executor's workers are given.
final class FlatParameters<Scalar: RealScalar> {
    let block: Block
    let count: Int
    private let places: [(offset: Int, count: Int)]
    private let kernels = Backend.current.kernels
    private let executor: any TileExecutor
    private var memory: [Block] = []

    init(_ shapes: [Shape], _ executor: any TileExecutor) {
        self.executor = executor
        var (places, bytes): ([(offset: Int, count: Int)], Int) = ([], 0)
        for shape in shapes {
            places.append((bytes / MemoryLayout<Scalar>.stride, shape.elementCount))
            bytes += PlanLayout.aligned(shape.elementCount * MemoryLayout<Scalar>.stride)
        }
        self.places = places
        block = Block(byteCount: bytes)
        count = bytes / MemoryLayout<Scalar>.stride
    }

    var base: UnsafeMutablePointer<Scalar> { block.base.assumingMemoryBound(to: Scalar.self) }

    func load(_ parameters: [Tensor<Scalar>]) {
        for (parameter, place) in zip(parameters, places) {
            let source = parameter.contiguous()
            (base + place.offset).update(from: source.base, count: place.count)
            withExtendedLifetime(source.storage) {}
        }
    }

    /// A model with the numbers from `flat`.
    func copied<Model: Parameterized>(
        _ flat: UnsafeMutablePointer<Scalar>, like model: Model
    ) -> Model where Model.Scalar == Scalar {
        var index = 0
        return model.mappingParameters { parameter in
            defer { index += 1 }
            let place = places[index]
            return Tensor(
                UnsafeBufferPointer(start: flat + place.offset, count: place.count), shape: parameter.shape)
        }
    }

    /// Whether every parameter is a number and finite.
    var areFinite: Bool {
        // The sum is finite where all are, unless it overflows itself.
        if kernels.reduce(.sum, count, UnsafePointer(base)).isFinite { return true }
        return (0..<count).allSatisfy { base[$0].isFinite }
    }

    private func remembered(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        while memory.count <= index { memory.append(Block(byteCount: block.byteCount)) }
        return memory[index].base.assumingMemoryBound(to: Scalar.self)
    }

    /// Moves all parameters one step along the gradients, which are laid out as they are.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func update(_ rule: UpdateRule, _ gradients: UnsafeMutablePointer<Scalar>) {
        switch rule {
        case .sgd(let rate, let momentum, let nesterov, let decay):
            let step = SGDStep(
                count: count, parameter: base, gradient: UnsafePointer(gradients),
                velocity: momentum == 0 ? nil : remembered(0), learningRate: Scalar(scalarValue: rate),
                momentum: Scalar(scalarValue: momentum), nesterov: nesterov, weightDecay: Scalar(scalarValue: decay))
            ParameterUpdate.sgd(step, kernels, executor)
        case .adam(let rate, let beta1, let beta2, let epsilon, let decay, let correction1, let correction2):
            let step = AdamStep(
                count: count, parameter: base, gradient: UnsafePointer(gradients), firstMoment: remembered(0),
                secondMoment: remembered(1), learningRate: Scalar(scalarValue: rate), beta1: Scalar(scalarValue: beta1),
                beta2: Scalar(scalarValue: beta2), epsilon: Scalar(scalarValue: epsilon),
                weightDecay: Scalar(scalarValue: decay),
                correction1: Scalar(scalarValue: correction1), correction2: Scalar(scalarValue: correction2))
            ParameterUpdate.adam(step, kernels, executor)
        }
    }
}

/// One step of an optimizer, as plain data for any precision.
package enum UpdateRule: Sendable {
    case sgd(learningRate: Double, momentum: Double, nesterov: Bool, weightDecay: Double)
    case adam(
        learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, correction1: Double,
        correction2: Double)
}
