import Tessera
import TesseraCharts

/// Chapter: gradient descent with a gradient derived by hand.
struct DescentChapter: Chapter {
    let name = "descent"
    let title = "Gradient descent by hand"

    let explanation = """
        Standing somewhere on the loss curve, we need to know which way is down. The slope of the curve, `dL/dw`, tells. Where
        it is negative the curve falls to the right, and the weight should grow; where it is positive the curve falls to
        the left, and the weight should shrink. In both cases the weight moves against the slope:

            w ← w − α · dL/dw

        The number `α`, the learning rate, sets the length of the steps. Ours is 0.01. Because the slope fades towards the
        bottom the steps shorten by themselves, and there the walk comes to rest. If `α` is too large, each step lands
        higher on the other side and the walk never settles.

        This loss is simple enough to be differentiated on paper:

            L = 1/N · Σ (x·w − y)²        dL/dw = 1/N · Σ 2x·(x·w − y)

        For our points that is `15·(w − 2)`. A step of `0.01 · 15` takes 15 percent off the distance to the goal, and so
        does the next. After 60 steps little is left of it, and the line predicts nearly 10 at `x = 5`, a point it has never
        seen.
        """

    let listing = """
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x

        func loss(_ w: Double) -> Double {
            (x * w - y).squared().mean().item
        }
        func slope(_ w: Double) -> Double {
            (2 * x * (x * w - y)).mean().item
        }

        var w = 0.0
        var path = [w]
        for _ in 1...60 {
            w -= 0.01 * slope(w)
            path.append(w)
        }
        """

    let printing = "print(w, 5 * w)"

    func run() -> ChapterResult {
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x

        func loss(_ w: Double) -> Double {
            (x * w - y).squared().mean().item
        }
        func slope(_ w: Double) -> Double {
            (2 * x * (x * w - y)).mean().item
        }

        var w = 0.0
        var path = [w]
        for _ in 1...60 {
            w -= 0.01 * slope(w)
            path.append(w)
        }

        let rows = path.indices.filter { $0 <= 5 || $0 == path.count - 1 }.map { step in
            ["\(step)"] + [path[step], slope(path[step]), loss(path[step])].map { $0.fixed(5) }
        }
        return ChapterResult(
            lines: LessonTable(["step", "w", "dL/dw", "loss"], rows).lines + [
                "", "prediction at x = 5: \((5 * w).fixed(5))",
            ],
            pictures: [slopesPicture(loss: loss, slope: slope), pathPicture(path, loss: loss)])
    }

    private func slopesPicture(loss: (Double) -> Double, slope: (Double) -> Double) -> ChapterPicture {
        let touching: [(w: Double, color: ChartColor)] = [(0.75, .vermillion), (3.25, .green)]
        let tangents = touching.flatMap { w, color in
            let ends = [w - 0.6, w + 0.6]
            let text = "slope \(slope(w).drawn): w must \(slope(w) < 0 ? "grow" : "shrink")"
            return [
                Series.line(points(ends, ends.map { loss(w) + slope(w) * ($0 - w) }), label: text, color: color),
                .scatter(points([w], [loss(w)]), color: color),
            ]
        }
        let chart = Chart(
            "Which way is down", xAxis: .linear("w"), yAxis: .linear("loss", range: -2...39),
            series: [curve(loss)] + tangents)
        return ChapterPicture(
            name: "slopes", caption: "The slope of the loss on either side of its lowest point", svg: chart.svg())
    }

    private func pathPicture(_ path: [Double], loss: (Double) -> Double) -> ChapterPicture {
        // Later steps are too short to be seen.
        let seen = Array(path.prefix(21))
        let chart = Chart(
            "The first \(seen.count - 1) steps down the loss", xAxis: .linear("w"), yAxis: .linear("loss"),
            series: [
                curve(loss), .path(points(seen, seen.map(loss)), label: "gradient descent", color: .vermillion),
                .label(at: points([seen[0]], [loss(seen[0])])[0], "start: w = \(seen[0].drawn)"),
                .label(at: Point(2, 0), "goal: w = 2", marked: true),
            ])
        return ChapterPicture(
            name: "path", caption: "The first steps of gradient descent on the loss curve", svg: chart.svg())
    }

    private func curve(_ loss: (Double) -> Double) -> Series {
        .function(over: -0.2...4.2, label: "loss(w)", color: .blue) { loss($0).settled }
    }
}
