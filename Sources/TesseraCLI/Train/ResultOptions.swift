import ArgumentParser

struct ResultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Save the model for tessera predict and evaluate.", valueName: "model.json"))
    var out: String?

    @Option(help: ArgumentHelp("Draw the loss of every epoch.", valueName: "file.svg"))
    var chart: String?

    @Flag(help: "Print one JSON object with all results.")
    var json = false

    func validate() throws {
        if let out, out == chart {
            throw ValidationError("--out and --chart name the same file, \(out); they need two")
        }
    }
}
