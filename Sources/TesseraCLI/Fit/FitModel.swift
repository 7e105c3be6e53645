import ArgumentParser
import TesseraRegression

/// The model that `tessera fit` fits: by its own solvers, or a generalised linear model of a family.
enum FitModel: ExpressibleByArgument, Equatable {
    case linear, logistic
    case generalized(Family)

    init?(argument: String) {
        switch argument {
        case "linear": self = .linear
        case "logistic": self = .logistic
        default:
            guard let family = Family(named: argument) else { return nil }
            self = .generalized(family)
        }
    }

    static var allValueStrings: [String] { ["linear", "logistic"] + Family.all.map(\.name) }

    var name: String {
        switch self {
        case .linear: "linear"
        case .logistic: "logistic"
        case .generalized(let family): family.name
        }
    }

    /// The names of the solvers.
    var solvers: [String] {
        switch self {
        case .linear: LinearSolver.allCases.map(\.rawValue)
        case .logistic: LogisticSolver.allCases.map(\.rawValue)
        case .generalized: [LogisticSolver.newton.rawValue]
        }
    }

    var hasLink: Bool { if case .generalized = self { true } else { false } }
}

extension Link: ExpressibleByArgument {
    public init?(argument: String) { self.init(named: argument) }

    public static var allValueStrings: [String] { all.map(\.name) }
}
