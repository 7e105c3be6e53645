import Foundation
import TesseraFiles
import TesseraTraining

/// What the program does when it is interrupted or nobody reads on.
enum Signals {
    static func setUp() {
        // A reader that stops early, as `head` does, or a limit on the size of files is noticed where the writing fails: what
        // else there is to write is written.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        exitOnInterrupt()
        removeTemporaryOnTermination()
        // A program inherits which signals are blocked from the thread that starts it.
        var handled = sigset_t()
        sigemptyset(&handled)
        for request in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&handled, request) }
        pthread_sigmask(SIG_UNBLOCK, &handled, nil)
    }

    /// A program that is told to end, or whose terminal goes away, leaves no half-written file behind, and ends as it would.
    private static func removeTemporaryOnTermination() {
        for request in [SIGTERM, SIGHUP] {
            let before = signal(request) { number in
                AtomicFile.removeUnfinished()
                signal(number, SIG_DFL)
                raise(number)
            }
            // As `nohup` asks.
            if before.map({ unsafeBitCast($0, to: Int.self) }) == 1 { signal(request, SIG_IGN) }
        }
    }

    /// Only calls that are safe in a signal handler: the line ends the progress bar or the terminal's ^C.
    private static func endLine() {
        var newline = UInt8(ascii: "\n")
        if isatty(STDERR_FILENO) == 1 { _ = write(STDERR_FILENO, &newline, 1) }
    }

    /// What an interrupt cancels, made before any arrives.
    private static let interruption = Cancellation()

    /// From now on the first interrupt cancels, and only the second ends the program.
    static func cancelOnInterrupt() -> Cancellation {
        let cancellation = interruption
        signal(SIGINT) { _ in
            if Signals.interruption.isCancelled {
                Signals.endLine()
                _exit(130)
            }
            Signals.interruption.cancel()
        }
        return cancellation
    }

    /// An interrupt ends the program, as does one that has cancelled already.
    static func exitOnInterrupt() {
        signal(SIGINT) { _ in
            AtomicFile.removeUnfinished()
            Signals.endLine()
            _exit(130)
        }
        if interruption.isCancelled {
            endLine()
            exit(130)
        }
    }

    /// Runs `body` to its end even when an interrupt arrives, so that no temporary file stays behind.
    static func ignoringInterrupts<Result>(_ body: () throws -> Result) rethrows -> Result {
        // Not by the thread's signal mask: another thread would take the signal.
        let handler = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, handler) }
        return try body()
    }
}
