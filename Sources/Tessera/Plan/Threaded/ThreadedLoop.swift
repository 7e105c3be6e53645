/// The training loop of a small plan over rows in memory: steps and updates run in threaded code
/// (`CKernels/programs/threaded.c`), in memory of the loop's own. Its bits are those of the interpreted steps.
final class ThreadedLoop<Scalar: RealScalar> {
    private let code: any ThreadedCode
    private let memory: ThreadedMemory<Scalar>
    private let update: UpdateStep<Scalar>

    /// What the code has been translated for.
    struct Key: Equatable {
        let columns: [UnsafeMutableRawPointer?]
        let rule: String
        let stateCount: Int
        let instructions: ThreadedInstructions

        init(_ columns: [UnsafeMutableRawPointer?], _ kernel: UpdateKernel, _ update: UpdateStep<Scalar>) {
            self.columns = columns
            rule = kernel.name
            stateCount = (update.first == nil ? 0 : 1) + (update.second == nil ? 0 : 1)
            instructions = ThreadedInstructions.current
        }
    }

    /// Translates a loop.
    ///
    /// - Returns: nil if the operands do not fit the cache, or the backend has no threaded code for it.
    init?(
        _ plan: CompiledPlan, _ programs: LoadedPrograms, _ frame: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ parameters: FlatParameters<Scalar>, _ kernel: UpdateKernel, _ step: UpdateStep<Scalar>, _ key: Key
    ) {
        guard key.instructions != .none, let wholeStep = programs.wholeStep?.view,
            let memory = ThreadedMemory(plan, scratchBytes: programs.scratchBytes, frame, parameters)
        else { return nil }
        var update = step
        update.parameter = memory.parameters
        update.gradient = UnsafePointer(memory.results)
        let description = ThreadedLoopDescription(
            steps: wholeStep, slots: memory.slots, constants: memory.constants, kernel: kernel, update: update,
            parameters: parameters.slices, loss: memory.loss, instructions: key.instructions)
        guard let code = plan.kernels.threaded(description) else { return nil }
        (self.code, self.memory, self.update) = (code, memory, update)
    }

    /// Runs one iteration for each element of `losses`.
    ///
    /// - Parameters:
    ///   - step: The update in the memory of the run.
    ///   - coefficients: The coefficients of the update: of each iteration, or one for all.
    ///   - results: The memory of the run that receives the last gradients and loss.
    func run(
        _ step: UpdateStep<Scalar>, _ coefficients: [SIMD8<Double>], results: UnsafeMutablePointer<Scalar>,
        _ losses: UnsafeMutableBufferPointer<Double>
    ) {
        var update = update
        (update.first, update.second) = (step.first, step.second)
        memory.load(step.parameter)
        code.run(update, coefficients, losses)
        memory.store(step.parameter, results: results)
    }
}
