import Tessera

/// The state that steps of training change: the parameters and, in blocks of the same layout, what the optimizer keeps
/// for each of them.
///
/// It is used by one thread at a time, except that an update divides the elements among the executor's workers.
final class TrainingState<Scalar: RealScalar> {
    let parameters: FlatParameters<Scalar>
    let executor: any TileExecutor
    private let kernels = Backend.current.kernels
    /// The optimizer's state.
    private var blocks: [Block] = []

    init(_ parameters: FlatParameters<Scalar>, _ executor: any TileExecutor) {
        self.parameters = parameters
        self.executor = executor
    }

    /// Whether every parameter is a number and finite.
    var areFinite: Bool {
        let (base, count) = (parameters.base, parameters.count)
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
            makeState(rule.stateCount)
            let step = AdamStep<Scalar>(
                count: parameters.count, parameter: parameters.base, gradient: UnsafePointer(gradients),
                firstMoment: moment(0), secondMoment: moment(1), learningRate: Scalar(scalarValue: rate),
                beta1: Scalar(scalarValue: beta1), beta2: Scalar(scalarValue: beta2),
                epsilon: Scalar(scalarValue: epsilon), weightDecay: Scalar(scalarValue: decay),
                correction1: Scalar(scalarValue: 1 - Double.pow(beta1, step)),
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
        if rule.stateCount > 0 { makeState(rule.stateCount) }
        return SGDStep(
            count: parameters.count, parameter: parameters.base, gradient: UnsafePointer(gradients),
            velocity: momentum == 0 ? nil : moment(0),
            learningRate: Scalar(scalarValue: rate), momentum: Scalar(scalarValue: momentum), nesterov: nesterov,
            weightDecay: Scalar(scalarValue: decay))
    }

    /// Allocates the blocks of the optimizer's state, zeroed, unless they exist.
    private func makeState(_ count: Int) {
        while blocks.count < count { blocks.append(Block(byteCount: parameters.block.byteCount)) }
    }

    private func moment(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        blocks[index].base.assumingMemoryBound(to: Scalar.self)
    }
}

extension TrainingState {
    /// The state as it is; valid until the next step.
    var snapshot: ParameterSnapshot {
        ParameterSnapshot(blocks: [parameters.block] + blocks, slices: parameters.slices, scalarType: Scalar.scalarType)
    }

    /// Restores a snapshot. Returns false, and changes nothing, if its size is not that of this model.
    func restore(_ snapshot: ParameterSnapshot) -> Bool {
        let (numbers, slices) = (snapshot.numbers, parameters.slices)
        let total = slices.reduce(0) { $0 + $1.count }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0.count == total }) else { return false }
        blocks = numbers.dropFirst().map { _ in Block(byteCount: parameters.block.byteCount) }
        for (block, numbers) in zip([parameters.block] + blocks, numbers) {
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
