import ArgumentParser
import Tessera
import TesseraTraining

/// The kinds of models that `tessera train` knows.
enum ModelKind: String, ExpressibleByArgument, CaseIterable, Encodable {
    case linear, logistic, mlp
}

/// The tasks of a network.
enum ObjectiveName: String, ExpressibleByArgument, CaseIterable {
    case regression, classification

    var task: RegressionTask { self == .regression ? .linear : .logistic }
}

enum ActivationName: String, ExpressibleByArgument, CaseIterable {
    case relu, tanh, sigmoid

    var function: ActivationFunction {
        switch self {
        case .relu: .relu
        case .tanh: .tanh
        case .sigmoid: .sigmoid
        }
    }
}

struct NetworkOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Widths of the hidden layers of an mlp, from the first to the last, each at least 1. (default: 64,64)",
            valueName: "n,n,…"),
        transform: HiddenLayers.init(parsing:))
    var hidden: HiddenLayers?

    @Option(help: "Activation function of the hidden layers of an mlp. (default: relu)")
    var activation: ActivationName?

    @Option(
        help: """
            Task of an mlp: regression predicts numbers, classification the probability of class 1. (default: \
            classification where every target is 0 or 1, else regression)
            """)
    var objective: ObjectiveName?

    /// - Parameters:
    ///   - kind: The kind of the model; nil for a saved model.
    ///   - command: The command that has the options.
    func check(_ kind: ModelKind?, command: String = "train") throws {
        if kind == .mlp { return }
        let other = kind.map { "\(command) \($0.rawValue)" } ?? "--model"
        for (name, isGiven) in [
            ("--hidden", hidden != nil), ("--activation", activation != nil), ("--objective", objective != nil),
        ] where isGiven {
            throw ValidationError("\(name) belongs to \(command) mlp, not to \(other)")
        }
    }

    /// Returns the task of the model; nil where the targets decide.
    func task(_ kind: ModelKind, isSynthetic: Bool) -> RegressionTask? {
        switch kind {
        case .linear: .linear
        case .logistic: .logistic
        case .mlp: objective?.task ?? (isSynthetic ? .linear : nil)
        }
    }

    func makeEstimator<Scalar: RealScalar>(
        _ kind: ModelKind, _ task: RegressionTask, as type: Scalar.Type
    ) -> any Estimator<Scalar> {
        guard kind == .mlp else { return task.makeEstimator(Scalar.self) }
        return NetworkRegression<Scalar>(
            task, hidden: hidden?.widths ?? [64, 64], activation: (activation ?? .relu).function)
    }
}

/// Layer widths, written with commas between them.
struct HiddenLayers {
    let widths: [Int]

    init(parsing text: String) throws {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.allSatisfy({ $0 ?? 0 > 0 }) else {
            throw ValidationError("whole numbers above 0 with commas between them are needed, as in 64,64")
        }
        widths = numbers.compactMap { $0 }
    }
}
