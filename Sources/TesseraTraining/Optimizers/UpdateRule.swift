import Tessera

/// An optimizer whose step is one formula for every element: it runs in place, in a single pass of a kernel, on all
/// parameters of a training at once or on the tensors of a model.
///
/// A rule is the struct with its hyperparameters and its loop in Swift, a loop of the same name in the C library, and a
/// row in the table of the command line.
protocol UpdateRule<Scalar>: Optimizer {
    /// The loops of the rule.
    static var kernel: UpdateKernel { get }
    /// The name of the rule with what its state depends on; checkpoints of other rules are refused.
    var ruleName: String { get }
    /// The state of the rule between the steps of a training loop of the user's own.
    var state: OptimizerState<Scalar> { get set }
    /// The number of values that the rule keeps per parameter, initially 0: at most 2.
    var stateCount: Int { get }
    /// Whether the coefficients are the same in every step.
    var isStationary: Bool { get }
    /// The hyperparameters without the learning rate.
    var hyperparameters: [Hyperparameter] { get }

    /// Returns the coefficients of the kernel.
    ///
    /// - Parameters:
    ///   - learningRate: the step size of this step, which a schedule may have changed.
    ///   - step: the number of the step, from 1.
    ///   - precision: the precision in which the coefficients are computed: that of the model in a loop of the user's
    ///     own, double in `fit`.
    func coefficients<S: RealScalar>(learningRate: Double, step: Int, in precision: S.Type) -> SIMD8<Double>
}

extension UpdateRule {
    var ruleName: String { Self.kernel.name }
    var isStationary: Bool { true }

    /// Takes one step in a training loop of the user's own: the `update` of every rule.
    mutating func takeStep<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar {
        state.update(
            &model, along: gradient, Self.kernel, stateCount: stateCount,
            coefficients(learningRate: learningRate, step: state.nextStep, in: Scalar.self))
    }
}

/// A hyperparameter of an update rule.
struct Hyperparameter: Sendable {
    let name: String
    let value: String
    let isValid: Bool
    /// The range of its values, as error messages say it.
    let expected: String

    /// A decay rate or a momentum: at least 0 and below 1.
    static func fraction(_ name: String, _ value: Double) -> Hyperparameter {
        Hyperparameter(
            name: name, value: "\(value)", isValid: (0..<1).contains(value), expected: "at least 0 and below 1")
    }

    static func nonnegative(_ name: String, _ value: Double) -> Hyperparameter {
        Hyperparameter(name: name, value: "\(value)", isValid: value >= 0 && value.isFinite, expected: "at least 0")
    }

    static func positive(_ name: String, _ value: Double) -> Hyperparameter {
        Hyperparameter(name: name, value: "\(value)", isValid: value > 0 && value.isFinite, expected: "above 0")
    }
}

extension UpdateStep {
    /// Takes the step, divided among the workers of an executor where there are many parameters. Elements are updated
    /// independently, so that the result does not depend on the division.
    func run(_ kernel: UpdateKernel, _ kernels: any Kernels, on executor: any TileExecutor) {
        // A quarter of all, but from 16 to 256 KiB in single precision.
        let length = max(1 << 12, min(1 << 16, (count / 4 + 15) & ~15))
        if count <= length { return kernels.update(kernel, self) }
        executor.forEachRange(count, length: length) { range, _ in kernels.update(kernel, part(range)) }
    }
}
