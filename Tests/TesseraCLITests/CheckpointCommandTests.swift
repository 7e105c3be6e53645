import Foundation
import Testing

/// Checkpoints name what they are of, and are written however a training ends.
@Suite(.serialized) struct CheckpointCommandTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.folder.write("a,b,y\n1,2,3\n2,1,5\n3,5,2\n4,3,8\n5,9,1\n6,2,9\n", to: "t.csv")
    }

    private func start(_ options: String = "") async throws {
        _ = try await tool.train("linear --data t.csv --target y --epochs 10 --checkpoint s.json\(options)")
    }

    /// Columns in another order are put in that of the checkpoint: the run is the one that was never stopped.
    @Test(arguments: [
        "b,a,y\n2,1,3\n1,2,5\n5,3,2\n3,4,8\n9,5,1\n2,6,9\n", "y,b,a\n3,2,1\n5,1,2\n2,5,3\n8,3,4\n1,9,5\n9,2,6\n",
    ])
    func columnsGoByName(_ text: String) async throws {
        try await start()
        try tool.folder.write(text, to: "other.csv")
        let rest = try await tool.train("linear --data other.csv --target y --epochs 300 --checkpoint s.json")
        let whole = try await tool.train("linear --data t.csv --target y --epochs 300")
        #expect(rest.weightsSHA256 == whole.weightsSHA256)
        #expect(rest.featureNames == ["a", "b"])
    }

    @Test(
        arguments: [
            ("a,c,y\n1,2,3\n2,1,5\n3,5,2\n4,3,8\n5,9,1\n6,2,9\n", "", "other columns, without b and with c here"),
            ("a,b,y\n1,2,3\n2,1,5\n3,5,2\n4,3,8\n5,9,1\n6,2,8\n", "", "the rows hold other numbers"),
            ("a,b,y\n1,2,3\n2,1,5\n3,5,2\n4,3,8\n", "", "6 training rows there, 4 here"),
            (nil, " --validation 0.5", "6 training rows there, 3 here"),
            (nil, " --learning-rate 0.05", "learning rate 0.1 there, 0.05 here"),
            (nil, " --l2 2", "l2 0.0 there, 2.0 here"),
            (nil, " --precision double", "precision float there, double here"),
            (nil, " --seed 9", "seed 0 there, 9 here"), (nil, " --batch-size 2", "batch size 6 there, 2 here"),
        ] as [(String?, String, String)])
    func otherRunsAreRefusedUnlessToldToGoOn(_ text: String?, _ options: String, _ difference: String) async throws {
        try await start(" --learning-rate 0.1")
        if let text { try tool.folder.write(text, to: "t.csv") }
        let before = try tool.folder.text("s.json")
        let rate = options.contains("learning-rate") ? "" : " --learning-rate 0.1"
        let command = "train linear --data t.csv --target y --epochs 20 --checkpoint s.json\(options)\(rate)"
        let outcome = try await tool.run(command)
        #expect(outcome.status == 65)
        #expect(
            outcome.messages.hasPrefix("tessera: s.json: it is of another training: \(difference)"),
            "\(outcome.messages)")
        #expect(outcome.messages.contains("--continue-anyway"))
        #expect(try tool.folder.text("s.json") == before)
        let again = try await tool.run(command + " --continue-anyway --json")
        #expect(again.status == 0 && again.output.contains("\"epochs\":20"), "\(again.messages)")
    }

    @Test func otherModelsAreRefusedInAnyCase() async throws {
        try await start()
        for other in ["linear --optimizer adam", "linear --no-standardize", "mlp --objective regression"] {
            let outcome = try await tool.run(
                "train \(other) --data t.csv --target y --checkpoint s.json --continue-anyway")
            #expect(outcome.status == 65 && outcome.messages.contains("it is of another training"))
            #expect(!outcome.messages.contains("--continue-anyway"))
        }
        let alone = try await tool.run("train linear --data t.csv --target y --continue-anyway")
        #expect(alone.status == 64 && alone.messages.contains("--continue-anyway belongs to --checkpoint"))
    }

    @Test func checkpointsOfEarlierVersionsAreRefused() async throws {
        try tool.folder.write("{\"identity\":\"parameters [2, 1] [1]\",\"rows\":6}", to: "s.json")
        let outcome = try await tool.run("train linear --data t.csv --target y --checkpoint s.json")
        #expect(outcome.status == 65)
        #expect(outcome.messages.hasPrefix("tessera: s.json: it is a checkpoint of version 1 of its format"))
    }

    /// A divergence keeps the last epoch whose numbers were finite.
    @Test func aDivergenceKeepsAFiniteState() async throws {
        let command = "train linear --data t.csv --target y --epochs 4000 --learning-rate 3 --checkpoint s.json"
        let outcome = try await tool.run(command)
        #expect(outcome.status == 70 && outcome.output.isEmpty)
        let stored = try #require(
            try JSONSerialization.jsonObject(with: Data(tool.folder.text("s.json").utf8)) as? [String: Any])
        let losses = try #require(stored["losses"] as? [Double])
        let snapshot = try #require(stored["snapshot"] as? [[Double]])
        #expect(
            !losses.isEmpty && outcome.messages.hasSuffix("; s.json holds the state after \(losses.count) epochs\n"))
        for number in snapshot.joined() { #expect(number.isFinite) }
        let calmed = try await tool.run(
            "train linear --data t.csv --target y --epochs \(losses.count + 2000) --learning-rate 0.1 --checkpoint s.json "
                + "--continue-anyway")
        #expect(calmed.status == 0, "\(calmed.messages)")
    }

    /// Rows that vanish while they are read leave the state of the last update.
    @Test func aReadErrorKeepsTheState() async throws {
        #expect(try await tool.run("generate linear --synthetic 20000x5 --out rows.npy").status == 0)
        let rows = "\(tool.folder.path)/rows.npy"
        let outcome = try await tool.run(
            "train linear --data rows.npy --epochs 1000000 --batch-size 100 --checkpoint s.json", after: .seconds(2)
        ) { _ in truncate(rows, 1000) }
        #expect(outcome.status == 65)
        #expect(outcome.messages.contains("; s.json holds the state after "), "\(outcome.messages)")
        #expect(try tool.folder.text("s.json").contains("tessera.checkpoint"))
    }

    /// The system's request to end and a terminal that goes away are as good as an interrupt.
    @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130)] as [(Int32, Int32)])
    func signalsKeepTheState(_ signal: Int32, _ status: Int32) async throws {
        let command = "linear --synthetic 3000x5 --epochs EPOCHS --batch-size 64 --checkpoint s.json"
        let outcome = try await tool.run(
            "train " + command.replacing("EPOCHS", with: "1000000"), interruptedAfter: .seconds(2), by: signal)
        #expect(outcome.status == status)
        #expect(try tool.folder.names == ["s.json", "t.csv"])
        let stored = try #require(
            try JSONSerialization.jsonObject(with: Data(tool.folder.text("s.json").utf8)) as? [String: Any])
        let epochs = (try #require(stored["losses"] as? [Double])).count + 1
        let resumed = try await tool.train(command.replacing("EPOCHS", with: "\(epochs)"))
        let whole = try await tool.train(
            command.replacing("EPOCHS", with: "\(epochs)").replacing(" --checkpoint s.json", with: ""))
        #expect(resumed.weightsSHA256 == whole.weightsSHA256)
    }
}
