import Foundation
import Testing

@Suite struct TrainTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.writeLessonTables()
    }

    @Test func findsALine() async throws {
        let model = try await tool.train("linear --data line.csv --target y --epochs 2000 --learning-rate 0.05")
        #expect(abs(model.weights[0] - 2) < 0.01)
        #expect(abs(model.bias) < 0.03)
        #expect(model.metrics["rSquared"]! > 0.9999)
        #expect(model.metrics["rmse"]! < 0.01)
    }

    @Test func separatesClasses() async throws {
        let model = try await tool.train("logistic --data step.csv --target y --epochs 3000 --learning-rate 0.5")
        #expect(abs(-model.bias / model.weights[0] - 2.5) < 0.05)
        #expect(model.metrics == ["accuracy": 1, "auc": 1])
    }

    @Test(arguments: ["linear", "logistic"])
    func recoversSyntheticWeights(task: String) async throws {
        let model = try await tool.train("\(task) --synthetic 4000x3 --epochs 500 --learning-rate 0.3 --momentum 0.9")
        #expect(try #require(model.recoveredError) < 0.2)
        #expect((model.rows, model.features, model.epochs) == (4000, 3, 500))
    }

    @Test func jsonHasEveryKey() async throws {
        let outcome = try await tool.run("train linear --synthetic 20x2 --epochs 3 --validation 0.25 --json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let keys: Set = [
            "task", "rows", "features", "featureNames", "epochs", "stoppedEarly", "converged", "loss", "metrics",
            "validation",
            "weights", "bias", "recoveredError", "weightsSHA256", "seed", "seconds", "rowsPerSecond",
            "model", "parameters", "peakResidentBytes", "backend", "precision",
        ]
        #expect(Set(object.keys) == keys)
        #expect(outcome.output.hasSuffix("}\n"))
        #expect(outcome.output.count { $0 == "\n" } == 1)
    }

    @Test func measuresTheRun() async throws {
        let model = try await tool.train("linear --synthetic 40x2 --epochs 7 --validation 0.25 --precision double")
        #expect((model.rows, model.validation?.rows, model.epochs, model.precision) == (30, 10, 7, "double"))
        #expect(model.seconds > 0)
        #expect(abs(model.rowsPerSecond * model.seconds - 210) < 1e-6)
        #expect(model.peakResidentBytes > 1 << 20)
    }

    @Test func theSameSeedGivesTheSameWeights() async throws {
        let options = "linear --synthetic 64x3 --batch-size 16 --epochs 3"
        let hash = try await tool.train(options).weightsSHA256
        #expect(hash.count == 64)
        #expect(try await tool.train(options).weightsSHA256 == hash)
        #expect(try await tool.train("\(options) --seed 1").weightsSHA256 != hash)
    }

    @Test func theSeedOrdersTheRowsOfAFile() async throws {
        let options = "linear --data line.csv --target y --batch-size 1 --epochs 3 --learning-rate 0.01"
        let hash = try await tool.train(options).weightsSHA256
        #expect(try await tool.train(options).weightsSHA256 == hash)
        #expect(try await tool.train("\(options) --seed 5").weightsSHA256 != hash)
    }

    @Test(arguments: [
        "--backend swift", "--optimizer adam --learning-rate 0.1", "--momentum 0.9 --learning-rate 0.05",
        "--batch-size 50", "--batch-size full", "--precision double --standardize", "--l2 0.01",
    ])
    func everyOptionLeadsThere(options: String) async throws {
        let model = try await tool.train("linear --synthetic 300x2 --noise 0 \(options)")
        #expect(try #require(model.recoveredError) < 0.05)
    }

    @Test func usesTheNamedBackend() async throws {
        #expect(try await tool.train("linear --synthetic 9x1 --backend swift").backend == "swift")
    }

    @Test func stopsEarly() async throws {
        let model = try await tool.train("linear --synthetic 100x2 --tolerance 1e-3")
        #expect(model.stoppedEarly)
        #expect(model.epochs < 100)
    }

    @Test func summaryIsAligned() async throws {
        let outcome = try await tool.run("train linear --synthetic 50x14 --epochs 0")
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(4) == [
                "task             linear regression", "data             50 rows × 14 features", lines[2],
                "epochs           0",
            ])
        #expect(lines.contains("  x12            0"))
        #expect(!lines.contains("  x13            0"))
        #expect(lines.contains("  … and 2 more"))
        #expect(lines.last?.hasPrefix("peak memory      ") == true)
    }
}
