/// A loop of training as threaded code: the steps of a small plan and the update of the parameters, translated by the
/// backend for one frame.
package protocol ThreadedCode: Sendable {
    /// Runs one iteration for each element of `losses`, which receives the loss before the update of the iteration.
    ///
    /// - Parameters:
    ///   - update: The memory of the update; its coefficients are not used.
    ///   - coefficients: The coefficients of the update: of each iteration, or one for all.
    func run<S: RealScalar>(
        _ update: UpdateStep<S>, _ coefficients: [SIMD8<Double>], _ losses: UnsafeMutableBufferPointer<Double>)
}

/// What a backend translates to threaded code.
package struct ThreadedLoopDescription<Scalar: RealScalar> {
    let steps: NativeProgram.View
    /// The frame of the steps. Behind each slot 64 bytes can be read, and behind each result the rest of 64 bytes can be
    /// written.
    let slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// The memory that no step writes to.
    let constants: Range<UnsafeMutableRawPointer>
    let kernel: UpdateKernel
    let update: UpdateStep<Scalar>
    let parameters: [ParameterSlice]
    let loss: UnsafePointer<Scalar>
    let instructions: ThreadedInstructions
}

/// The instruction set of threaded code.
package enum ThreadedInstructions: Sendable, CaseIterable {
    /// The fastest one on this processor.
    case fastest
    case avx2, avx512
    /// No threaded code: the steps are interpreted.
    case none

    /// Which instructions runs choose. It is for tests, which compare the bits.
    @TaskLocal package static var current = ThreadedInstructions.fastest
}
