import ArgumentParser
import TesseraFiles

struct ResultOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Save the model for tessera predict and evaluate; - is standard output, and the report then goes to standard "
                + "error. (default: none)", valueName: "model.json"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Draw the learning curve (loss by epoch) as SVG; - is standard output. (default: none)",
            valueName: "file.svg"))
    var chart: String?

    @Option(
        help: ArgumentHelp(
            "Checkpoint: write the training state to this file when training ends, fails or is interrupted, and resume from it "
                + "where the file exists. (default: none)",
            valueName: "state.json"))
    var checkpoint: String?

    @Flag(
        help: """
            Resume from a --checkpoint even if the data, learning rate, schedule, clipping, penalty, precision, \
            backend, batch size, seed or another hyperparameter of the same optimizer differ.
            """)
    var continueAnyway = false

    @Flag(help: "Print one JSON object with all results.")
    var json = false

    /// Whether an option sends its file to standard output, where the report goes too.
    var areOnStandardOutput: Bool {
        [out, chart].contains { $0.map { FileIdentity.isStandardOutput(OutputFile.path($0)) } ?? false }
    }

    func validate() throws {
        if continueAnyway, checkpoint == nil { throw ValidationError("--continue-anyway belongs to --checkpoint") }
        if json, areOnStandardOutput {
            throw ValidationError("--json and a file both go to standard output; name a file for one of them")
        }
        if let checkpoint, FileIdentity.isStandardOutput(OutputFile.path(checkpoint)) {
            throw ValidationError("--checkpoint needs a file, which is read and written")
        }
    }

    /// Throws where two options name one file, the data included.
    func checkFiles(data: String?, config: String?) throws {
        var files = NamedFiles()
        files.read("--data", data)
        files.read("--config", config)
        for (name, path) in [("--out", out), ("--chart", chart), ("--checkpoint", checkpoint)] {
            files.write(name, path)
        }
        files.writeResults()
        try files.check()
    }
}
