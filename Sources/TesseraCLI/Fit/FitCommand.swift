import ArgumentParser
import Tessera
import TesseraFiles
import TesseraRegression
import TesseraTraining

struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fits a linear, logistic or generalised linear regression exactly and prints its summary.",
        discussion: """
            Computes in double precision, to the last digit that the data determine. The features are all columns but \
            the target and the weights, or those of --features; a first column that numbers the rows (obs, id, index, …) is \
            left out.

            Examples:
              tessera fit linear --data longley.csv --target TOTEMP --features GNP,YEAR
              tessera fit linear --data curve.csv --target y --polynomial 3 --json
              tessera fit linear --data houses.csv --target price --out m.json
              tessera fit logistic --data spector.csv --target GRADE
              tessera fit logistic --data iris.csv --target species --multinomial
              tessera fit gamma --data claims.csv --target amount --link log
            """)

    @Argument(
        help: """
            The model: linear predicts numbers, logistic the probability of class 1; the others are generalised linear \
            models by the distribution of the target.
            """)
    var model: FitModel

    @Option(
        help: """
            Link function of a generalised linear model: what function of the mean is linear in the features. (default: \
            the canonical link: \(Family.all.map { "\($0.canonicalLink.name) for \($0.name)" }.joined(separator: ", ")))
            """)
    var link: Link?

    @Option(help: ArgumentHelp("The data: a CSV file with a header line of column names.", valueName: "file.csv"))
    var data: String

    @Option(help: ArgumentHelp("The dependent variable: the name of its column.", valueName: "column"))
    var target: String

    @Option(
        help: ArgumentHelp(
            "The independent variables: column names separated by commas. (default: all other columns)",
            valueName: "a,b,…"))
    var features: String?

    @Option(
        help: ArgumentHelp("Case weights: a column of numbers of at least 0. (default: all 1)", valueName: "column"))
    var weights: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Degree of the polynomial features: the powers of each feature up to n, at least 1.", valueName: "n"))
    var polynomial = 1

    @Flag(help: "Fit a softmax regression with one class for each value of the target (logistic).")
    var multinomial = false

    @Flag(help: "Fit without an intercept.")
    var noIntercept = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "L2 (ridge) penalty, at least 0: adds x·‖w‖² to the residual sum of squares, or ½x·‖w‖² to the negative "
                + "log-likelihood (half of the deviance).", valueName: "x"))
    var l2 = 0.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "L1 (lasso) penalty, at least 0: adds x·Σ|w| to the residual sum of squares, or to the negative log-likelihood.",
            valueName: "x"))
    var l1 = 0.0

    @Option(
        help: ArgumentHelp(
            """
            Solver: \(LinearSolver.allCases.map(\.rawValue).joined(separator: ", ")) (linear); \
            \(LogisticSolver.allCases.map(\.rawValue).joined(separator: ", ")) (logistic); newton (others). (default: chosen by the problem)
            """))
    var solver: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Convergence tolerance, between 0 and 1: the largest violation of the optimality condition, relative to its terms. "
                + "(default: the solver's)",
            valueName: "x"))
    var tolerance: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Maximum number of iterations, at least 1; a solver that has not converged by then ends with status 70. (default: "
                + "the solver's)",
            valueName: "n"))
    var iterations: Int?

    @Option(help: "Backend that computes. (default: the fastest of this build)")
    var backend: BackendName?

    @Option(
        help: ArgumentHelp(
            "Draw diagnostic plots (residuals, quantiles, leverage) to this folder, which is created if missing "
                + "(linear). (default: none)",
            valueName: "dir"))
    var charts: String?

    @Option(
        help: ArgumentHelp(
            "Save the model for tessera predict and evaluate, once the solver has converged; - is standard output, and the "
                + "summary then goes to standard error. (default: none)", valueName: "model.json"))
    var out: String?

    @Flag(help: "Print one JSON object with all results; numbers have up to 17 digits.")
    var json = false

    @OptionGroup(title: "Common") var common: CommonOptions

    /// Whether the model goes to standard output, where the summary goes too.
    private var isModelOnStandardOutput: Bool {
        out.map { FileIdentity.isStandardOutput(OutputFile.path($0)) } ?? false
    }

    func validate() throws {
        if !(1...30).contains(polynomial) {
            throw ValidationError("--polynomial is \(polynomial); it must be from 1 to 30")
        }
        for (name, value) in [("l1", l1), ("l2", l2)] where !(value >= 0 && value.isFinite) {
            throw ValidationError("--\(name) is \(plain(value)); it must be at least 0")
        }
        if let tolerance, !(tolerance > 0 && tolerance < 1) {
            throw ValidationError("--tolerance is \(plain(tolerance)); it must be above 0 and below 1")
        }
        if let iterations, iterations < 1 {
            throw ValidationError("--iterations is \(iterations); it must be at least 1")
        }
        if charts?.isEmpty == true { throw ValidationError("--charts needs the name of a folder") }
        if charts != nil, model != .linear { throw ValidationError("--charts: linear regressions have them") }
        if json, isModelOnStandardOutput {
            throw ValidationError("--json and a file both go to standard output; name a file for one of them")
        }
        if multinomial {
            if model != .logistic { throw ValidationError("--multinomial: logistic regressions know classes") }
            if l1 > 0 { throw ValidationError("--l1 \(plain(l1)): --multinomial knows --l2 only") }
            if let solver, solver != LogisticSolver.newton.rawValue {
                throw ValidationError("--solver \(solver): --multinomial knows newton")
            }
        }
        if let solver, !model.solvers.contains(solver) {
            throw ValidationError("--solver \(solver): \(model.name) knows \(model.solvers.joined(separator: ", "))")
        }
        if let link, !model.hasLink {
            throw ValidationError(
                "--link \(link.name) belongs to generalised linear models: \(Family.all.map(\.name).joined(separator: ", "))"
            )
        }
    }

    func run() throws {
        try checkFiles()
        let table = try FitTable(self)
        let backend = try backend.resolved()
        let folder = try charts.map { try OutputFolder($0) }
        let modelFile = try out.map(OutputFile.init(checking:))
        var outcomes = Outcomes()
        let result: FitResult
        do {
            result = try backend.run { try summarize(table.design(self), folder, &outcomes) }
        } catch let error as RegressionError {
            throw table.located(error)
        }
        if let column = table.rowNumbers {
            printMessage("\(column) numbers the rows and is left out; name it in --features to use it", .warning)
        }
        outcomes.attempt {
            if isModelOnStandardOutput {
                if MessageLevel.info.isShown { StandardStreams.writeMessage(result.text) }
            } else {
                try OutputFile.standardOutput.write(Array(result.text.utf8))
            }
        }
        outcomes.attempt {
            guard result.convergence.isConverged else { throw notConverged(result.convergence) }
            if let modelFile { try modelFile.write(result.model()) }
        }
        try outcomes.finish()
    }

    /// Throws where a chart would overwrite the data.
    private func checkFiles() throws {
        var files = NamedFiles()
        files.read("--data", data)
        files.read("--config", common.config)
        if let charts {
            for name in RegressionCharts.names { files.write("--charts", "\(charts)/\(name)") }
        }
        files.write("--out", out)
        files.writeResults()
        try files.check()
    }

    private func notConverged(_ convergence: Convergence) -> Failure {
        Failure(
            .trainingFailed,
            "\(inputPath(data)): the solver has not converged after \(counted(convergence.iterations, "step")): what it "
                + "printed is not the answer; give it more --iterations, a larger --tolerance or another --solver")
    }

    private func summarize(
        _ design: RegressionDesign, _ folder: OutputFolder?, _ outcomes: inout Outcomes
    ) throws -> FitResult {
        switch model {
        case .linear:
            let summary = try LinearModel.fit(
                design, solver: solver.flatMap { LinearSolver(rawValue: $0) }, l1: l1, l2: l2,
                tolerance: tolerance, maximumIterations: iterations)
            if let folder {
                let charts = RegressionCharts(summary)
                var files: [(name: String, svg: String)] = []
                outcomes.attempt { files = try charts.files }
                for file in files {
                    outcomes.attempt { printMessage("wrote \(try folder.write(file.svg, to: file.name))", .info) }
                }
                if !charts.isComplete {
                    printMessage("quantiles and leverage need standard errors, which this fit has none of", .warning)
                }
            }
            return FitResult(try text(summary, FitReport(summary)), summary.convergence) {
                try summary.model.saved(target: target).json()
            }
        case .logistic where multinomial:
            let summary = try MultinomialModel.fit(
                design, l2: l2, tolerance: tolerance, maximumIterations: iterations)
            return FitResult(try text(summary, MultinomialReport(summary)), summary.convergence) {
                try summary.model.saved(target: target).json()
            }
        case .logistic:
            let summary = try LogisticModel.fit(
                design, solver: solver.flatMap { LogisticSolver(rawValue: $0) }, l1: l1, l2: l2,
                tolerance: tolerance, maximumIterations: iterations)
            return FitResult(try text(summary, FitReport(summary)), summary.convergence) {
                try summary.model.saved(target: target).json()
            }
        case .generalized(let family):
            let summary = try GeneralizedLinearModel.fit(
                design, family: family, link: link, l1: l1, l2: l2, tolerance: tolerance,
                maximumIterations: iterations)
            return FitResult(try text(summary, FitReport(summary)), summary.convergence) {
                try summary.model.saved(target: target).json()
            }
        }
    }

    private func text(_ summary: some CustomStringConvertible, _ report: some Encodable) throws -> String {
        json ? String(decoding: try jsonLine(report), as: UTF8.self) : summary.description + "\n"
    }
}

/// The result of a fit, to print and to save.
private struct FitResult {
    let text: String
    let convergence: Convergence
    /// Makes the text of the model file.
    let model: () throws -> [UInt8]

    init(_ text: String, _ convergence: Convergence, model: @escaping () throws -> [UInt8]) {
        (self.text, self.convergence, self.model) = (text, convergence, model)
    }
}
