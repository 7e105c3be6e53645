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

    /// Of numbers that are laid out as the parameters are, one after another.
    func numbers(_ flat: UnsafeMutablePointer<Scalar>) -> [Double] {
        places.flatMap { place in (0..<place.count).map { flat[place.offset + $0].scalarValue } }
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
        if let descent = descent(rule, gradients) { return ParameterUpdate.sgd(descent, kernels, executor) }
        if case .adam(let rate, let beta1, let beta2, let epsilon, let decay) = rule {
            makeMemory(rule.memoryCount)
            let step = AdamStep<Scalar>(
                count: count, parameter: base, gradient: UnsafePointer(gradients), firstMoment: moment(0),
                secondMoment: moment(1), learningRate: Scalar(scalarValue: rate), beta1: Scalar(scalarValue: beta1),
                beta2: Scalar(scalarValue: beta2), epsilon: Scalar(scalarValue: epsilon),
                weightDecay: Scalar(scalarValue: decay), correction1: Scalar(scalarValue: 1 - Double.pow(beta1, step)),
                correction2: Scalar(scalarValue: 1 - Double.pow(beta2, step)))
            ParameterUpdate.adam(step, kernels, executor)
        }
    }

    /// The update of all parameters where the rule is gradient descent.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func descent(_ rule: UpdateRule, _ gradients: UnsafeMutablePointer<Scalar>) -> SGDStep<Scalar>? {
        guard case .sgd(let rate, let momentum, let nesterov, let decay) = rule else { return nil }
        // To look at the memories costs a good part of what a small model's update takes.
        if rule.memoryCount > 0 { makeMemory(rule.memoryCount) }
        return SGDStep(
            count: count, parameter: base, gradient: UnsafePointer(gradients),
            velocity: momentum == 0 ? nil : moment(0),
            learningRate: Scalar(scalarValue: rate), momentum: Scalar(scalarValue: momentum), nesterov: nesterov,
            weightDecay: Scalar(scalarValue: decay))
    }

    private func makeMemory(_ count: Int) {
        while memory.count < count { memory.append(Block(byteCount: block.byteCount)) }
    }

    private func moment(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        memory[index].base.assumingMemoryBound(to: Scalar.self)
    }
}
