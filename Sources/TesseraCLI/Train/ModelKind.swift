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

    func check(_ kind: ModelKind) throws {
        if kind == .mlp { return }
        for (name, isGiven) in [
            ("--hidden", hidden != nil), ("--activation", activation != nil), ("--objective", objective != nil),
        ] where isGiven {
            throw ValidationError("\(name) belongs to train mlp, not to train \(kind.rawValue)")
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
        let activation = ActivationFunction(rawValue: (activation ?? .relu).rawValue) ?? .relu
        return NetworkRegression<Scalar>(task, hidden: hidden?.widths ?? [64, 64], activation: activation)
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
