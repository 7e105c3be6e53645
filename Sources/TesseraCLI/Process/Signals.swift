import Foundation
import Synchronization
import TesseraFiles
import TesseraTraining

/// Signal handling: interrupts, termination and broken pipes.
enum Signals {
    static func setUp() {
        // A reader that stops early, as `head` does, or a limit on the size of files is noticed where the writing
        // fails: what else there is to write is written.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        exitOnInterrupt()
        removeTemporaryOnTermination()
        // A process inherits the blocked signals of the thread that starts it.
        var handled = sigset_t()
        sigemptyset(&handled)
        for request in requests { sigaddset(&handled, request) }
        pthread_sigmask(SIG_UNBLOCK, &handled, nil)
    }

    /// A program that receives SIGTERM, or whose terminal is closed, leaves no half-written file behind, and ends as it
    /// would.
    private static func removeTemporaryOnTermination() {
        handle([SIGTERM, SIGHUP]) { number in
            AtomicFile.removeUnfinished()
            signal(number, SIG_DFL)
            raise(number)
        }
    }

    /// Installs a handler for termination signals. A hangup that is ignored stays ignored, as `nohup` asks.
    private static func handle(_ requests: [Int32], by handler: @escaping @convention(c) (Int32) -> Void) {
        for request in requests {
            let before = signal(request, handler)
            let isIgnored = before.map { unsafeBitCast($0, to: Int.self) } == 1
            if request == SIGHUP, isIgnored { signal(SIGHUP, SIG_IGN) }
        }
    }

    /// Ends the line of the progress bar or of the terminal's ^C, by calls that are safe in a signal handler.
    private static func endLine() {
        var newline = UInt8(ascii: "\n")
        if isatty(STDERR_FILENO) == 1 { _ = write(STDERR_FILENO, &newline, 1) }
    }

    /// The cancellation that a signal triggers, created before any arrives, and the signal's number.
    private static let interruption = Cancellation()
    private static let received = Atomic<Int32>(SIGINT)

    /// The termination signals: Ctrl-C, SIGTERM, and SIGHUP of a closed terminal.
    private static let requests = [SIGINT, SIGTERM, SIGHUP]

    /// Makes the first termination signal cancel the work; only the second ends the program.
    static func cancelOnInterrupt() -> Cancellation {
        let cancellation = interruption
        handle(requests) { number in
            if Signals.interruption.isCancelled {
                Signals.endLine()
                _exit(128 + number)
            }
            Signals.received.store(number, ordering: .relaxed)
            Signals.interruption.cancel()
        }
        return cancellation
    }

    /// Restores the default: a termination signal ends the program, also one that has cancelled already.
    static func exitOnInterrupt() {
        signal(SIGINT) { _ in
            AtomicFile.removeUnfinished()
            Signals.endLine()
            _exit(130)
        }
        if interruption.isCancelled {
            endLine()
            exit(128 + received.load(ordering: .relaxed))
        }
    }

    /// Runs `body` to its end even when a termination signal arrives, so that no temporary file is left.
    static func ignoringInterrupts<Result>(_ body: () throws -> Result) rethrows -> Result {
        // The thread's signal mask would not do: another thread would take the signal.
        let handlers = requests.map { ($0, signal($0, SIG_IGN)) }
        defer { for (request, handler) in handlers { signal(request, handler) } }
        return try body()
    }
}
