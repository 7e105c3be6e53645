import ArgumentParser
import Foundation
import Tessera
import TesseraTraining

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
        version: LibraryVersion.text,
        subcommands: [
            FitCommand.self, TrainCommand.self, GenerateCommand.self, PredictCommand.self, EvaluateCommand.self,
            ReportCommand.self, GraphCommand.self, LessonCommand.self,
        ])

    /// Replaces the parser's entry point, so that every failure is one line and has an exit code of `ExitStatus`.
    static func main() {
        StandardStreams.setUp()
        let hasOldKernels = !selectKernels()
        Signals.setUp()
        outOfMemoryHandler.withLock { $0 = { Failure($0).exit() } }
        do {
            try checkArguments()
            var command = try parse()
            if hasOldKernels, let status = OpenBLAS.status {
                printMessage(
                    "\(status): factorisations take longer than they need to; a newer OpenBLAS knows the processor",
                    .warning)
            }
            printMessage(description(), .debug)
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

    /// Says what the run runs on.
    private static func description() -> String {
        "version \(LibraryVersion.text), \(counted(ProcessInfo.processInfo.activeProcessorCount, "processor")), "
            + (OpenBLAS.status?.description ?? "without OpenBLAS")
    }

    /// Parses the arguments, and the options of the file that `--config` names.
    private static func parse() throws -> any ParsableCommand {
        let (arguments, file) = try ConfigurationFile.expand(Array(CommandLine.arguments.dropFirst()))
        do {
            return try parseAsRoot(arguments)
        } catch let error where file != nil && exitCode(for: error) != .success {
            throw file?.located(error) ?? error
        }
    }

    /// Has OpenBLAS run kernels for this processor, while there is no other thread; kernels that the user has chosen stay.
    /// Returns false where it runs older ones all the same.
    private static func selectKernels() -> Bool {
        getenv("OPENBLAS_CORETYPE") != nil || OpenBLAS.selectKernels() || OpenBLAS.status == nil
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
