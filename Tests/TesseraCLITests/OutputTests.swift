import TestSupport
import Foundation
import Testing

@Suite struct OutputTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
    }

    /// A command that takes much longer than the tests that use it, but ends should they fail.
    private let long = "train linear --synthetic 20000x20 --epochs 2000000"

    @Test func writesModelAndChart() async throws {
        _ = try await tool.train("linear --synthetic 30x2 --validation 0.2 --out m.json --chart c.svg")
        #expect(try tool.folder.names == ["c.svg", "m.json"])
        #expect(try tool.folder.text("m.json").contains("\"format\" : \"tessera.regression\""))
        let chart = try tool.folder.text("c.svg")
        #expect(chart.hasPrefix("<svg"))
        #expect(chart.contains("training") && chart.contains("validation"))
    }

    @Test func chartsLossesOverDecadesLogarithmically() async throws {
        try tool.writeLessonTables()
        _ = try await tool.train("linear --data line.csv --target y --epochs 500 --chart c.svg")
        #expect(try tool.folder.text("c.svg").contains("10⁻⁶"))
    }

    @Test(arguments: [
        ("none/m.json", "cannot write none/m.json: the folder none does not exist"),
        (".", "cannot write .: it is a folder, not a file"),
        ("line.csv/m", "cannot write line.csv/m: a part of the path before the last is a file, not a folder"),
    ])
    func refusesUnwritablePathsBeforeTraining(path: String, message: String) async throws {
        try tool.writeLessonTables()
        for option in ["--out", "--chart"] {
            let outcome = try await tool.run("\(long) \(option) \(path)")
            #expect(outcome.status == 73)
            #expect(outcome.messages == "tessera: \(message)\n")
            #expect(outcome.output.isEmpty)
        }
        #expect(try tool.folder.names == ["line.csv", "step.csv"])
    }

    @Test(.enabled(if: geteuid() != 0, "every folder can be written by root"))
    func refusesReadOnlyFolders() async throws {
        let none = [FileAttributeKey.posixPermissions: 0o500]
        try FileManager.default.setAttributes(none, ofItemAtPath: tool.folder.path)
        let outcome = try await tool.run("\(long) --out m.json")
        #expect(outcome.status == 73)
        #expect(outcome.messages == "tessera: cannot write m.json: permission denied\n")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["--out", "--chart"])
    func reportsAFullDisk(option: String) async throws {
        let outcome = try await tool.run("train linear --synthetic 9x1 \(option) /dev/full")
        #expect(outcome.status == 74)
        #expect(outcome.messages == "tessera: cannot write /dev/full: no space left\n")
    }

    @Test func anInterruptLeavesNothing() async throws {
        let outcome = try await tool.run("\(long) --out m.json --chart c.svg", interruptedAfter: .seconds(1))
        #expect(outcome.status == 130)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.isEmpty)
        #expect(try tool.folder.names.isEmpty)
    }

    /// An unfinished file is removed when the program is terminated; that of a killed program is removed with
    /// the next file.
    @Test(arguments: [(2, 130), (15, 15), (1, 1), (9, 9)] as [(Int32, Int32)])
    func aStoppedWriteLeavesNothing(signal: Int32, status: Int32) async throws {
        let outcome = try await tool.run(
            "generate linear --synthetic 1000000x300 --out rows.npy", interruptedAfter: .seconds(1), by: signal)
        #expect(outcome.status == status)
        #expect(try signal == SIGKILL || tool.folder.names.isEmpty)
        #expect(try await tool.run("generate linear --synthetic 3x3 --out rows.npy").status == 0)
        #expect(try tool.folder.names == ["rows.npy"])
    }

    /// An interrupt keeps the state; the same command goes on from it, to the bits of a run that was never interrupted.
    @Test func anInterruptedRunGoesOn() async throws {
        let command = "mlp --synthetic 2000x5 --hidden 4 --seed 3 --epochs EPOCHS --batch-size 64"
        let kept = command + " --checkpoint state.json"
        let outcome = try await tool.run(
            "train " + kept.replacing("EPOCHS", with: "2000000"), interruptedAfter: .seconds(2))
        #expect(outcome.status == 130)
        #expect(outcome.output.isEmpty && outcome.messages.isEmpty)
        #expect(try tool.folder.names == ["state.json"])
        let losses = try #require(
            (JSONSerialization.jsonObject(with: Data(tool.folder.text("state.json").utf8)) as? [String: Any])?["losses"]
                as? [Double])
        let epochs = "\(losses.count + 1)"
        let resumed = try await tool.train(kept.replacing("EPOCHS", with: epochs))
        let whole = try await tool.train(command.replacing("EPOCHS", with: epochs))
        #expect(resumed.weightsSHA256 == whole.weightsSHA256)
        #expect(resumed.epochs == losses.count + 1)
    }

    @Test func checkpointsAreChecked() async throws {
        try tool.folder.write("{}", to: "state.json")
        let outcome = try await tool.run("train linear --synthetic 9x1 --checkpoint state.json")
        #expect(outcome.status == 65)
        #expect(
            outcome.messages
                == "tessera: state.json: it is not the checkpoint of a training; name another file or remove it\n")
    }

    @Test func aReaderMayStopEarly() async throws {
        _ = try await tool.train("linear --synthetic 9x1 --epochs 0 --out m.json")
        let rows = (0..<30_000).map { "\($0)" }.joined(separator: "\n")
        try tool.folder.write("x1\n\(rows)\n", to: "t.csv")
        let outcome = try await tool.runShell("tessera predict --model m.json --data t.csv | head -n 2")
        #expect(outcome.output == "prediction\n0\n")
        #expect(outcome.messages.isEmpty)
    }
}
