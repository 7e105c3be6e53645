import Tessera
import Testing

@testable import TesseraCharts

/// Drawings of recorded losses.
@Suite struct ComputationGraphTests {
    private static func plan(
        _ loss: @escaping @Sendable ([Tensor<Float>], RowBatch<Float>) -> Tensor<Float>
    ) throws -> Plan<[Tensor<Float>]> {
        let parameters: [Tensor<Float>] = [Tensor(zeros: [3, 1]), Tensor(zeros: [1])]
        return try Plan(for: parameters, rows: RowShape(features: 3), loss: loss)
    }

    private static func squaredError() throws -> Plan<[Tensor<Float>]> {
        try plan { w, batch in
            ((batch.features.matmul(w[0]) + w[1] - batch.targets).squared()).mean()
        }
    }

    @Test func leadsFromRowsAndParametersToTheLoss() throws {
        let drawing = try GraphDrawing("A loss", of: Self.squaredError())
        let titles = drawing.nodes.map(\.title)
        #expect(titles.starts(with: ["features", "0.value", "matmul"]))
        #expect(drawing.nodes.filter { $0.kind == .parameter }.map(\.lines) == [["[3, 1]"], ["[1]"]])
        #expect(drawing.nodes.filter { $0.kind == .input }.map(\.title).prefix(2) == ["features", "targets"])
        let results = drawing.nodes.filter { $0.kind == .result }
        #expect(results.count == 1 && results[0].title.hasPrefix("loss = ") && drawing.nodes.last?.id == results[0].id)
        // Every node but the loss is an operand of a later one.
        let order = Dictionary(uniqueKeysWithValues: drawing.nodes.enumerated().map { ($1.id, $0) })
        #expect(drawing.edges.allSatisfy { order[$0.from]! < order[$0.to]! })
        #expect(Set(drawing.edges.map(\.from)).count == drawing.nodes.count - 1)
    }

    /// The number of rows that it is recorded with shows nowhere.
    @Test(arguments: [1024, 37, 2]) func hidesTheNumberOfRows(_ rows: Int) throws {
        let plan = try Self.squaredError()
        let drawing = try GraphDrawing(of: plan, rows: rows, gradients: true)
        #expect(drawing == (try GraphDrawing(of: plan, gradients: true)))
        #expect(drawing.nodes.contains { $0.lines == ["[rows, 1]"] })
        #expect(!drawing.nodes.contains { ([$0.title] + $0.lines).joined().contains("1024") })
    }

    @Test func drawsGradients() throws {
        let plan = try Self.squaredError()
        let (forward, both) = (try GraphDrawing(of: plan), try GraphDrawing(of: plan, gradients: true))
        #expect(both.nodes.count > forward.nodes.count)
        let gradients = both.nodes.flatMap(\.lines).filter { $0.hasPrefix("gradient of") }
        #expect(gradients.sorted() == ["gradient of 0.value", "gradient of 1.value"])
        #expect(!forward.nodes.flatMap(\.lines).contains { $0.hasPrefix("gradient") })
    }

    @Test func isDeterministicAndWellFormed() throws {
        let plan = try Self.squaredError()
        for scheme in ColorScheme.allCases {
            let text = try GraphDrawing("A loss", of: plan, gradients: true).svg(scheme)
            #expect(try GraphDrawing("A loss", of: Self.squaredError(), gradients: true).svg(scheme) == text)
            let svg = try #require(ParsedSVG(text))
            #expect(svg.elements[1].text == "A loss" && svg.elements[2].name == "desc")
        }
        #expect(try GraphDrawing(of: plan).dot() == (try GraphDrawing(of: plan).dot()))
        #expect(try GraphDrawing(of: plan).dot().hasPrefix("digraph {\n"))
    }

    @Test func refusesWhatIsNoLoss() throws {
        #expect(throws: PlanError.self) { try GraphDrawing(of: Self.plan { _, batch in batch.targets }) }
        #expect(throws: PlanError.self) { try GraphDrawing(of: Self.plan { _, _ in Tensor(1) }) }
        #expect(throws: PlanError.self) { try GraphDrawing(of: Self.squaredError(), rows: 0) }
    }

    /// A loss that mixes the rows is recorded too; its shapes are those of the rows given.
    @Test func drawsLossesThatMixRows() throws {
        let plan = try Self.plan { w, batch in
            (batch.features.matmul(w[0]).cumulativeSum(axis: 0) + w[1]).max()
        }
        #expect(try GraphDrawing(of: plan, rows: 6).nodes.contains { $0.lines == ["[6, 1]"] })
    }

    @Test func drawsRecordedTensors() throws {
        let (x, y) = (Tensor<Double>(3).watched(as: "x"), Tensor<Double>([1, 2]).watched(as: "y"))
        let drawing = GraphDrawing("p", of: Graph(of: (x * y).sum() * 2), gradients: true)
        let byTitle = Dictionary(drawing.nodes.map { ($0.title, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(byTitle["x"]?.lines == ["value 3", "gradient 6"] && byTitle["x"]?.kind == .parameter)
        #expect(byTitle["y"]?.lines == ["[2]"] && byTitle["2"]?.kind == .input)
        #expect(drawing.nodes.last?.kind == .result && drawing.nodes.last?.lines.first == "value 18")
        #expect(Set(drawing.edges.map(\.from)).count == drawing.nodes.count - 1)
    }
}
