import Foundation
import TestSupport
import Testing

/// `tessera fit --out`, whose models `predict` and `evaluate` read.
@Suite struct FittedModelTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        let rows = (0..<40).map { row in
            let (a, b) = (Double(row % 7) - 2, Double(row * row % 11) / 2)
            return "\(a),\(b),\(1 + 2 * a - 0.5 * a * a + 3 * b),\((row * 7 + row / 9) % 5 < 2 ? 1 : 0)"
        }
        try tool.folder.write("a,b,y,c\n" + rows.joined(separator: "\n") + "\n", to: "data.csv")
    }

    private func succeed(_ arguments: String) async throws -> String {
        let outcome = try await tool.run(arguments)
        try #require(outcome.status == 0, "\(outcome.messages)")
        return outcome.output
    }

    struct Evaluation: Decodable {
        let rows: Int
        let loss: Double
        let metrics: [String: Double]
    }

    struct Report: Decodable {
        let residualSumOfSquares: Double?
        let deviance: Double?
    }

    /// An evaluation of the saved model gives the metrics of the fit.
    @Test(arguments: [
        "linear --target y --features a,b", "linear --target y --features a,b --no-intercept",
        "linear --target y --features b --polynomial 3", "linear --target y --features a,b --l1 5",
        "linear --target y --features a,b --polynomial 2 --no-intercept", "logistic --target c --features a,b",
        "logistic --target c --features a,b --polynomial 2 --no-intercept",
        "logistic --target c --features a,b --solver lbfgs",
    ])
    func evaluatesAsTheFitDid(_ command: String) async throws {
        let fit = try await succeed("fit \(command) --data data.csv --out m.json --json")
        let report = try JSONDecoder().decode(Report.self, from: Data(fit.utf8))
        let target = command.contains("--target y") ? "y" : "c"
        let output = try await succeed("evaluate --model m.json --data data.csv --target \(target) --json")
        let evaluation = try JSONDecoder().decode(Evaluation.self, from: Data(output.utf8))
        // The mean squared error, or half of the mean deviance.
        let loss = try #require(report.residualSumOfSquares ?? report.deviance.map { $0 / 2 }) / 40
        #expect(evaluation.rows == 40)
        #expect(abs(evaluation.loss - loss) <= 1e-9 * max(1, loss))
        #expect(try await succeed("fit \(command) --data data.csv --json") == fit)
    }

    /// y is a polynomial of a plus 3·b, to the last digits.
    @Test func predictsThePolynomial() async throws {
        _ = try await succeed("fit linear --data data.csv --target y --features a,b --polynomial 2 --out m.json")
        try tool.folder.write("b,other,a\n2,9,10\n0,9,-4\n", to: "new.csv")
        let lines = try await succeed("predict --model m.json --data new.csv").split(separator: "\n")
        #expect(lines[0] == "prediction" && lines.count == 3)
        #expect(abs(Double(lines[1])! + 23) < 1e-9 && abs(Double(lines[2])! + 15) < 1e-9)
    }

    @Test func predictsClasses() async throws {
        _ = try await succeed("fit logistic --data data.csv --target c --features a,b --out m.json")
        let lines = try await succeed("predict --model m.json --data data.csv").split(separator: "\n")
        #expect(lines[0] == "probability,prediction" && lines.count == 41)
        // At the maximum the probabilities add up to the rows of class 1.
        let probabilities = lines.dropFirst().map { Double($0.split(separator: ",")[0])! }
        let ones = (0..<40).count { ($0 * 7 + $0 / 9) % 5 < 2 }
        #expect(abs(probabilities.reduce(0, +) - Double(ones)) < 1e-9)
    }

    @Test func theModelMayGoToStandardOutput() async throws {
        let outcome = try await tool.run("fit linear --data data.csv --target y --features a,b --out -")
        #expect(outcome.status == 0 && outcome.output.hasPrefix("{") && outcome.messages.contains("Coefficients:"))
        let piped = try await tool.runShell(
            "tessera fit linear --data data.csv --target y --features a --out - 2>/dev/null "
                + "| tessera predict --model - --data data.csv")
        #expect(piped.status == 0 && piped.output.hasPrefix("prediction\n"))
    }

    @Test(arguments: [
        ("logistic --target c --multinomial --out m.json", 64, "--out: a model of several classes cannot be saved"),
        ("linear --target y --out - --json", 64, "--json and a file both go to standard output"),
        ("linear --target y --out data.csv", 64, "--data and --out name the same file"),
        ("linear --target y --out none/m.json", 73, "none"),
        ("logistic --target c --features a,b --iterations 1 --out m.json", 70, "has not converged"),
    ])
    func refuses(_ command: String, _ status: Int32, _ message: String) async throws {
        let outcome = try await tool.run("fit \(command) --data data.csv")
        #expect(outcome.status == status && outcome.messages.contains(message), "\(outcome.messages)")
        #expect(!FileManager.default.fileExists(atPath: "\(tool.folder.path)/m.json"))
    }
}
