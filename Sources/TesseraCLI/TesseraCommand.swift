import ArgumentParser
import Foundation
import Tessera

@main
struct TesseraCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "Trains, fits, applies and evaluates regressions, and teaches how they work.",
        discussion: """
            Results go to standard output, progress and messages to standard error.

            Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 missing input, 70 training failed, 71 not enough \
            memory, 73 an output cannot be created, 74 an output cannot be written, 130 interrupted (by SIGTERM 143, by \
            SIGHUP 129).
            """,
        subcommands: [
            FitCommand.self, TrainCommand.self, GenerateCommand.self, PredictCommand.self, EvaluateCommand.self,
            ReportCommand.self, GraphCommand.self, LessonCommand.self,
        ])

    /// Replaces the parser's entry point, so that every failure is one line and has an exit code of `ExitStatus`.
    static func main() {
        StandardStreams.setUp()
        selectKernels()
        Signals.setUp()
        outOfMemoryHandler.withLock { $0 = { Failure($0).exit() } }
        do {
            try checkArguments()
            var command = try parseAsRoot()
            try command.run()
        } catch let error where exitCode(for: error) == .success {
            do {
                try OutputFile.standardOutput.write(Array((fullMessage(for: error) + "\n").utf8))
            } catch {
                Failure(error).exit()
            }
        } catch {
            Failure(error).exit()
        }
    }

    /// Has OpenBLAS run kernels for this processor, while there is no other thread; kernels that the user has chosen stay.
    private static func selectKernels() {
        guard getenv("OPENBLAS_CORETYPE") == nil, !OpenBLAS.selectKernels(), let status = OpenBLAS.status else {
            return
        }
        printMessage("\(status): factorisations take longer than they need to; a newer OpenBLAS knows the processor")
    }

    /// Refuses arguments that are not UTF-8: Swift has replaced their invalid bytes, so that a path would name another
    /// file.
    private static func checkArguments() throws {
        for index in 0..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            if String(validatingCString: argument) == nil {
                throw Failure(.usage, "argument \(index) is not valid UTF-8; paths and names must be")
            }
        }
    }
}
