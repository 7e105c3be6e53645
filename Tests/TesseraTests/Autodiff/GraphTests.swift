import Testing

@testable import Tessera

@Suite struct GraphTests {
    /// (x·w − y)² at x = 1, y = 2, w = 1: loss 1, dL/dw = −2.
    @Test func theGraphOfASquaredErrorHasItsValuesAndLocalGradients() throws {
        let x = Tensor<Double>(1).watched(as: "x")
        let w = Tensor<Double>(1).watched(as: "w")
        let y = Tensor<Double>(2).watched(as: "y")
        let graph = Graph(of: (x * w - y).squared())
        #expect(graph.vertices.map(\.name) == ["x", "w", "multiply", "y", "subtract", "square"])
        #expect(graph.vertices.map(\.operands) == [[], [], [0, 1], [], [2, 3], [4]])
        #expect(graph.vertices.compactMap { $0.value.typed(as: Double.self)?.item } == [1, 1, 1, 2, -1, 1])
        let gradients = graph.vertices.map { $0.gradient?.typed(as: Double.self)?.item }
        #expect(gradients == [-2, -2, -2, 2, -2, 1])
        let local = graph.vertices.map { $0.localGradients.map { $0?.typed(as: Double.self)?.item } }
        #expect(local == [[], [], [1, 1], [], [1, -1], [-2]])
    }

    @Test func constantsAreVerticesToo() {
        let w = Tensor<Float>([1, 2]).watched()
        let graph = Graph(of: (w * [3, 4]).sum())
        #expect(graph.vertices.map(\.kind) == [.variable, .constant, .operation, .operation])
        #expect(graph.vertices.map(\.shape) == [[2], [2], [2], []])
        #expect(Graph(of: Tensor<Float>(1)).vertices.map(\.name) == ["constant"])
    }

    @Test func localGradientsHaveTheShapeOfTheirOperand() {
        let (x, b) = (Tensor<Float>([1, 2, 3]).watched(), Tensor<Float>([4]).watched())
        let graph = Graph(of: (x + b).watched(as: "hidden").sum())
        #expect(graph.vertices.map(\.kind) == [.variable, .variable, .operation, .variable, .operation])
        #expect(graph.vertices[2].localGradients.map { $0?.shape } == [[3], [1]])
        #expect(graph.vertices[2].localGradients[1]?.typed(as: Float.self) == [3])
    }
}
