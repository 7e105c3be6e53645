/// All parameters of a model one after another, each from a multiple of 64 bytes on, and what an optimizer remembers of
/// each.
///
/// Used by one thread at a time, but for the parts that an executor's workers are given.
final class FlatParameters<Scalar: RealScalar> {
    let block: Block
    let count: Int
    private let places: [ParameterSnapshot.Place]
    private let kernels = Backend.current.kernels
    private let executor: any TileExecutor
    private var memory: [Block] = []

    init(_ shapes: [Shape], _ executor: any TileExecutor) {
        self.executor = executor
        var (places, bytes): ([ParameterSnapshot.Place], Int) = ([], 0)
        for shape in shapes {
            places.append(.init(offset: bytes / MemoryLayout<Scalar>.stride, count: shape.elementCount))
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
}

/// The numbers that steps of training change.
protocol TrainingState {
    var areFinite: Bool { get }
    var snapshot: ParameterSnapshot { get }
    func restore(_ snapshot: ParameterSnapshot) -> Bool
}

extension FlatParameters: TrainingState {
    var snapshot: ParameterSnapshot {
        ParameterSnapshot(blocks: [block] + memory, places: places, scalarType: Scalar.scalarType)
    }

    func restore(_ snapshot: ParameterSnapshot) -> Bool {
        let numbers = snapshot.numbers
        let total = places.reduce(0) { $0 + $1.count }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0.count == total }) else { return false }
        memory = numbers.dropFirst().map { _ in Block(byteCount: block.byteCount) }
        for (block, numbers) in zip([block] + memory, numbers) {
            let base = block.base.assumingMemoryBound(to: Scalar.self)
            var next = 0
            for place in places {
                for index in 0..<place.count { base[place.offset + index] = Scalar(scalarValue: numbers[next + index]) }
                next += place.count
            }
        }
        return true
    }
}

extension FlatParameters {
    /// Whether every parameter is a number and finite.
    var areFinite: Bool {
        // The sum is finite where all are, unless it overflows itself.
        if kernels.reduce(.sum, count, UnsafePointer(base)).isFinite { return true }
        return (0..<count).allSatisfy { base[$0].isFinite }
    }

    /// Moves all parameters one step along the gradients, which are laid out as they are.
    ///
    /// - Parameter step: from 1.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func update(_ rule: UpdateRule, step: Int, _ gradients: UnsafeMutablePointer<Scalar>) {
        // To look at the memories costs a good part of what a small model's update takes.
        if rule.memoryCount > 0 { makeMemory(rule.memoryCount) }
        if Scalar.self == Float.self {
            move(rule, step, UnsafeMutableRawPointer(gradients), as: Float.self)
        } else {
            move(rule, step, UnsafeMutableRawPointer(gradients), as: Double.self)
        }
    }

    private func makeMemory(_ count: Int) {
        while memory.count < count { memory.append(Block(byteCount: block.byteCount)) }
    }

    /// - Parameter type: the type of the parameters, known here so that nothing is looked up at run time.
    @inline(__always)
    private func move<S: RealScalar>(
        _ rule: UpdateRule, _ number: Int, _ gradients: UnsafeMutableRawPointer, as type: S.Type
    ) {
        let parameter = block.base.assumingMemoryBound(to: S.self)
        let gradient = UnsafePointer(gradients.assumingMemoryBound(to: S.self))
        switch rule {
        case .sgd(let rate, let momentum, let nesterov, let decay):
            let velocity = momentum == 0 ? nil : memory[0].base.assumingMemoryBound(to: S.self)
            let step = SGDStep<S>(
                count: count, parameter: parameter, gradient: gradient, velocity: velocity,
                learningRate: S(scalarValue: rate), momentum: S(scalarValue: momentum), nesterov: nesterov,
                weightDecay: S(scalarValue: decay))
            ParameterUpdate.sgd(step, kernels, executor)
        case .adam(let rate, let beta1, let beta2, let epsilon, let decay):
            let step = AdamStep<S>(
                count: count, parameter: parameter, gradient: gradient,
                firstMoment: memory[0].base.assumingMemoryBound(to: S.self),
                secondMoment: memory[1].base.assumingMemoryBound(to: S.self), learningRate: S(scalarValue: rate),
                beta1: S(scalarValue: beta1), beta2: S(scalarValue: beta2), epsilon: S(scalarValue: epsilon),
                weightDecay: S(scalarValue: decay), correction1: S(scalarValue: 1 - Double.pow(beta1, number)),
                correction2: S(scalarValue: 1 - Double.pow(beta2, number)))
            ParameterUpdate.adam(step, kernels, executor)
        }
    }
}
