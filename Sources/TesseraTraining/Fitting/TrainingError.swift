package import Tessera
package import TesseraModels

/// The reason why a model could not be trained or evaluated. The description says what is wrong, where, and what is
/// expected.
public struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of errors.
    package enum Reason: Equatable, Sendable {
        /// The loss or a parameter became NaN or infinite. `epoch` and the `step` (update) within it count from 1;
        /// `isStandardized` tells whether the columns were standardised.
        case diverged(epoch: Int, step: Int, loss: Double, isStandardized: Bool)
        /// The checkpoint belongs to another run: the differences, and whether
        /// `TrainingOptions.continuesDespiteDifferences` would allow to continue from it.
        case otherTraining([String], canContinue: Bool)
        /// The model and the loss cannot be compiled to a plan for the rows.
        case plan(PlanError)
        /// A factorisation or a solver failed.
        case linearAlgebra(LinearAlgebraError)
        /// The rows or the options cannot be used.
        case input(InputError)
    }

    /// The kind of error.
    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }
    package init(_ input: InputError) { reason = .input(input) }

    /// Creates the error of a layer of your own that takes rows of another width; see `Layer.outputs(forInputs:)`.
    ///
    /// - Parameter mismatch: says what the layer takes and what it is given.
    public init(mismatch: String) { self.init(.mismatched(mismatch)) }

    /// What is wrong with the rows or the options; nil for an error of another kind.
    package var input: InputError? { if case .input(let input) = reason { input } else { nil } }

    /// Whether the loss or a parameter became NaN or infinite, as it does where the learning rate is too large.
    public var isDivergence: Bool { if case .diverged = reason { true } else { false } }

    public var description: String {
        switch reason {
        case .diverged(let epoch, let step, let loss, let isStandardized):
            "training diverged in epoch \(epoch), step \(step): "
                + (loss.isFinite ? "a parameter overflowed after a loss of \(loss); " : "the loss became \(loss); ")
                + "choose a smaller learning rate" + (isStandardized ? "" : " or standardise the features")
        case .otherTraining(let differences, let canContinue):
            "the checkpoint is of another training: \(differences.joined(separator: "; "))"
                + (canContinue ? "; set continuesDespiteDifferences to go on from it all the same" : "")
        case .plan(let error): error.description
        case .linearAlgebra(let error): error.description
        case .input(let error): error.description
        }
    }

    /// Runs `body` and converts its errors to training errors.
    package static func translating<Result>(_ body: () throws -> Result) throws(TrainingError) -> Result {
        do {
            return try body()
        } catch {
            throw TrainingError(converting: error)
        }
    }

    /// Converts an error of plans, rows, memory or linear algebra.
    init(converting error: any Error) {
        switch error {
        case let error as TrainingError: self = error
        case let error as PlanError: self.init(.plan(error))
        case let error as LinearAlgebraError: self.init(.linearAlgebra(error))
        default:
            guard let input = InputError(error) else {
                fatalError("training threw an error of an unknown type: \(error)")
            }
            self.init(input)
        }
    }
}

extension TrainingError: StoppableError {
    /// Whether a pass over the rows was ended early.
    package var isStop: Bool { if case .rows(let error)? = input { error.isStop } else { false } }
}
