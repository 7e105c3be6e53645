public import Tessera

/// An optimizer: an update rule for parameters, given their gradient, and its state, such as the momentum.
///
/// `SGD`, `Adam`, `AdamW`, `RMSProp` and `Adagrad` run on kernels of their own. For a rule that is not among them,
/// write it in tensor operations; `fit` takes it like the others:
///
/// ```swift
/// struct SignDescent: Optimizer {
///     typealias Scalar = Float
///     var learningRate = 0.01
///
///     mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
///     where Model.Scalar == Float {
///         let (rate, signs) = (Float(learningRate), gradient.parameters.map { $0.sign() })
///         var index = 0
///         model.forEachParameter { _, parameter in
///             parameter = parameter - rate * signs[index]
///             index += 1
///         }
///     }
/// }
/// try model.fit(rows, loss: .meanSquaredError, optimizer: SignDescent())
/// ```
public protocol Optimizer<Scalar>: Sendable {
    /// The element type of the parameters.
    associatedtype Scalar: RealScalar

    /// The step size, above 0. Where a learning-rate schedule changes it, `fit` sets it before each update.
    var learningRate: Double { get set }

    /// Updates every parameter of `model` by one step, in place.
    ///
    /// - Parameters:
    ///   - model: the model whose parameters are updated.
    ///   - gradient: a value of the model's type that holds the gradient of each parameter. Another number or shape of
    ///     parameters than before stops the program.
    mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar
}

extension Optimizer {
    /// The optimizer as a rule that runs on kernels; nil for a user's own, of whose state nothing is known.
    var rule: (any UpdateRule)? { self as? any UpdateRule }

    /// The name by which checkpoints tell optimizers apart.
    var name: String { rule?.ruleName ?? "\(Self.self)" }

    /// Checks the ranges of the learning rate and the hyperparameters.
    ///
    /// - Throws: `TrainingError` of kind `invalidOption`.
    func check() throws(TrainingError) {
        guard learningRate > 0, learningRate.isFinite else {
            throw TrainingError(.invalidOption(name: "learning rate", value: "\(learningRate)", expected: "above 0"))
        }
        for parameter in rule?.hyperparameters ?? [] where !parameter.isValid {
            throw TrainingError(
                .invalidOption(name: parameter.name, value: parameter.value, expected: parameter.expected))
        }
    }
}
