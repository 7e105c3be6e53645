import Tessera

/// The state that steps of training change: the parameters and, in blocks of the same layout, what the optimizer keeps
/// for each of them.
///
/// It is used by one thread at a time, except that an update divides the elements among the executor's workers.
final class TrainingState<Scalar: RealScalar> {
    let parameters: FlatParameters<Scalar>
    let executor: any TileExecutor
    private let kernels = Backend.current.kernels
    private let method: Method
    private let clipping: GradientClipping?
    /// The state of an update rule: the blocks that it has made so far.
    private var blocks: [Block] = []

    private enum Method {
        /// A rule, which runs on its kernel in place.
        case rule(any UpdateRule, UpdateKernel)
        /// An optimizer of the user's own, which runs on tensors that are copied from the flat parameters and back.
        case tensors((_ gradients: UnsafeMutablePointer<Scalar>, _ learningRate: Double) -> Void)
    }

    /// - Parameter model: a model of the parameters' shapes.
    init<Model: Parameterized>(
        _ parameters: FlatParameters<Scalar>, like model: Model, _ optimizer: any Optimizer<Scalar>,
        _ clipping: GradientClipping?, _ executor: any TileExecutor
    ) where Model.Scalar == Scalar {
        self.parameters = parameters
        self.executor = executor
        self.clipping = clipping
        if let rule = optimizer.rule {
            method = .rule(rule, type(of: rule).kernel)
        } else {
            var optimizer = optimizer
            method = .tensors { gradients, learningRate in
                optimizer.learningRate = learningRate
                var updated = parameters.model(like: model)
                let gradient = parameters.model(like: model, from: gradients)
                executor.run { optimizer.update(&updated, along: gradient) }
                let tensors = updated.parameters
                precondition(
                    tensors.map(\.count) == parameters.slices.map(\.count),
                    "update: \(type(of: optimizer)) changed the number of parameters or their elements")
                parameters.load(tensors)
            }
        }
    }

    /// - Parameter rule: a rule of any precision, whose coefficients are computed in double.
    init(
        _ parameters: FlatParameters<Scalar>, _ rule: any UpdateRule, _ clipping: GradientClipping?,
        _ executor: any TileExecutor
    ) {
        self.parameters = parameters
        self.executor = executor
        self.clipping = clipping
        method = .rule(rule, type(of: rule).kernel)
    }

    /// The number of values per parameter that the optimizer keeps once it has made a step; nil if it is not known.
    var stateCount: Int? {
        if case .rule(let rule, _) = method { rule.stateCount } else { nil }
    }

    /// Whether every parameter is a number and finite.
    var areFinite: Bool {
        let (base, count) = (parameters.base, parameters.count)
        // A finite sum proves that all terms are finite. A sum that is not may have overflowed by itself.
        if kernels.reduce(.sum, count, UnsafePointer(base)).isFinite { return true }
        return (0..<count).allSatisfy { base[$0].isFinite }
    }

    /// Clips the gradients and applies one optimizer step to all parameters. The gradients have the layout of the
    /// parameters.
    ///
    /// - Parameter step: The number of the step, counted from 1.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func update(step: Int, learningRate: Double, _ gradients: UnsafeMutablePointer<Scalar>) {
        clipping?.clip(gradients, parameters, kernels, on: executor)
        switch method {
        case .rule(let rule, let kernel):
            updateStep(rule, step, learningRate, gradients).run(kernel, kernels, on: executor)
        case .tensors(let update): update(gradients, learningRate)
        }
    }

    /// Returns the next `count` steps of a rule after the first `updates`, so that a backend can run them in one call;
    /// nil for any other optimizer, and if gradients are clipped.
    ///
    /// - Returns: the step, and its coefficients: of each step, or one for all if they are the same.
    func steps(
        after updates: Int, _ count: Int, learningRate: Double, _ gradients: UnsafeMutablePointer<Scalar>
    ) -> (kernel: UpdateKernel, step: UpdateStep<Scalar>, coefficients: [SIMD8<Double>])? {
        guard case .rule(let rule, let kernel) = method, clipping == nil else { return nil }
        let coefficients = (1...(rule.isStationary ? 1 : count)).map {
            rule.coefficients(learningRate: learningRate, step: updates + $0, in: Double.self)
        }
        return (kernel, updateStep(rule, updates + 1, learningRate, gradients), coefficients)
    }

    private func updateStep(
        _ rule: any UpdateRule, _ step: Int, _ learningRate: Double, _ gradients: UnsafeMutablePointer<Scalar>
    ) -> UpdateStep<Scalar> {
        let stateCount = rule.stateCount
        // The check avoids the loop over the state blocks, whose cost is noticeable in the update of a small model.
        if stateCount > 0 { makeState(stateCount) }
        return UpdateStep(
            count: parameters.count, parameter: parameters.base, gradient: UnsafePointer(gradients),
            first: stateCount > 0 ? state(0) : nil, second: stateCount > 1 ? state(1) : nil,
            coefficients: rule.coefficients(learningRate: learningRate, step: step, in: Double.self))
    }

    /// Allocates the blocks of the optimizer's state, zeroed, unless they exist.
    private func makeState(_ count: Int) {
        while blocks.count < count { blocks.append(Block(byteCount: parameters.block.byteCount)) }
    }

    private func state(_ index: Int) -> UnsafeMutablePointer<Scalar> {
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
