import TestSupport
import Foundation

/// The built executable, run as a user runs it in a folder of its own.
struct Tool {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// What a finished run left behind.
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
    ///   - interruptedAfter: when to send a signal.
    ///   - signal: which one; that of Ctrl-C unless given.
    func run(
        _ arguments: String, interruptedAfter delay: Duration? = nil, by signal: Int32 = SIGINT
    ) async throws -> Outcome {
        try await launch(Self.executable, arguments.split(separator: " ").map(String.init), delay, signal)
    }

    /// Runs a line of shell script in which `tessera` is the executable.
    func runShell(_ script: String) async throws -> Outcome {
        try await launch("/bin/sh", ["-c", "tessera() { '\(Self.executable)' \"$@\"; }; \(script)"], nil, SIGINT)
    }

    private func launch(
        _ executable: String, _ arguments: [String], _ delay: Duration?, _ signal: Int32
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
        // A program that is started with hangups ignored, as by `nohup`, passes that on.
        if signal == SIGHUP { Foundation.signal(SIGHUP, SIG_DFL) }
        try process.run()
        if let delay { interrupt(process.processIdentifier, after: delay, by: signal) }
        for await _ in ended {}
        return try Outcome(
            status: process.terminationStatus, output: streams.text("out"), messages: streams.text("err"))
    }

    /// By a thread of its own: a task may wait for minutes where other tests use all processors.
    private func interrupt(_ process: pid_t, after delay: Duration, by signal: Int32) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: delay / .seconds(1))
            kill(process, signal)
        }
    }

    /// Beside the test runner in the build folder.
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
