import Foundation
import TestSupport
import Testing

/// `tessera graph`: the operations of a loss as a picture or in DOT.
@Suite struct GraphCommandTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.folder.write("x,y\n1,2\n2,4.5\n3,6\n4,7\n5,11\n", to: "line.csv")
    }

    private func succeed(_ arguments: String) async throws -> String {
        let outcome = try await tool.run(arguments)
        try #require(outcome.status == 0, "\(outcome.messages)")
        return outcome.output
    }

    /// The titles of the nodes in DOT.
    private static func nodes(_ dot: String) -> [String] {
        dot.matches(of: /"v\d+" \[label="([^"]*)"/).map { String($0.1) }
    }

    @Test func drawsALinearModel() async throws {
        let dot = try await succeed("graph linear --features 3 --format dot")
        let nodes = Self.nodes(dot)
        #expect(nodes.starts(with: ["features\\n[rows, 3]", "weights\\n[3, 1]", "matmul\\n[rows, 1]", "bias\\n[1]"]))
        #expect(nodes.contains("targets\\n[rows, 1]") && nodes.last?.hasPrefix("loss = ") == true)
        #expect(dot.contains("label=\"Mean squared error of linear\""))
    }

    @Test(arguments: ["linear", "logistic", "mlp", "mlp --hidden 3,5 --activation tanh --objective classification"])
    func drawsEveryKind(_ kind: String) async throws {
        let svg = try await succeed("graph \(kind)")
        #expect(svg.hasPrefix("<svg ") && svg.contains("prefers-color-scheme") && svg.contains("<desc>"))
        #expect(try await succeed("graph \(kind)") == svg)
        let isClassifying = kind.contains("logistic") || kind.contains("classification")
        #expect(svg.contains(isClassifying ? "Cross-entropy of" : "Mean squared error of"))
        #expect(svg.contains("tanh") == kind.contains("tanh"))
        let gradients = try await succeed("graph \(kind) --gradients --format dot")
        #expect(gradients.matches(of: /gradient of/).count == (kind.hasPrefix("mlp") ? 6 : 2))
    }

    @Test func theNameTellsTheFormat() async throws {
        _ = try await succeed("graph linear --out a.dot")
        _ = try await succeed("graph linear --out a.svg")
        _ = try await succeed("graph linear --format dot --out b.svg")
        #expect(try tool.folder.text("a.dot").hasPrefix("digraph {"))
        #expect(try tool.folder.text("a.svg").hasPrefix("<svg "))
        #expect(try tool.folder.text("b.svg") == (try tool.folder.text("a.dot")))
    }

    @Test func drawsSavedModels() async throws {
        _ = try await succeed("train mlp --data line.csv --target y --hidden 5 --epochs 2 --out m.json")
        let nodes = Self.nodes(try await succeed("graph --model m.json --format dot"))
        #expect(nodes.contains("weights 1\\n[1, 5]") && nodes.contains("weights 2\\n[5, 1]"))
        _ = try await succeed("fit linear --data line.csv --target y --out l.json")
        let dot = try await succeed("graph --model l.json --format dot --loss cross-entropy")
        #expect(dot.contains("Cross-entropy of linear"))
    }

    @Test(arguments: [
        ("graph", 64, "a model is needed: linear, logistic, mlp or --model"),
        ("graph cubic", 64, "The value 'cubic' is invalid for '<kind>'"),
        ("graph linear --model m.json", 64, "exclude each other; give one"),
        ("graph linear --features 0", 64, "--features is 0; it must be from 1 to 100000"),
        ("graph --model m.json --features 3", 64, "--features belongs to a kind of model, not to --model"),
        ("graph --model m.json --hidden 3", 64, "--hidden belongs to graph mlp, not to --model"),
        ("graph logistic --hidden 3", 64, "--hidden belongs to graph mlp, not to graph logistic"),
        ("graph linear --format png", 64, "The value 'png' is invalid for '--format <format>'"),
        ("graph linear --loss huber", 64, "The value 'huber' is invalid for '--loss <loss>'"),
        ("graph --model none.json", 66, "none.json"),
        ("graph --model line.csv", 65, "line.csv: the file is not valid JSON"),
        (
            "graph --model g.json", 65,
            "g.json: the model is a gaussian regression, which is fitted without a recorded loss"
        ),
        ("graph --model p.json", 65, "p.json: the model is a polynomial regression"),
        ("graph --model l.json --out l.json", 64, "--model and --out name the same file"),
        ("graph linear --out none/g.svg", 73, "none"),
    ])
    func refuses(_ arguments: String, _ status: Int32, _ message: String) async throws {
        _ = try await succeed("fit gaussian --data line.csv --target y --out g.json")
        _ = try await succeed("fit linear --data line.csv --target y --out l.json")
        _ = try await succeed("fit linear --data line.csv --target y --polynomial 2 --out p.json")
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == status && outcome.messages.contains(message), "\(outcome.messages)")
        #expect(outcome.messages.hasPrefix("tessera: ") && outcome.messages.count { $0 == "\n" } == 1)
    }
}
