import Tessera
import TesseraCharts

/// Chapter: the computation graph of (x·w − y)², forward and backward.
struct GraphChapter: Chapter {
    let name = "graph"
    let title = "The computation graph"

    let explanation = """
        The loss of our model at one point is three operations, one after another:

            ŷ = x·w        e = ŷ − y        L = e²

        Drawn as boxes joined by arrows they form the computation graph. Walking it from left to right computes the
        values. With `x = 1`, `y = 2` and `w = 1` the prediction is 1, one less than it should be, and the loss is 1.

        On the way each operation also knows its local gradients: a product answers to one factor with the other, a difference
        answers to its first operand with 1 and to its second with −1, and a square answers with twice its operand.

        Walking back from the loss, the chain rule of the last chapter is used at every box in turn. At the weight it arrives
        at `dL/dw = −2`. The loss falls as the weight grows, which is right: the weight is 1 and should be 2.

        This backward walk is what is called backpropagation. Its cost is about that of the forward walk, however many weights
        there are.
        """

    let listing = """
        let x = Tensor<Double>(1).watched(as: "x")
        let y = Tensor<Double>(2).watched(as: "y")
        let w = Tensor<Double>(1).watched(as: "w")
        let loss = (x * w - y).squared()
        let graph = Graph(of: loss)
        """

    let printing = """
        for vertex in graph.vertices {
            print(vertex.name, vertex.value, vertex.gradient?.description ?? "")
        }
        """

    func run() -> ChapterResult {
        let x = Tensor<Double>(1).watched(as: "x")
        let y = Tensor<Double>(2).watched(as: "y")
        let w = Tensor<Double>(1).watched(as: "w")
        let loss = (x * w - y).squared()
        let graph = Graph(of: loss)

        let named = NamedGraph(graph, results: ["ŷ", "e", "L"])
        let sections = [
            ["forward:"] + named.forwardLines, ["local gradients:"] + named.localLines,
            ["backward:"] + named.backwardLines,
        ]
        return ChapterResult(
            lines: Array(sections.joined(separator: [""])),
            pictures: [
                ChapterPicture(
                    name: "forward", caption: "The graph of (x·w − y)² with the values of the forward walk",
                    svg: named.drawing("Forward: the values", weights: ["w"], showingGradients: false).svg()),
                ChapterPicture(
                    name: "backward", caption: "The same graph with local gradients and the gradients of the loss",
                    svg: named.drawing("Backward: the gradients", weights: ["w"], showingGradients: true).svg()),
            ])
    }
}
