import ArgumentParser
import Tessera
import TesseraFiles

struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The data: \(FileFormat.all.compactMap(\.help).joined(separator: ", or ")).", valueName: "file"))
    var data: String?

    @Option(help: ArgumentHelp("The target: the name of the column to predict (CSV files).", valueName: "column"))
    var target: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Generate synthetic rows from the seed instead, with known weights to recover: rows and features, each at least "
                + "1.", valueName: "ROWSxFEATURES"),
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

    /// The format of --data where its rows are read on demand, by the ending of the name.
    private var rowFormat: FileFormat? {
        data.flatMap(FileFormat.init(ofName:)).flatMap { $0.rowReader == nil ? nil : $0 }
    }

    /// Whether --data is read into memory as a table.
    var isTable: Bool { data != nil && rowFormat == nil }

    /// Opens --data if its rows are read on demand.
    func openRows<Scalar: RealScalar>(as type: Scalar.Type) throws -> (any FileRows<Scalar>)? {
        guard let data else { return nil }
        return try rowFormat?.rowReader?.open(data, as: Scalar.self)
    }

    func validate() throws {
        switch (data, synthetic) {
        case (nil, nil): throw ValidationError("one of --data and --synthetic is needed")
        case (.some, .some): throw ValidationError("--data and --synthetic exclude each other; give one")
        case (.some, nil):
            if let rowFormat {
                if target != nil {
                    throw ValidationError(
                        "--target belongs to CSV files; of \(rowFormat.noun) the last column is the target")
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
