import ArgumentParser
import Foundation
import Tessera
import TesseraCharts
import TesseraFiles
import TesseraRegression
import TesseraTraining

/// The exit codes of `sysexits.h` that the program uses.
enum ExitStatus: Int32 {
    case usage = 64
    case badData = 65
    case missingInput = 66
    case trainingFailed = 70
    case outOfMemory = 71
    case cannotCreate = 73
    case outputFailed = 74
}

/// A failure of the program: one line of text and an exit code.
struct Failure: Error {
    let status: ExitStatus
    /// The message; nil where it has been reported already or cannot be read by anyone.
    let message: String?

    init(_ status: ExitStatus, _ message: String? = nil) {
        self.status = status
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FileError where error == Self.stoppedReader: self.init(.outputFailed)
        case let error as FileError: self.init(ExitStatus(error), error.description)
        case let error as CSVError: self.init(ExitStatus(error), error.description)
        case let error as RowFileError: self.init(.badData, error.description)
        case let error as RowSourceError: self.init(.badData, error.description)
        case let error as TrainingError: self.init(ExitStatus(error), error.description)
        case let error as RegressionError: self.init(ExitStatus(error.input), error.description)
        case let error as InputError: self.init(ExitStatus(error), error.description)
        case let error as ChartError: self.init(.badData, error.description)
        case let error as MemoryError: self.init(.outOfMemory, error.description)
        default:
            // Errors of the argument parser have several lines.
            let lines = TesseraCommand.message(for: error).split(whereSeparator: \.isNewline)
            self.init(.usage, lines.joined(separator: " "))
        }
    }

    /// The error of a reader that stops early, as `head` does; it is not reported.
    private static let stoppedReader = FileError(.write, OutputFile.standardOutput.path, .system(code: EPIPE))

    func report() {
        if let message { printMessage(message, .error) }
    }

    func exit() -> Never {
        report()
        Foundation.exit(status.rawValue)
    }
}

extension ExitStatus {
    fileprivate init(_ error: FileError) {
        switch (error.operation, error.reason) {
        case (_, .outOfMemory): self = .outOfMemory
        case (.read, _): self = .missingInput
        case (.write, .noSpace), (.write, .system): self = .outputFailed
        case (.write, _): self = .cannotCreate
        }
    }

    fileprivate init(_ error: CSVError) {
        switch error.reason {
        case .unreadable(.outOfMemory): self = .outOfMemory
        case .unreadable: self = .missingInput
        default: self = .badData
        }
    }

    fileprivate init(_ error: TrainingError) {
        self = error.isDivergence ? .trainingFailed : ExitStatus(error.input)
    }

    fileprivate init(_ error: InputError?) {
        switch error {
        case .invalidOption: self = .usage
        case .memory: self = .outOfMemory
        default: self = .badData
        }
    }
}

/// The outputs of a command: the failure of one does not prevent the others.
struct Outcomes {
    private var first: ExitStatus?
    private var reported: Set<String?> = []

    /// Runs `body` and reports its error at once; an error that has been reported is not repeated.
    mutating func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            let failure = Failure(error)
            if reported.insert(failure.message).inserted { failure.report() }
            first = first ?? failure.status
        }
    }

    /// Throws the first failure, whose status becomes the exit code.
    func finish() throws {
        if let first { throw Failure(first) }
    }
}
