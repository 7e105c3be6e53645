import Foundation
import Testing

/// The result depends neither on the source of the rows nor on the number of threads.
@Suite struct SourcesTests {
    private let tool = try! Tool()

    @Test(arguments: [
        "logistic", "linear", "logistic --batch-size full", "linear --batch-size full --epochs 3",
        "mlp --hidden 8,4 --objective regression", "linear --validation 0.25",
    ])
    func weightsAreTheSameForAnyThreadsAndSource(_ arguments: String) async throws {
        let kind = String(arguments.split(separator: " ")[0])
        let rest = arguments.dropFirst(kind.count)
        let data = "--synthetic 20000x5 --seed 7"
        let options = "\(rest) --epochs 2 --seed 7"
        let hashes = try await [1, 2, 3, 8].asyncMap { threads in
            try await tool.train("\(kind) --synthetic 20000x5 \(options) --threads \(threads)").weightsSHA256
        }
        #expect(Set(hashes).count == 1)
        let made = kind == "mlp" ? "linear" : kind
        #expect(try await tool.run("generate \(made) \(data) --out rows.npy").status == 0)
        let fromFile = try await tool.train("\(kind) --data rows.npy \(options)")
        #expect(fromFile.weightsSHA256 == hashes[0])
        #expect(try await tool.train("\(kind) --synthetic 20000x5 --seed 8 --epochs 2").weightsSHA256 != hashes[0])
    }

    @Test func syntheticRowsTakeNoMemory() async throws {
        // 384 MB, were they held. By way of a shell: a program started by the tests begins with their peak.
        let outcome = try await tool.runShell(
            "tessera train linear --synthetic 300000x320 --epochs 1 --batch-size 30000 --json; true")
        let trained = try JSONDecoder().decode(TrainedModel.self, from: Data(outcome.output.utf8))
        #expect(trained.peakResidentBytes < 200 << 20)
    }

    @Test(arguments: [
        ("rows.npy", "tessera: rows.npy: it is no .npy file of NumPy's format\n", 65),
        ("none.npy", "tessera: cannot read none.npy: there is no such file\n", 66),
    ])
    func refusesOtherFiles(_ file: String, _ message: String, _ status: Int32) async throws {
        try tool.folder.write("x,y\n1,2\n", to: "rows.npy")
        let outcome = try await tool.run("train linear --data \(file)")
        #expect(outcome.messages == message)
        #expect(outcome.status == status)
    }

    @Test func networksAreSavedAndApplied() async throws {
        try tool.folder.write("a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", to: "xor.csv")
        let trained = try await tool.train(
            "mlp --data xor.csv --target y --hidden 8 --activation tanh --epochs 500 --out net.json")
        #expect(trained.hidden == [8])
        #expect(trained.parameters == 33)
        #expect(trained.metrics["accuracy"] == 1)
        let predicted = try await tool.run("predict --model net.json --data xor.csv")
        #expect(predicted.output.split(separator: "\n").map { $0.last } == ["n", "0", "1", "1", "0"])
        let measured = try await tool.run("evaluate --model net.json --data xor.csv --target y --json")
        #expect(measured.output.contains("\"accuracy\":1"))
    }

    @Test func aNetworkOfAnotherShapeIsRefused() async throws {
        try tool.folder.write("a,y\n1,2\n2,4\n3,5\n", to: "t.csv")
        _ = try await tool.train("mlp --data t.csv --target y --hidden 2 --epochs 1 --out net.json")
        let text = try String(contentsOfFile: "\(tool.folder.path)/net.json", encoding: .utf8)
        try tool.folder.write(text.replacing("relu", with: "step"), to: "net.json")
        let outcome = try await tool.run("predict --model net.json --data t.csv")
        #expect(
            outcome.messages
                == "tessera: net.json: the model cannot be used: it has the activation step, which is not known\n")
        #expect(outcome.status == 65)
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
