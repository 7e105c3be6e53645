import Testing

@testable import TesseraCharts

@Suite struct GraphTests {
    static let squaredError = GraphDrawing(
        "(x·w − y)²",
        nodes: [
            .init(id: "x", title: "x", lines: ["2"], kind: .input),
            .init(id: "w", title: "w", lines: ["0.5", "∂L/∂w = −12"], kind: .parameter),
            .init(id: "mul", title: "ŷ = x·w", lines: ["1"]), .init(id: "y", title: "y", kind: .input),
            .init(id: "sub", title: "e = ŷ − y"), .init(id: "sq", title: "L = e²", kind: .result),
        ],
        edges: [
            .init(from: "x", to: "mul", label: "∂ŷ/∂x = w"), .init(from: "w", to: "mul", label: "∂ŷ/∂w = x"),
            .init(from: "mul", to: "sub", label: "1"), .init(from: "y", to: "sub", label: "−1"),
            .init(from: "sub", to: "sq", label: "2e < 0"),
        ])

    /// A graph of `count` nodes, each with up to three edges from earlier ones, a third of them labelled.
    static func random(_ count: Int) -> GraphDrawing {
        var state: UInt32 = 7
        func next(below limit: Int) -> Int {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int(state >> 8) % limit
        }
        let nodes = (0..<count).map { GraphDrawing.Node(id: "\($0)", title: "node \($0)", lines: ["value"]) }
        let edges = (1..<count).flatMap { to in
            (0...next(below: 3)).map { _ in
                let from = next(below: 3) == 0 ? next(below: to) : max(0, to - 1 - next(below: 6))
                return GraphDrawing.Edge(from: "\(from)", to: "\(to)", label: to % 3 == 0 ? "∂\(to)" : nil)
            }
        }
        return GraphDrawing(nodes: nodes, edges: edges)
    }

    static let graphs = [squaredError, random(12), random(40), random(200), GraphDrawing(nodes: [], edges: [])]

    @Test(arguments: graphs)
    func boxesAndLabelsDoNotOverlap(graph: GraphDrawing) {
        let layout = GraphLayout(graph)
        #expect(layout.boxes.count == graph.nodes.count && layout.curves.count == graph.edges.count)
        let boxes = layout.boxes + layout.curves.compactMap(\.label)
        let card = Rect(x: 0, y: 0, width: layout.width, height: layout.height).insetBy(-0.01)
        for (index, box) in boxes.enumerated() {
            #expect(card.contains(box))
            #expect(!boxes[(index + 1)...].contains { $0.intersects(box) })
        }
    }

    @Test(arguments: graphs)
    func edgesRunFromLeftToRightAroundTheBoxes(graph: GraphDrawing) {
        let layout = GraphLayout(graph)
        for curve in layout.curves {
            let xs = curve.levels.flatMap { [$0.start, $0.end] }
            #expect(zip(xs, xs.dropFirst()).allSatisfy { $0 <= $1 })
            let edge = graph.edges[curve.edge]
            for (node, box) in zip(graph.nodes, layout.boxes) where node.id != edge.from && node.id != edge.to {
                #expect(
                    !curve.levels.contains { $0.y > box.y && $0.y < box.maxY && $0.start < box.maxX && box.x < $0.end })
            }
        }
    }

    @Test(arguments: graphs)
    func bendsLieBetweenTheColumns(graph: GraphDrawing) {
        let layout = GraphLayout(graph)
        for curve in layout.curves {
            for (level, next) in zip(curve.levels, curve.levels.dropFirst()) {
                #expect(!layout.boxes.contains { $0.x < next.start - 0.01 && level.end + 0.01 < $0.maxX })
            }
        }
    }

    @Test(arguments: graphs)
    func isWellFormedAndDeterministic(graph: GraphDrawing) throws {
        let svg = try #require(ParsedSVG(graph.svg()))
        #expect(svg.holdsOnlyNumbers)
        #expect(svg.texts(ofClass: "node-title") == graph.nodes.map(\.title))
        #expect(svg.elements(ofClass: "edge").count == graph.edges.count)
        #expect(svg.texts(ofClass: "edge-label") == graph.edges.compactMap(\.label))
        #expect(graph.svg() == graph.svg())
    }

    @Test(arguments: graphs)
    func textsDoNotOverlap(graph: GraphDrawing) throws {
        let boxes = try #require(ParsedSVG(graph.svg())).textBoxes.filter { $0.text != graph.title }
        for (index, first) in boxes.enumerated() {
            #expect(!boxes[(index + 1)...].contains { $0.box.intersects(first.box) }, "\(first.text)")
        }
    }
}

