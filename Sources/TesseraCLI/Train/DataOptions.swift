import ArgumentParser

struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The data: a CSV file with a header line of column names, or a matrix in NumPy's .npy format, whose last column "
                + "is the target.", valueName: "file"))
    var data: String?

    @Option(help: ArgumentHelp("The target: the name of the column to predict (CSV files).", valueName: "column"))
    var target: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Generate synthetic rows from the seed instead, with known weights to recover.", valueName: "ROWSxFEATURES"),
        transform: SyntheticSize.init(parsing:))
    var synthetic: SyntheticSize?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Standard deviation of the noise in synthetic targets, at least 0. (default: 0.1 for linear, 0 for logistic)",
            valueName: "x"))
    var noise: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Fraction of the rows held out for validation, from 0 to below 1, drawn by the seed.", valueName: "fraction"
        ))
    var validation = 0.0

    /// The path of --data where it is an .npy matrix, which is streamed.
    var rowFile: String? { data.flatMap { $0.hasSuffix(".npy") ? $0 : nil } }

    var isTable: Bool { data != nil && rowFile == nil }

    func validate() throws {
        switch (data, synthetic) {
        case (nil, nil): throw ValidationError("one of --data and --synthetic is needed")
        case (.some, .some): throw ValidationError("--data and --synthetic exclude each other; give one")
        case (.some, nil):
            if rowFile != nil {
                if target != nil {
                    throw ValidationError(
                        "--target belongs to CSV files; of an .npy file the last column is the target")
                }
            } else if target == nil {
                throw ValidationError("--data needs --target, the column to predict")
            }
            if noise != nil { throw ValidationError("--noise belongs to --synthetic, not to --data") }
        case (nil, .some):
            if target != nil { throw ValidationError("--target belongs to --data, not to --synthetic") }
        }
        if let noise, !(noise >= 0 && noise.isFinite) {
            throw ValidationError("--noise is \(plain(noise)); it must be at least 0")
        }
        if !(0..<1).contains(validation) {
            throw ValidationError("--validation is \(plain(validation)); it must be at least 0 and below 1")
        }
    }
}
