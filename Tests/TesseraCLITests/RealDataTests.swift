import Foundation
import Testing

/// `tessera train` with its default options on tables as people have them.
@Suite(.serialized) struct RealDataTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
    }

    /// y = 3 + 2i with small known errors, where x and y are moved and scaled.
    private func write(x: (Double, Double), y: (Double, Double), rows: Int = 60) throws {
        let lines = (0..<rows).map { row in
            let error = Double((row * 7919) % 101) / 101 - 0.5
            let (a, b) = (x.0 + x.1 * Double(row), y.0 + y.1 * (3 + 2 * Double(row) + error))
            return "\(a),\(b)"
        }
        try tool.folder.write("x,y\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
    }

    /// Times in seconds, milliseconds and nanoseconds, dates as numbers, targets of 10⁹: a good model, and one that is
    /// as good when it is read again.
    @Test(
        arguments: [
            ((1.7e9, 86_400.0), (0.0, 1.0)), ((1.7e12, 1e6), (0, 1)), ((1.7e18, 1e12), (0, 1)),
            ((20_240_101, 1), (0, 1)),
            ((0, 1), (1e9, 1)), ((1.7e12, 1e3), (1.7e9, 1)), ((0, 1e-12), (0, 1e-6)), ((-5e8, 2), (0, 1e12)),
        ] as [((Double, Double), (Double, Double))])
    func columnsLieAnywhere(_ x: (Double, Double), _ y: (Double, Double)) async throws {
        try write(x: x, y: y)
        for options in ["linear", "linear --precision double", "linear --batch-size 16 --epochs 400"] {
            let model = try await tool.train("\(options) --data t.csv --target y --out m.json")
            #expect(try #require(model.metrics["rSquared"]) > 0.999, "\(options)")
            #expect(abs(model.weights[0] * x.1 / y.1 - 2) < 0.02, "\(options)")
            let output = try await tool.run("evaluate --model m.json --data t.csv --target y --json").output
            let measured = try JSONDecoder().decode(TrainedModel.Evaluation.self, from: Data(output.utf8))
            #expect(measured.metrics == model.metrics && measured.loss == model.loss)
            let predicted = try await tool.run("predict --model m.json --data t.csv").output.split(separator: "\n")
            let last = try #require(Double(predicted[60]))
            #expect(abs((last - y.0) / y.1 - 121) < 2, "\(options)")
        }
    }

    @Test func fifteenColumnsAlikeDoNotDiverge() async throws {
        let header = (0..<15).map { "s\($0)" }.joined(separator: ",")
        let rows = (0..<100).map { row in
            let common = Double((row * 37) % 100)
            let cells = (0..<15).map { "\(common + Double((row * (31 + 2 * $0)) % 17) / 4)" }
            return (cells + ["\(common + Double((row * 53) % 23))"]).joined(separator: ",")
        }
        try tool.folder.write("\(header),y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
        for options in ["", " --momentum 0.9", " --batch-size 10", " --l2 1000"] {
            let model = try await tool.train("linear --data t.csv --target y\(options)")
            #expect(try #require(model.metrics["rSquared"]) > 0.9, "\(options)")
        }
    }

    /// The penalty of `train` is that of `fit`.
    @Test(arguments: [1, 100, 100_000])
    func thePenaltyIsThatOfFit(_ l2: Int) async throws {
        let rows = (0..<40).map { "\($0),\(($0 * 17) % 40 * 20 + 500),\(5 + 3 * $0 - ($0 * 17) % 40)" }
        try tool.folder.write("a,b,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
        let trained = try await tool.train("linear --data t.csv --target y --l2 \(l2) --precision double --epochs 5000")
        let fitted = try await tool.run("fit linear --data t.csv --target y --l2 \(l2) --json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(fitted.output.utf8)) as? [String: Any])
        let coefficients = try #require(object["coefficients"] as? [String: [String: Any]])
        for (found, name) in zip(trained.weights, ["a", "b"]) {
            let estimate = try #require(coefficients[name]?["estimate"] as? Double)
            #expect(abs(found - estimate) < 1e-6 * abs(estimate))
        }
        #expect(trained.converged)
    }

    /// An option that is set already is not advised.
    @Test(arguments: [
        ("", "choose a smaller learning rate\n"),
        (" --no-standardize", "choose a smaller learning rate or standardise the features\n"),
    ])
    func adviceFitsTheOptions(_ option: String, _ ending: String) async throws {
        try write(x: (1000, 1), y: (0, 1))
        let outcome = try await tool.run("train linear --data t.csv --target y --learning-rate 5\(option)")
        #expect(outcome.status == 70)
        #expect(outcome.messages.hasSuffix("; \(ending)"), "\(outcome.messages)")
    }

    /// A loss that still falls is reported, and one that has converged is not.
    @Test func convergenceIsSaid() async throws {
        try write(x: (0, 1), y: (0, 1))
        let few = try await tool.run("train linear --data t.csv --target y --epochs 12")
        #expect(few.status == 0)
        #expect(few.output.contains("\nconverged    no: the loss still falls, by "), "\(few.output)")
        #expect(try await !tool.train("linear --data t.csv --target y --epochs 12").converged)
        let many = try await tool.run("train linear --data t.csv --target y")
        #expect(many.status == 0 && !many.output.contains("converged"))
        #expect(try await tool.train("linear --data t.csv --target y").converged)
        #expect(try await tool.train("linear --data t.csv --target y --tolerance 0.01").converged)
    }

    /// Files of doubles keep their digits until they are standardised; those of floats train as the rows they were made
    /// of.
    @Test func matricesAreStandardisedInDoublePrecision() async throws {
        _ = try await tool.run("generate linear --synthetic 9000x3 --out rows.npy")
        let options = "--standardize --epochs 3"
        let made = try await tool.train("linear --synthetic 9000x3 \(options)")
        for threads in [1, 3] {
            let read = try await tool.train("linear --data rows.npy \(options) --threads \(threads)")
            #expect(read.weightsSHA256 == made.weightsSHA256)
        }
        _ = try await tool.run("generate linear --synthetic 9000x3 --precision double --out rows.npy")
        let single = try await tool.train("linear --data rows.npy \(options)")
        let double = try await tool.train("linear --data rows.npy \(options) --precision double")
        for (a, b) in zip(single.weights, double.weights) { #expect(abs(a - b) < 1e-5) }
    }
}
