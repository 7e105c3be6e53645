import ArgumentParser

/// The options that every command has.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Options from a YAML file: a line for each, as in \"batch-size: 256\". What is given here as well, counts here.",
            valueName: "file.yaml"))
    var config: String?

    @Flag(help: "Write nothing but errors to standard error.")
    var quiet = false

    @Option(
        help: """
            Messages on standard error: error; warning; info adds progress and the files that are written; debug adds \
            what the run runs on. (default: info)
            """)
    var logLevel: MessageLevel?

    func validate() throws {
        if quiet, logLevel != nil { throw ValidationError("--quiet and --log-level exclude each other; give one") }
        (quiet ? MessageLevel.error : logLevel ?? .info).choose()
    }
}
