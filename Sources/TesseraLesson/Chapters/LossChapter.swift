import Tessera
import TesseraCharts

/// Chapter: the loss as a function of the weight, a parabola.
struct LossChapter: Chapter {
    let name = "loss"
    let title = "The loss of every weight"

    let explanation = """
        While a program looks for the weight the points stay where they are. The loss then depends on `w` alone:

            loss(w) = 1/N · Σ (w·x − y)²

        For our points `w·x − y = (w − 2)·x`, and the mean of `x²` is 7.5, so that

            loss(w) = 7.5 · (w − 2)²

        This is a parabola. Its lowest point, a loss of 0, is at `w = 2`, and the farther a weight is from there, on either
        side, the worse it does.

        With one weight we could simply try many values, as the table does, and keep the best. With thousands of weights
        nobody can: the combinations are too many. What is needed is a way to walk down the curve from wherever we are.
        """

    let listing = """
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x

        func loss(_ w: Double) -> Double {
            (w * x - y).squared().mean().item
        }
        let weights = Array(stride(from: 0.0, through: 4, by: 0.5))
        let losses = weights.map(loss)
        """

    let printing = "for (w, loss) in zip(weights, losses) { print(w, loss) }"

    func run() -> ChapterResult {
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x

        func loss(_ w: Double) -> Double {
            (w * x - y).squared().mean().item
        }
        let weights = Array(stride(from: 0.0, through: 4, by: 0.5))
        let losses = weights.map(loss)

        let rows = zip(weights, losses).map { [$0.fixed(1), $1.fixed()] }
        let chart = Chart(
            "The loss as a function of the weight", xAxis: .linear("w"), yAxis: .linear("loss"),
            series: [
                .function(over: -0.2...4.2, label: "loss(w) = mean of (w·x − y)²") { loss($0).settled },
                .scatter(points(weights, losses), label: "the weights of the table", color: .black),
                .label(at: Point(2, 0), "least loss: w = 2", marked: true),
            ])
        return ChapterResult(
            lines: LessonTable(["w", "loss"], rows).lines,
            pictures: [
                ChapterPicture(
                    name: "loss", caption: "The loss is a parabola with its lowest point at w = 2", svg: chart.svg())
            ])
    }
}
