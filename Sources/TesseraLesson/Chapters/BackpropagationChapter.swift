import Tessera
import TesseraCharts

/// Chapter: gradient descent with the gradient from automatic differentiation.
struct BackpropagationChapter: Chapter {
    let name = "backpropagation"
    let title = "Backpropagation"

    let explanation = """
        Chapter 3 needed a formula for the slope. Chapter 5 showed that a program can find the slope by itself, if it keeps
        track of the operations that led to the loss. `valueAndGradient(at:)` does both: it runs a function, recording every
        operation, and walks the record back.

        The descent below is that of chapter 3, but for the slope. To see that nothing else has changed, the slope by hand is
        computed beside it at every epoch, as one round over all points is called. The two agree to the last digits a
        `Double` holds.

        On a logarithmic axis the loss falls along a straight line: every epoch keeps 0.85 of the distance to the best weight,
        and so 0.85², about 0.72, of the loss.

        From here on the formula of the model is all we have to write. Whatever it is, its gradient comes with it.
        """

    let listing = """
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x

        var w = Tensor<Double>(0)
        var weights: [Double] = []
        var losses: [Double] = []
        var slopes: [Double] = []
        var slopesByHand: [Double] = []
        for _ in 1...60 {
            let (loss, slope) = valueAndGradient(at: w) { w in
                meanSquaredError(predicted: x * w, expected: y)
            }
            weights.append(w.item)
            losses.append(loss.item)
            slopes.append(slope.item)
            slopesByHand.append((2 * x * (x * w - y)).mean().item)
            w -= 0.01 * slope
        }
        """

    let printing = "print(losses[59], w, 5 * w)"

    func run() -> ChapterResult {
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x

        var w = Tensor<Double>(0)
        var weights: [Double] = []
        var losses: [Double] = []
        var slopes: [Double] = []
        var slopesByHand: [Double] = []
        for _ in 1...60 {
            let (loss, slope) = valueAndGradient(at: w) { w in
                meanSquaredError(predicted: x * w, expected: y)
            }
            weights.append(w.item)
            losses.append(loss.item)
            slopes.append(slope.item)
            slopesByHand.append((2 * x * (x * w - y)).mean().item)
            w -= 0.01 * slope
        }

        let rows = losses.indices.filter { $0 < 5 || $0 == losses.count - 1 }.map { index in
            ["\(index + 1)"] + [weights, losses, slopes, slopesByHand].map { $0[index].fixed(5) }
        }
        let agreeing = zip(slopes, slopesByHand).count { abs($0 - $1) < 1e-12 }
        let summary = [
            "the two slopes agree to 12 decimals in \(agreeing) of \(slopes.count) epochs",
            "w after the last epoch: \(w.item.fixed(5))", "prediction at x = 5: \((5 * w).item.fixed(5))",
        ]
        return ChapterResult(
            lines: LessonTable(["epoch", "w", "loss", "dL/dw", "by hand"], rows).lines + [""] + summary,
            pictures: [lossPicture(losses)])
    }

    private func lossPicture(_ losses: [Double]) -> ChapterPicture {
        let epochs = losses.indices.map { Double($0 + 1) }
        let chart = Chart(
            "The loss falls by the same factor in every epoch", xAxis: .linear("epoch", wholeNumbers: true),
            yAxis: .logarithmic("loss"), series: [.line(points(epochs, losses))])
        return ChapterPicture(
            name: "loss-per-epoch", caption: "The loss in each epoch, on a logarithmic axis", svg: chart.svg())
    }
}
