import TestSupport
import Foundation

/// The built executable, run as a user runs it in a folder of its own.
struct Tool {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The outcome of a finished run.
    struct Outcome {
        let status: Int32
        /// Standard output.
        let output: String
        /// Standard error.
        let messages: String
    }

    /// Runs `tessera` with the arguments, which are separated by spaces.
    ///
    /// - Parameters:
    ///   - interruptedAfter: when to send a signal, in processor time that the run has had: by the clock a run may not
    ///     have begun where other tests use all processors.
    ///   - signal: which one; that of Ctrl-C unless given.
    func run(
        _ arguments: String, interruptedAfter delay: Duration? = nil, by signal: Int32 = SIGINT
    ) async throws -> Outcome {
        // A program that is started with hangups ignored, as by `nohup`, passes that on.
        if signal == SIGHUP { Foundation.signal(SIGHUP, SIG_DFL) }
        return try await run(arguments, after: delay ?? .zero) { if delay != nil { kill($0, signal) } }
    }

    /// Does something else when the run has had some processor time.
    func run(
        _ arguments: String, after delay: Duration, _ action: @escaping @Sendable (pid_t) -> Void
    ) async throws -> Outcome {
        try await launch(Self.executable, arguments.split(separator: " ").map(String.init)) { process in
            if delay > .zero { Self.whenBusy(process, for: delay, action) }
        }
    }

    /// Runs a line of shell script in which `tessera` is the executable.
    func runShell(_ script: String) async throws -> Outcome {
        try await launch("/bin/sh", ["-c", "tessera() { '\(Self.executable)' \"$@\"; }; \(script)"]) { _ in }
    }

    private func launch(
        _ executable: String, _ arguments: [String], _ started: (pid_t) -> Void
    ) async throws -> Outcome {
        // Streams go to files: nothing blocks however much is written. They are kept out of the run's folder.
        let streams = try TemporaryFolder()
        try streams.write("", to: "out")
        try streams.write("", to: "err")
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: "\(streams.path)/out")
        process.standardError = FileHandle(forWritingAtPath: "\(streams.path)/err")
        let ended = AsyncStream<Void> { stream in
            process.terminationHandler = { _ in stream.finish() }
        }
        try process.run()
        started(process.processIdentifier)
        for await _ in ended {}
        return try Outcome(
            status: process.terminationStatus, output: streams.text("out"), messages: streams.text("err"))
    }

    /// Waits on a thread of its own: a task may wait for minutes where other tests use all processors.
    private static func whenBusy(
        _ process: pid_t, for time: Duration, _ action: @escaping @Sendable (pid_t) -> Void
    ) {
        Thread.detachNewThread {
            while let used = processorTime(of: process), used < time { Thread.sleep(forTimeInterval: 0.02) }
            action(process)
        }
    }

    /// The processor time of a process, which the system counts in hundredths of a second; nil once it has ended.
    private static func processorTime(of process: pid_t) -> Duration? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
        // The name in parentheses may hold blanks; user and system time are the 12th and the 13th field after it.
        let fields = text.drop { $0 != ")" }.split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else { return nil }
        return .milliseconds(10 * (user + system))
    }

    /// The path of the executable, beside the test runner in the build folder.
    private static let executable: String = {
        let candidates = [Bundle.main.bundleURL, URL(filePath: CommandLine.arguments[0]), Bundle.main.executableURL]
        let folders = candidates.compactMap { $0 }.flatMap { [$0, $0.deletingLastPathComponent()] }
        let paths = folders.map { $0.appending(path: "tessera").path }
        var isFolder: ObjCBool = false
        return paths.first {
            FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        } ?? paths[0]
    }()
}
