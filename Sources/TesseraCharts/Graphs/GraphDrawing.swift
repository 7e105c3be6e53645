/// A drawing of a directed acyclic graph, such as the computation of a loss: boxes joined from left to right by arrows.
///
/// Edges to or from an unknown node, and edges that would close a cycle, are left out.
public struct GraphDrawing: Sendable, Hashable {
    public var title: String
    public var nodes: [Node]
    public var edges: [Edge]

    public init(_ title: String = "", nodes: [Node], edges: [Edge]) {
        self.title = title
        self.nodes = nodes
        self.edges = edges
    }

    /// The drawing as a complete SVG document, on a white card as large as the graph needs.
    public func svg() -> String {
        GraphRenderer(self).svg()
    }
}

extension GraphDrawing {
    /// What a node stands for, shown by its colour.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case input, parameter, operation, result
    }

    /// A box with a title and further lines, such as a value and a gradient.
    public struct Node: Sendable, Hashable, Identifiable {
        public let id: String
        public var title: String
        public var lines: [String]
        public var kind: Kind

        public init(id: String, title: String, lines: [String] = [], kind: Kind = .operation) {
            self.id = id
            self.title = title
            self.lines = lines
            self.kind = kind
        }
    }

    /// An arrow between two nodes, given by their `id`.
    public struct Edge: Sendable, Hashable {
        public var from: String
        public var to: String
        public var label: String?

        public init(from: String, to: String, label: String? = nil) {
            self.from = from
            self.to = to
            self.label = label
        }
    }
}
