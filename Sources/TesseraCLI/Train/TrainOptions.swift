import ArgumentParser
import Tessera
import TesseraTraining

struct TrainOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Number of passes over the rows, at least 0. (default: 1000 for full-batch training, else 100)",
            valueName: "n"))
    var epochs: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Batch size: rows per update, at least 1, or full. (default: full up to 8192 rows, else 1024)",
            valueName: "n|full"),
        transform: BatchSize.init(parsing:))
    var batchSize: BatchSize?

    @Option(help: "Optimizer. (default: sgd, for an mlp adam)")
    var optimizer: OptimizerName?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Learning rate, above 0. (default: for sgd from the curvature of the loss where columns are standardised, else "
                + "0.1; for the others 0.01)", valueName: "x"))
    var learningRate: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Momentum of sgd or rmsprop, from 0 to below 1. (default: 0)", valueName: "x"))
    var momentum: Double?

    @Option(
        help: """
            Learning-rate schedule: constant; step divides the rate by 10 after each third of the epochs; cosine lowers it \
            to 0 over the run; one-cycle raises it for 30 % of the updates, then lowers it; plateau divides it by 10 \
            after 10 epochs without a lower loss.
            """)
    var schedule = ScheduleName.constant

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Number of updates, at least 0, over which the learning rate rises linearly before the schedule begins.",
            valueName: "n"))
    var warmup = 0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Gradient clipping: scales the gradient down to a Euclidean norm of at most x, above 0. (default: none)",
            valueName: "x"))
    var clipNorm: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Gradient clipping: limits each element of the gradient to -x … x, above 0. (default: none)", valueName: "x"
        ))
    var clipValue: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "L2 (ridge) penalty, at least 0: adds x·‖w‖² (linear) or ½x·‖w‖² (logistic) to the summed loss. w are the "
                + "coefficients of the columns as given, as in fit; in an mlp those of the standardised columns.",
            valueName: "x"))
    var l2 = 0.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Early stopping: stop when an epoch lowers the best loss by less than x, at least 0. (default: never)",
            valueName: "x"))
    var tolerance: Double?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Standardise the columns to mean 0 and variance 1 before training; the saved weights are for the columns as \
            given. (default: yes for CSV files, no for .npy files and --synthetic)
            """)
    var standardize: Bool?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Random seed, from 0 to 2^64 - 1: of synthetic rows, of the validation split, of the order of the rows and "
                + "of the initial weights of an mlp. (default: 0)", valueName: "n"),
        transform: seed(parsing:))
    var seed: UInt64 = 0

    @Option(help: "Floating-point type: float (7 digits) or double (16).")
    var precision = SavedRegression.Precision.float

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Number of threads, from 1 to 1024; the result does not depend on it. (default: one per processor)",
            valueName: "n"))
    var threads: Int?

    @Option(help: "Backend that computes. (default: the fastest of this build)")
    var backend: BackendName?

    func validate() throws {
        if let epochs { try require(epochs >= 0, "--epochs", "\(epochs)", "at least 0") }
        if let learningRate {
            try require(learningRate > 0 && learningRate.isFinite, "--learning-rate", learningRate, "above 0")
        }
        if let momentum {
            if let optimizer, !optimizer.hasMomentum {
                throw ValidationError("--momentum belongs to --optimizer sgd or rmsprop, not to \(optimizer.rawValue)")
            }
            try require((0..<1).contains(momentum), "--momentum", momentum, "at least 0 and below 1")
        }
        try require(warmup >= 0, "--warmup", "\(warmup)", "at least 0")
        for (name, limit) in [("--clip-norm", clipNorm), ("--clip-value", clipValue)] {
            if let limit { try require(limit > 0 && limit.isFinite, name, limit, "above 0") }
        }
        if clipNorm != nil, clipValue != nil {
            throw ValidationError("--clip-norm and --clip-value exclude each other; give one")
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
