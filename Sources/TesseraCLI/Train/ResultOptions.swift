import ArgumentParser

struct ResultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Save the model for tessera predict and evaluate.", valueName: "model.json"))
    var out: String?

    @Option(help: ArgumentHelp("Draw the loss of every epoch.", valueName: "file.svg"))
    var chart: String?

    @Option(
        help: ArgumentHelp(
            "Keep the state of the training here when it ends, fails or is interrupted, and go on from it where the file "
                + "exists.",
            valueName: "state.json"))
    var checkpoint: String?

    @Flag(
        help: """
            Go on from a --checkpoint of other data, another learning rate, penalty, precision, backend, batch size or \
            seed all the same.
            """)
    var continueAnyway = false

    @Flag(help: "Print one JSON object with all results.")
    var json = false

    func validate() throws {
        if continueAnyway, checkpoint == nil { throw ValidationError("--continue-anyway belongs to --checkpoint") }
        let named = [("--out", out), ("--chart", chart), ("--checkpoint", checkpoint)].filter { $0.1 != nil }
        for (index, (name, path)) in named.enumerated() {
            guard let other = named[..<index].first(where: { $0.1 == path }) else { continue }
            throw ValidationError("\(other.0) and \(name) name the same file, \(path ?? ""); they need two")
        }
    }
}
