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

    @Test(arguments: ["", " --polynomial 2", " --no-intercept"])
    func savesSeveralClasses(_ options: String) async throws {
        let rows = (0..<60).map { row in "\(row % 7),\(row * row % 11),\([2, 5, 9][(row * 7 + row / 9) % 3])" }
        try tool.folder.write("a,b,k\n" + rows.joined(separator: "\n") + "\n", to: "classes.csv")
        let command = "fit logistic --data classes.csv --target k --multinomial\(options)"
        let fit = try await succeed("\(command) --out m.json --json")
        let deviance = try #require(try JSONDecoder().decode(Report.self, from: Data(fit.utf8)).deviance)
        let lines = try await succeed("predict --model m.json --data classes.csv").split(separator: "\n")
        #expect(lines[0] == "probability_2,probability_5,probability_9,prediction" && lines.count == 61)
        var (correct, loss) = (0, 0.0)
        for (line, row) in zip(lines.dropFirst(), rows) {
            let (numbers, own) = (line.split(separator: ",").map { Double($0)! }, Double(row.split(separator: ",")[2])!)
            let probabilities = numbers.dropLast()
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
            #expect(numbers[3] == [2, 5, 9][probabilities.firstIndex(of: probabilities.max()!)!])
            loss -= log(probabilities[[2.0, 5, 9].firstIndex(of: own)!]) / 60
            if numbers[3] == own { correct += 1 }
        }
        #expect(abs(loss - deviance / 120) < 1e-9)
        let output = try await succeed("evaluate --model m.json --data classes.csv --json")
        let evaluation = try JSONDecoder().decode(Evaluation.self, from: Data(output.utf8))
        #expect(abs(evaluation.loss - loss) < 1e-12 && evaluation.metrics == ["accuracy": Double(correct) / 60])
        #expect(output.contains("\"task\":\"multinomial\""))
        try tool.folder.write("a,b,k\n1,2,5\n1,2,3\n", to: "other.csv")
        let outcome = try await tool.run("evaluate --model m.json --data other.csv")
        let message = "other.csv, line 3, column 3 \"k\": the target is 3; the model knows the classes 2, 5, 9"
        #expect(outcome.status == 65 && outcome.messages.contains(message), "\(outcome.messages)")
    }

    /// What the fit says of its rows is what an evaluation of the saved model says, for every family.
    @Test(arguments: [
        "gaussian --target y --features a,b", "gamma --target p --features a,b --link log",
        "gamma --target p --features a --polynomial 2 --link log", "binomial --target c --features a,b --link cloglog",
    ])
    func evaluatesFamiliesAsTheFitDid(_ command: String) async throws {
        let rows = try tool.folder.text("data.csv").split(separator: "\n").enumerated().map { row, line in
            row == 0 ? "\(line),p" : "\(line),\(1 + row * row % 17)"
        }
        try tool.folder.write(rows.joined(separator: "\n") + "\n", to: "data.csv")
        let fit = try await succeed("fit \(command) --data data.csv --out m.json --json")
        let deviance = try #require(try JSONDecoder().decode(Report.self, from: Data(fit.utf8)).deviance)
        let output = try await succeed("evaluate --model m.json --data data.csv --json")
        let evaluation = try JSONDecoder().decode(Evaluation.self, from: Data(output.utf8))
        let isBinary = command.hasPrefix("binomial")
        #expect(abs(evaluation.loss - deviance / (isBinary ? 80 : 40)) <= 1e-12 * max(1, deviance))
        let lines = try await succeed("predict --model m.json --data data.csv").split(separator: "\n")
        #expect(lines.count == 41 && lines[0] == (isBinary ? "probability,prediction" : "prediction"))
    }

    /// The target is that of the model unless the command names another.
    @Test func theModelKnowsItsTarget() async throws {
        _ = try await succeed("fit linear --data data.csv --target y --features a,b --out m.json")
        let own = try await succeed("evaluate --model m.json --data data.csv")
        #expect(try await succeed("evaluate --model m.json --data data.csv --target y") == own)
        #expect(try await succeed("evaluate --model m.json --data data.csv --target c") != own)
        try tool.folder.write("a,b\n1,2\n", to: "short.csv")
        let outcome = try await tool.run("evaluate --model m.json --data short.csv")
        #expect(outcome.status == 65 && outcome.messages.contains("there is no column \"y\""), "\(outcome.messages)")
    }

    /// The name of the output tells its format, and CSV is what all others get.
    @Test func predictsInTheFormatOfTheName() async throws {
        _ = try await succeed("fit logistic --data data.csv --target c --features a,b --out m.json")
        let csv = try await succeed("predict --model m.json --data data.csv")
        for name in ["p.csv", "p.txt", "p"] {
            _ = try await succeed("predict --model m.json --data data.csv --out \(name)")
            #expect(try tool.folder.text(name) == csv)
        }
        _ = try await succeed("predict --model m.json --data data.csv --out p.npy")
        let bytes = try Data(contentsOf: URL(filePath: "\(tool.folder.path)/p.npy"))
        #expect(bytes.count == 128 + 40 * 2 * 8 && bytes.prefix(6) == Data([0x93] + Array("NUMPY".utf8)))
        #expect(
            String(decoding: bytes[10..<128], as: UTF8.self).contains("'<f8', 'fortran_order': False, 'shape': (40, 2)")
        )
        let numbers = bytes.dropFirst(128).withUnsafeBytes { bytes in
            (0..<80).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
        }
        #expect(
            numbers == csv.split(separator: "\n").dropFirst().flatMap { $0.split(separator: ",").map { Double($0)! } })
    }

    @Test(arguments: [
        ("\"intercept\" :", "\"other\" :", "the model has no field model.intercept"),
        ("\"log\"", "\"root\"", "the field model.link of the model has a value that cannot be used"),
        ("\"version\" : 1", "\"version\" : 2", "the model has version 2 of its format; only version 1 can be read"),
        (
            "\"degree\" : 1", "\"degree\" : 2",
            "the model cannot be used: it has 1 weight for 1 feature and their powers up to 2"
        ),
    ])
    func saysWhatIsWrongWithAFile(_ part: String, _ replacement: String, _ message: String) async throws {
        _ = try await succeed("fit gaussian --data data.csv --target c --features a --out m.json --link log")
        let text = try tool.folder.text("m.json")
        #expect(text.contains(part))
        try tool.folder.write(text.replacing(part, with: replacement), to: "m.json")
        let outcome = try await tool.run("predict --model m.json --data data.csv")
        #expect(outcome.status == 65 && outcome.messages == "tessera: m.json: \(message)\n", "\(outcome.messages)")
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
        (
            "gamma --target c --features a --out m.json", 65,
            "line 3, column 4 \"c\": the target is 0; gamma regression needs numbers above 0"
        ),
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
