import Tessera
import TesseraCharts

/// Chapter: the chain rule at one node.
struct ChainRuleChapter: Chapter {
    let name = "chain-rule"
    let title = "The chain rule at one node"

    let explanation = """
        The loss of a large model is far too long a formula to differentiate on paper. But it is made of small operations,
        and one operation at a time is easy. Take a single node from the middle of such a computation:

            z = x·y        with x = 2 and y = 3

        Its local gradients say how `z` answers to its own operands, and need nothing but their values:

            ∂z/∂x = y = 3        ∂z/∂y = x = 2

        Suppose the rest of the computation has already reported how the loss answers to `z`: `∂L/∂z = 6`. Then the chain rule
        gives how it answers to `x` and `y`. Multiply what comes from behind by the local gradient:

            ∂L/∂x = ∂L/∂z · ∂z/∂x = 6 · 3 = 18
            ∂L/∂y = ∂L/∂z · ∂z/∂y = 6 · 2 = 12

        These are in turn what the nodes before `x` and `y` wait for. In the program the rest of the computation is the
        simplest one with that slope, `L = 6·z`.
        """

    let listing = """
        let x = Tensor<Double>(2).watched(as: "x")
        let y = Tensor<Double>(3).watched(as: "y")
        let z = x * y
        let loss = 6 * z
        let gradients = loss.gradients(of: [x, y])
        """

    let printing = "print(gradients[0], gradients[1])"

    func run() -> ChapterResult {
        let x = Tensor<Double>(2).watched(as: "x")
        let y = Tensor<Double>(3).watched(as: "y")
        let z = x * y
        let loss = 6 * z
        let gradients = loss.gradients(of: [x, y])

        let graph = NamedGraph(Graph(of: loss), results: ["z", "L"])
        let summary = zip(["x", "y"], gradients).map { "gradients(of:) gives ∂L/∂\($0) = \($1.item.brief)" }
        return ChapterResult(
            lines: graph.forwardLines + [""] + graph.localLines + [""] + graph.backwardLines + [""] + summary,
            pictures: [
                ChapterPicture(
                    name: "chain-rule", caption: "One node, its local gradients and the gradients of the loss",
                    svg: graph.drawing("The chain rule at z = x·y", showingGradients: true).svg())
            ])
    }
}
