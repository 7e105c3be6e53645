/// A drawing of a directed acyclic graph, such as the computation of a loss: boxes joined from left to right by arrows.
///
/// The layout is layered (Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
/// structures", 1981). Edges to or from an unknown node, and edges that would close a cycle, are omitted.
public struct GraphDrawing: Sendable, Hashable {
    /// The title above the graph; none if it is empty.
    package var title: String
    /// The boxes.
    package var nodes: [Node]
    /// The arrows.
    package var edges: [Edge]
    /// What the graph shows, in words for screen readers; none if it is empty.
    package var description = ""

    /// Creates a drawing of a graph.
    public init(_ title: String = "", nodes: [Node], edges: [Edge]) {
        self.title = title
        self.nodes = nodes
        self.edges = edges
    }

    /// Returns the drawing as a complete SVG document, on a card as large as the graph needs.
    public func svg(_ scheme: ColorScheme = .light) -> String {
        GraphRenderer(self).svg(scheme)
    }
}

extension GraphDrawing {
    /// The kind of a node, shown by its colour.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// Data that enters the computation.
        case input
        /// A parameter, to which gradients lead.
        case parameter
        /// An operation.
        case operation
        /// The result.
        case result
    }

    /// A box with a title and further lines, such as a value and a gradient.
    public struct Node: Sendable, Hashable, Identifiable {
        /// The unique identifier by which edges refer to the node.
        public let id: String
        /// The title, in bold.
        package var title: String
        /// The lines below the title.
        package var lines: [String]
        /// The kind, which gives the colour.
        package var kind: Kind

        /// Creates a node.
        public init(id: String, title: String, lines: [String] = [], kind: Kind = .operation) {
            self.id = id
            self.title = title
            self.lines = lines
            self.kind = kind
        }
    }

    /// An arrow between two nodes.
    public struct Edge: Sendable, Hashable {
        /// The `id` of the node that the arrow leaves.
        package var from: String
        /// The `id` of the node that the arrow points to.
        package var to: String
        /// A text on the arrow.
        package var label: String?

        /// Creates an edge between the nodes with these identifiers.
        public init(from: String, to: String, label: String? = nil) {
            self.from = from
            self.to = to
            self.label = label
        }
    }
}

extension GraphDrawing {
    /// Returns the graph in DOT, the language of Graphviz, for `dot -Tsvg`.
    public func dot() -> String {
        var lines = [
            "digraph {", "    rankdir=LR;",
            "    node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];",
            "    edge [fontname=\"Helvetica\"];",
        ]
        if !title.isEmpty { lines.append("    label=\(Self.quoted(title));") }
        for node in nodes {
            let text = ([node.title] + node.lines).map(Self.quotedBody).joined(separator: "\\n")
            let colors = "fillcolor=\"\(node.kind.fill.hex)\", color=\"\(node.kind.border.hex)\""
            lines.append("    \(Self.quoted(node.id)) [label=\"\(text)\", \(colors)];")
        }
        for edge in edges {
            let label = edge.label.map { " [label=\(Self.quoted($0))]" } ?? ""
            lines.append("    \(Self.quoted(edge.from)) -> \(Self.quoted(edge.to))\(label);")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"\(quotedBody(text))\""
    }

    private static func quotedBody(_ text: String) -> String {
        // Escapes scalar by scalar: a quote with a combining accent is one `Character` but still a quote to Graphviz.
        var escaped = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += previous == "\r" ? "" : "\\n"
            case "\r": escaped += "\\n"
            case "\u{0}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return escaped
    }
}

extension GraphDrawing.Kind {
    var fill: ChartColor {
        switch self {
        case .input: ChartColor(hex: 0xE3F1FA)
        case .parameter: ChartColor(hex: 0xFDF1D8)
        case .operation: ChartColor(hex: 0xF4F6F8)
        case .result: ChartColor(hex: 0xDDF3EC)
        }
    }

    var border: ChartColor {
        switch self {
        case .input: .blue
        case .parameter: .orange
        case .operation: .gray
        case .result: .green
        }
    }
}
