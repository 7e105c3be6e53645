import Tessera
import TesseraCharts

/// Chapter: a line through four points, two guesses at it, and their errors.
struct RegressionChapter: Chapter {
    let name = "regression"
    let title = "Regression: guessing a line"

    let explanation = """
        Regression asks how one quantity follows from another. Here are four pairs:

        | x | 1 | 2 | 3 | 4 |
        |---|---|---|---|---|
        | y | 2 | 4 | 6 | 8 |

        Anyone can see the rule, `y = 2·x`. A program does not see it. It is told the form of the rule, `ŷ = w·x`, and has
        to find the number `w`, the weight. (Most lines do not pass through the origin and have a second number, the bias:
        `ŷ = w·x + b`. It can wait until chapter 7.)

        With nothing to go by, the program may as well draw a weight at random. Below are two such guesses; each is a line,
        and each misses the points. To tell which is better we need a measure. At a single point that is the distance
        between the line and the point, squared, so that too high and too low count alike:

            error = (ŷ − y)²

        The mean of the errors over all N points is called the loss:

            loss = 1/N · Σ (ŷ − y)²

        The better the line, the smaller its loss; a line through all the points has none.
        """

    let listing = """
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x
        let guesses = Tensor<Double>(uniform: [2], in: 0..<4, seed: 4)

        // A row for each guess, a column for each point.
        let predicted = guesses.expandingDimensions(at: 1) * x
        let errors = (predicted - y).squared()
        let losses = errors.mean(axis: 1)
        """

    let printing = "print(guesses, losses)"

    func run() -> ChapterResult {
        let x: Tensor<Double> = [1, 2, 3, 4]
        let y = 2 * x
        let guesses = Tensor<Double>(uniform: [2], in: 0..<4, seed: 4)

        // A row for each guess, a column for each point.
        let predicted = guesses.expandingDimensions(at: 1) * x
        let errors = (predicted - y).squared()
        let losses = errors.mean(axis: 1)

        let columns = [x, y, predicted[0], errors[0], predicted[1], errors[1]].map(\.scalars)
        let rows = x.scalars.indices.map { row in
            columns.enumerated().map { $1[row].fixed($0 < 2 ? 0 : 4) }
        }
        let summary = zip(guesses.scalars, losses.scalars).enumerated().map { index, guess in
            "guess \(index + 1): w = \(guess.0.fixed()), loss \(guess.1.fixed())"
        }
        let table = LessonTable(["x", "y", "ŷ of guess 1", "error", "ŷ of guess 2", "error"], rows).lines
        return ChapterResult(
            lines: table + [""] + summary,
            pictures: [
                guessesPicture(x, y, guesses.scalars),
                distancesPicture(x, y, guesses.scalars[0], predicted[0], errors[0].scalars),
            ])
    }

    private func guessesPicture(_ x: Tensor<Double>, _ y: Tensor<Double>, _ guesses: [Double]) -> ChapterPicture {
        let lines = guesses.enumerated().map { index, w in
            line(w, label: "guess \(index + 1): y = \(w.drawn)·x", color: .vermillion, dashed: index > 0)
        }
        let chart = Chart(
            "A line and two guesses at it", xAxis: .linear("x"), yAxis: .linear("y"),
            series: [line(2, label: "y = 2·x", color: .blue)] + lines + [
                .scatter(points(x, y), label: "data", color: .black)
            ])
        return ChapterPicture(
            name: "guesses", caption: "Four points on the line y = 2x and two random guesses in red", svg: chart.svg())
    }

    private func distancesPicture(
        _ x: Tensor<Double>, _ y: Tensor<Double>, _ w: Double, _ predicted: Tensor<Double>, _ errors: [Double]
    ) -> ChapterPicture {
        let distances = zip(points(x, y), points(x, predicted)).map { point, miss in
            Series.line([point, miss], color: .gray, dashed: true)
        }
        let labels = zip(points(x, (y + predicted) / 2), errors).map { middle, error in
            Series.label(at: middle, error.fixed(2))
        }
        let chart = Chart(
            "The errors (ŷ − y)² of the first guess", xAxis: .linear("x"), yAxis: .linear("y"),
            series: distances + [
                line(2, label: "y = 2·x", color: .blue),
                line(w, label: "guess 1: y = \(w.drawn)·x", color: .vermillion),
                .scatter(points(x, predicted), color: .vermillion),
                .scatter(points(x, y), label: "data", color: .black),
            ] + labels)
        return ChapterPicture(
            name: "distances", caption: "The distances between the first guess and the points, each with its square",
            svg: chart.svg())
    }

    private func line(_ w: Double, label: String, color: ChartColor, dashed: Bool = false) -> Series {
        let ends: Tensor<Double> = [0, 4.5]
        return .line(points(ends, w * ends), label: label, color: color, dashed: dashed)
    }
}
