import TestSupport
import Foundation
import Testing

@Suite struct SavedModelTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.writeLessonTables()
    }

    private func succeed(_ arguments: String) async throws -> String {
        let outcome = try await tool.run(arguments)
        try #require(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        return outcome.output
    }

    @Test(arguments: ["float", "double"])
    func predictsALine(precision: String) async throws {
        let options = "--epochs 2000 --learning-rate 0.05 --precision \(precision)"
        _ = try await succeed("train linear --data line.csv --target y \(options) --out m.json")
        // Another order of the columns, with one the model does not know.
        try tool.folder.write("name,x\nten,10\nzero,0\n", to: "new.csv")
        let lines = try await succeed("predict --model m.json --data new.csv").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "prediction")
        #expect(abs(Double(lines[1])! - 20) < 0.01)
        #expect(abs(Double(lines[2])!) < 0.03)
    }

    @Test func predictsClassesIntoAFile() async throws {
        _ = try await succeed(
            "train logistic --data step.csv --target y --epochs 3000 --learning-rate 0.5 --out m.json")
        #expect(try await succeed("predict --model m.json --data step.csv --out p.csv").isEmpty)
        let rows = try tool.folder.text("p.csv").split(separator: "\n").map { $0.split(separator: ",") }
        #expect(rows[0] == ["probability", "prediction"])
        #expect(rows.dropFirst().map { $0[1] } == ["0", "0", "1", "1"])
        let probabilities = rows.dropFirst().map { Double($0[0])! }
        #expect(probabilities == probabilities.sorted())
        #expect(probabilities[1] < 0.5 && probabilities[2] > 0.5)
    }

    @Test(arguments: ["linear --data line.csv", "logistic --data step.csv"])
    func evaluatesAsTrainingDid(task: String) async throws {
        let model = try await tool.train("\(task) --target y --out m.json")
        let data = task.split(separator: " ").last!
        let output = try await succeed("evaluate --model m.json --data \(data) --target y --json")
        let evaluation = try JSONDecoder().decode(TrainedModel.Evaluation.self, from: Data(output.utf8))
        #expect(evaluation.rows == 4)
        #expect(evaluation.loss == model.loss)
        #expect(evaluation.metrics == model.metrics)
    }

    @Test func evaluationForPeople() async throws {
        _ = try await tool.train("logistic --data step.csv --target y --epochs 0 --out m.json")
        #expect(
            try await succeed("evaluate --model m.json --data step.csv --target y")
                == "task      logistic regression\nrows      4\nloss      0.693147\naccuracy  0.5\nAUC       0.5\n")
    }

    @Test func evaluatesRowsOfOneClass() async throws {
        _ = try await tool.train("logistic --data step.csv --target y --epochs 0 --out m.json")
        try tool.folder.write("x,y\n1,0\n", to: "one.csv")
        let output = try await succeed("evaluate --model m.json --data one.csv --target y")
        #expect(output == "task      logistic regression\nrows      1\nloss      0.693147\naccuracy  1\n")
    }

    @Test(arguments: [
        ("price,y\n1,2\n", "predict", "t.csv, line 1: there is no column \"x\"; did you mean \"y\"?"),
        ("x,y\n1,2\n", "evaluate", "t.csv, line 1: there is no column \"z\"; did you mean \"x\"?"),
        ("x,z\n1,0\n2,3\n", "evaluate", "t.csv, line 3, column 2 \"z\": the target is 3; logistic regression needs 0"),
        ("n,x\n\"a\nb\",1\nc,1e99\n", "predict", "t.csv, line 4, column 2 \"x\": the number is too large for float"),
    ])
    func dataThatDoesNotFit(text: String, command: String, message: String) async throws {
        _ = try await tool.train("logistic --data step.csv --target y --epochs 0 --out m.json")
        try tool.folder.write(text, to: "t.csv")
        let target = command == "evaluate" ? " --target z" : ""
        let outcome = try await tool.run("\(command) --model m.json --data t.csv\(target)")
        #expect(outcome.status == 65)
        #expect(outcome.messages.hasPrefix("tessera: \(message)"), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
    }

    @Test(arguments: [
        ("", "the file is not valid JSON; a model saved by tessera train is needed"),
        ("{\"weights\": [1", "the file is not valid JSON; a model saved by tessera train is needed"),
        ("[1]", "the file is JSON but no regression model; a model saved by tessera train is needed"),
        (
            "{\"format\": \"other\"}",
            "the file is JSON but no regression model; a model saved by tessera train is needed"
        ),
        (
            "{\"format\": \"tessera.regression\", \"version\": 2}",
            "the model has version 2 of its format; only version 1 can be read"
        ),
        ("{\"format\": \"tessera.regression\", \"version\": 1}", "the model has no field task"),
    ])
    func brokenModel(text: String, message: String) async throws {
        try tool.folder.write(text, to: "m.json")
        for command in ["predict", "evaluate --target y"] {
            let outcome = try await tool.run("\(command) --model m.json --data line.csv")
            #expect(outcome.status == 65)
            #expect(outcome.messages == "tessera: m.json: \(message)\n")
        }
    }
}
