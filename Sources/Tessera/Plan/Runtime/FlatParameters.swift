/// All parameters of a model in one block of memory, each aligned to 64 bytes, and the state of the optimizer in blocks
/// of the same layout.
///
/// It is used by one thread at a time, except that an update divides the elements among the executor's workers.
final class FlatParameters<Scalar: RealScalar> {
    let block: Block
    /// The number of elements of the block, alignment padding included.
    let count: Int
    private let slices: [ParameterSnapshot.Place]
    private let kernels = Backend.current.kernels
    private let executor: any TileExecutor
    private var state: [Block] = []

    init(_ shapes: [Shape], _ executor: any TileExecutor) {
        self.executor = executor
        var (slices, bytes): ([ParameterSnapshot.Place], Int) = ([], 0)
        for shape in shapes {
            slices.append(.init(offset: bytes / MemoryLayout<Scalar>.stride, count: shape.elementCount))
            bytes += PlanLayout.aligned(shape.elementCount * MemoryLayout<Scalar>.stride)
        }
        self.slices = slices
        block = Block(byteCount: bytes)
        count = bytes / MemoryLayout<Scalar>.stride
    }

    var base: UnsafeMutablePointer<Scalar> { block.base.assumingMemoryBound(to: Scalar.self) }

    func load(_ parameters: [Tensor<Scalar>]) {
        for (parameter, slice) in zip(parameters, slices) {
            let source = parameter.contiguous()
            (base + slice.offset).update(from: source.base, count: slice.count)
            withExtendedLifetime(source.storage) {}
        }
    }

    /// Returns the elements of a block that has the layout of the parameters, without the padding.
    func numbers(_ flat: UnsafeMutablePointer<Scalar>) -> [Double] {
        slices.flatMap { slice in (0..<slice.count).map { flat[slice.offset + $0].scalarValue } }
    }

    /// Returns a model whose parameters are copied from `flat`, a block that has the layout of the parameters.
    func copied<Model: Parameterized>(
        _ flat: UnsafeMutablePointer<Scalar>, like model: Model
    ) -> Model where Model.Scalar == Scalar {
        var index = 0
        return model.mappingParameters { parameter in
            defer { index += 1 }
            let slice = slices[index]
            return Tensor(
                UnsafeBufferPointer(start: flat + slice.offset, count: slice.count), shape: parameter.shape)
        }
    }
}

/// The state that steps of training change: the parameters and the state of the optimizer.
package protocol TrainingState {
    var areFinite: Bool { get }
    var snapshot: ParameterSnapshot { get }
    func restore(_ snapshot: ParameterSnapshot) -> Bool
}

extension FlatParameters: TrainingState {
    var snapshot: ParameterSnapshot {
        ParameterSnapshot(blocks: [block] + state, places: slices, scalarType: Scalar.scalarType)
    }

    func restore(_ snapshot: ParameterSnapshot) -> Bool {
        let numbers = snapshot.numbers
        let total = slices.reduce(0) { $0 + $1.count }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0.count == total }) else { return false }
        state = numbers.dropFirst().map { _ in Block(byteCount: block.byteCount) }
        for (block, numbers) in zip([block] + state, numbers) {
            let base = block.base.assumingMemoryBound(to: Scalar.self)
            var next = 0
            for slice in slices {
                for index in 0..<slice.count { base[slice.offset + index] = Scalar(scalarValue: numbers[next + index]) }
                next += slice.count
            }
        }
        return true
    }
}

extension FlatParameters {
    /// Whether every parameter is a number and finite.
    var areFinite: Bool {
        // A finite sum proves that all terms are finite. A sum that is not may have overflowed by itself.
        if kernels.reduce(.sum, count, UnsafePointer(base)).isFinite { return true }
        return (0..<count).allSatisfy { base[$0].isFinite }
    }

    /// Applies one optimizer step to all parameters. The gradients have the layout of the parameters.
    ///
    /// - Parameter step: The number of the step, counted from 1.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func update(_ rule: UpdateRule, step: Int, _ gradients: UnsafeMutablePointer<Scalar>) {
        if let descent = descent(rule, gradients) { return ParameterUpdate.sgd(descent, kernels, executor) }
        if case .adam(let rate, let beta1, let beta2, let epsilon, let decay) = rule {
            makeState(rule.memoryCount)
            let step = AdamStep<Scalar>(
                count: count, parameter: base, gradient: UnsafePointer(gradients), firstMoment: moment(0),
                secondMoment: moment(1), learningRate: Scalar(scalarValue: rate), beta1: Scalar(scalarValue: beta1),
                beta2: Scalar(scalarValue: beta2), epsilon: Scalar(scalarValue: epsilon),
                weightDecay: Scalar(scalarValue: decay), correction1: Scalar(scalarValue: 1 - Double.pow(beta1, step)),
                correction2: Scalar(scalarValue: 1 - Double.pow(beta2, step)))
            ParameterUpdate.adam(step, kernels, executor)
        }
    }

    /// Returns the SGD step for all parameters; nil if the rule is another.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func descent(_ rule: UpdateRule, _ gradients: UnsafeMutablePointer<Scalar>) -> SGDStep<Scalar>? {
        guard case .sgd(let rate, let momentum, let nesterov, let decay) = rule else { return nil }
        // The check avoids the loop over the state blocks, whose cost is noticeable in the update of a small model.
        if rule.memoryCount > 0 { makeState(rule.memoryCount) }
        return SGDStep(
            count: count, parameter: base, gradient: UnsafePointer(gradients),
            velocity: momentum == 0 ? nil : moment(0),
            learningRate: Scalar(scalarValue: rate), momentum: Scalar(scalarValue: momentum), nesterov: nesterov,
            weightDecay: Scalar(scalarValue: decay))
    }

    /// Allocates the blocks of the optimizer's state, zeroed, unless they exist.
    private func makeState(_ count: Int) {
        while state.count < count { state.append(Block(byteCount: block.byteCount)) }
    }

    private func moment(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        state[index].base.assumingMemoryBound(to: Scalar.self)
    }
}