@Suite struct GraphStructureTests {
    @Test func sourcesStandNextToTheirUse() {
        #expect(GraphLayers(GraphTests.squaredError).layers == [0, 0, 2, 2, 4, 6])
    }

    @Test func cyclesAndUnknownNodesAreLeftOut() {
        let graph = GraphDrawing(
            nodes: ["a", "b", "c"].map { .init(id: $0, title: $0) },
            edges: [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b"), ("b", "nobody")].map { .init(from: $0, to: $1) })
        #expect(GraphLayers(graph).links.map(\.edge) == [0, 1])
        #expect(GraphLayout(graph).boxes.map(\.x) == GraphLayout(graph).boxes.map(\.x).sorted())
    }

    @Test func crossingsAreUndone() {
        let graph = GraphDrawing(
            nodes: ["a", "b", "c", "d", "e", "f"].map { .init(id: $0, title: $0) },
            edges: [("a", "f"), ("b", "e"), ("c", "d")].map { .init(from: $0, to: $1) })
        let boxes = GraphLayout(graph).boxes
        let ends = [(0, 5), (1, 4), (2, 3)].sorted { boxes[$0.0].y < boxes[$1.0].y }
        #expect(ends.map { boxes[$0.1].y } == ends.map { boxes[$0.1].y }.sorted())
    }

    @Test func parallelEdgesHaveTheirOwnPorts() {
        let graph = GraphDrawing(
            nodes: [.init(id: "x", title: "x"), .init(id: "s", title: "x·x")],
            edges: [.init(from: "x", to: "s"), .init(from: "x", to: "s")])
        let curves = GraphLayout(graph).curves
        #expect(curves[0].levels.last?.y != curves[1].levels.last?.y)
    }

    /// A grapheme cluster may contain a quote, which Graphviz would take as one.
    @Test(arguments: [
        ("\"\u{301}", "\\\"\u{301}"), ("\\\u{308}", "\\\\\u{308}"), ("a\r\nb\rc\nd", "a\\nb\\nc\\nd"),
        ("\n\u{301}", "\\n\u{301}"), ("\"\u{200D}\"", "\\\"\u{200D}\\\""), ("\0", "\u{FFFD}"),
    ])
    func dotEscapesByScalars(text: String, escaped: String) {
        let dot = GraphDrawing(text, nodes: [.init(id: text, title: text)], edges: []).dot()
        let scalars = Array(dot.unicodeScalars)
        #expect(scalars.split(separator: "\n").contains(Array("    label=\"\(escaped)\";".unicodeScalars)[...]))
        // Every quote that is not escaped opens or closes a text: there are as many of the one as of the other.
        var (isEscaped, quotes) = (false, 0)
        for scalar in scalars {
            if scalar == "\"", !isEscaped { quotes += 1 }
            isEscaped = scalar == "\\" && !isEscaped
        }
        #expect(quotes % 2 == 0)
    }

    @Test func dotQuotesItsText() {
        let graph = GraphDrawing(
            "a \"title\"",
            nodes: [.init(id: "a\\b", title: "ŷ", lines: ["1"], kind: .input), .init(id: "c", title: "d\ne")],
            edges: [.init(from: "a\\b", to: "c", label: "∂"), .init(from: "a\\b", to: "c")])
        #expect(
            graph.dot() == """
                digraph {
                    rankdir=LR;
                    node [shape=box, style="rounded,filled", fontname="Helvetica"];
                    edge [fontname="Helvetica"];
                    label="a \\"title\\"";
                    "a\\\\b" [label="ŷ\\n1", fillcolor="#E3F1FA", color="#0072B2"];
                    "c" [label="d\\ne", fillcolor="#F4F6F8", color="#8793A1"];
                    "a\\\\b" -> "c" [label="∂"];
                    "a\\\\b" -> "c";
                }

                """)
    }
}
