import ArgumentParser
import Foundation
import Tessera
import TesseraFiles
import TesseraTraining

/// The exit codes of `sysexits.h` the program uses.
enum ExitStatus: Int32 {
    case usage = 64
    case badData = 65
    case missingInput = 66
    case trainingFailed = 70
    case cannotCreate = 73
    case outputFailed = 74
}

/// Why the program stops, as a line for people and a number for scripts.
struct Failure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FileError: self.init(ExitStatus(error), error.description)
        case let error as CSVError: self.init(ExitStatus(error), error.description)
        case let error as RowFileError: self.init(.badData, error.description)
        case let error as RowSourceError: self.init(.badData, error.description)
        case let error as TrainingError: self.init(ExitStatus(error), error.description)
        default: self.init(.usage, TesseraCommand.message(for: error))
        }
    }

    func exit() -> Never {
        // Names from files and arguments may hold line breaks.
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        note(line)
        Foundation.exit(status.rawValue)
    }
}

/// Tells the user something that is no result.
func note(_ line: String) {
    FileHandle.standardError.write(Data("tessera: \(line)\n".utf8))
}

extension ExitStatus {
    fileprivate init(_ error: FileError) {
        switch (error.operation, error.reason) {
        case (.read, _): self = .missingInput
        case (.write, .noSpace), (.write, .system): self = .outputFailed
        case (.write, _): self = .cannotCreate
        }
    }

    fileprivate init(_ error: CSVError) {
        if case .unreadable = error.reason { self = .missingInput } else { self = .badData }
    }

    fileprivate init(_ error: TrainingError) {
        switch error {
        case .divergedNonFinite, .divergedStandardized: self = .trainingFailed
        case .invalidOption: self = .usage
        default: self = .badData
        }
    }
}
