import ArgumentParser

@main
struct TesseraCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "Trains, applies and measures regressions, and teaches how they work.",
        discussion: """
            Results go to standard output, progress and messages to standard error.

            Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 missing input, 70 training failed, 73 an output \
            cannot be created, 74 an output cannot be written, 130 interrupted (by SIGTERM 143, by SIGHUP 129).
            """,
        subcommands: [Fit.self, Train.self, Generate.self, Predict.self, Evaluate.self, Lesson.self])

    /// Instead of the parser's own, so that every failure is one line and has an exit code of `ExitStatus`.
    static func main() {
        Signals.setUp()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error where exitCode(for: error) == .success {
            exit(withError: error)
        } catch {
            Failure(error).exit()
        }
    }
}
