import ArgumentParser
import Tessera
import TesseraFiles
import TesseraTraining

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes synthetic rows to a file, for training or for other programs.",
        discussion: """
            The file is a matrix in NumPy's .npy format; each of its rows holds the features and then the target. \
            Training on it gives the same weights as training on --synthetic rows of the same size, noise and seed.

            Example:
              tessera generate logistic --synthetic 1000000x64 --seed 7 --out rows.npy
            """)

    @Argument(help: "The targets: numbers (linear) or classes 0 and 1 (logistic).")
    var task: RegressionTask

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Size of the table: rows and features, each at least 1.", valueName: "ROWSxFEATURES"),
        transform: SyntheticSize.init(parsing:))
    var synthetic: SyntheticSize

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Standard deviation of the noise in the targets, at least 0. (default: 0.1 for linear, 0 for logistic)",
            valueName: "x"))
    var noise: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Random seed of the rows, from 0 to 2^64 - 1. (default: 0)", valueName: "n"),
        transform: seed(parsing:))
    var seed: UInt64 = 0

    @Option(help: "Floating-point type: float (7 digits) or double (16).")
    var precision = SavedRegression.Precision.float

    @Option(help: ArgumentHelp("The output file; - is standard output.", valueName: "file.npy|-"))
    var out: String

    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if writer == nil {
            let endings = Self.formats.flatMap(\.endings).joined(separator: " or ")
            throw ValidationError("--out is \(out); its name must end with \(endings)")
        }
        if let noise, !(noise >= 0 && noise.isFinite) {
            throw ValidationError("--noise is \(plain(noise)); it must be at least 0")
        }
    }

    func run() throws {
        var files = NamedFiles()
        files.read("--config", common.config)
        files.write("--out", out)
        try files.check()
        let output = try OutputFile(checking: out)
        try precision.dispatch { scalar in try write(to: output.path, as: scalar) }
    }

    /// The formats that rows can be written in; the first is that of standard output.
    private static let formats = FileFormat.all.filter { $0.rowWriter != nil }

    /// The writer of the format that the name of the output tells.
    private var writer: (any RowWriting)? {
        out == "-" ? Self.formats.first?.rowWriter : FileFormat(ofName: out)?.rowWriter
    }

    private func write<Scalar: RealScalar>(to path: String, as type: Scalar.Type) throws {
        let table = try synthetic.table(noise: noise, task, seed, as: Scalar.self)
        try writer?.write(table, to: path)
    }
}
