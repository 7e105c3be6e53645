import ArgumentParser
import Tessera
import TesseraTraining

struct FitOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How often every row is seen. (default: 1000 where all rows make one batch, else 100)", valueName: "n"))
    var epochs: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The rows for each update. (default: full up to 8192 rows, else 1024)", valueName: "n|full"),
        transform: BatchSize.init(parsing:))
    var batchSize: BatchSize?

    @Option(help: "How the weights move along the gradient. (default: sgd, adam for an mlp)")
    var optimizer: OptimizerName?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The size of a step. (default: for sgd by the curvature of the loss where columns are standardised, else 0.1; 0.01 for "
                + "adam)", valueName: "x"))
    var learningRate: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How much of its speed a step of sgd keeps. (default: 0)", valueName: "x"))
    var momentum: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Add x·‖w‖² (linear) or ½x·‖w‖² (logistic) to the summed loss, where w are the coefficients of the columns as "
                + "given, as in fit; those of the standardised columns in an mlp.", valueName: "x"))
    var l2 = 0.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Stop when the loss of an epoch is not at least x below the best one.", valueName: "x"))
    var tolerance: Double?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Train on columns scaled to mean 0 and variance 1 in double precision; the weights are those of the unscaled \
            ones. (default: yes for CSV files, no for .npy files and --synthetic)
            """)
    var standardize: Bool?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What synthetic rows, the split and the order of the rows depend on.", valueName: "n"),
        transform: seed(parsing:))
    var seed: UInt64 = 0

    @Option(help: "How exactly numbers are kept: 7 or 16 digits.")
    var precision = SavedRegression.Precision.float

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many threads work; the result is the same for any number. (default: one for each processor)",
            valueName: "n"))
    var threads: Int?

    @Option(help: "What does the arithmetic. (default: openblas where this build has it)")
    var backend: BackendName?

    func validate() throws {
        if let epochs { try require(epochs >= 0, "--epochs", "\(epochs)", "at least 0") }
        if let learningRate {
            try require(learningRate > 0 && learningRate.isFinite, "--learning-rate", learningRate, "above 0")
        }
        if let momentum {
            if optimizer == .adam { throw ValidationError("--momentum belongs to --optimizer sgd, not to adam") }
            try require((0..<1).contains(momentum), "--momentum", momentum, "at least 0 and below 1")
        }
        if let threads { try require((1...1024).contains(threads), "--threads", "\(threads)", "from 1 to 1024") }
        try require(l2 >= 0 && l2.isFinite, "--l2", l2, "at least 0")
        if let tolerance {
            try require(tolerance >= 0 && tolerance.isFinite, "--tolerance", tolerance, "at least 0")
        }
    }

    private func require(_ condition: Bool, _ name: String, _ value: Double, _ expected: String) throws {
        try require(condition, name, plain(value), expected)
    }

    private func require(_ condition: Bool, _ name: String, _ value: String, _ expected: String) throws {
        if !condition { throw ValidationError("\(name) is \(value); it must be \(expected)") }
    }
}
