import Tessera
import TesseraCharts
import TesseraTraining

/// Chapter: logistic regression of two classes.
struct LogisticRegressionChapter: Chapter {
    let name = "logistic-regression"
    let title = "Logistic regression"
    let imports = ["Tessera", "TesseraTraining"]

    let explanation = """
        Often the question has two answers: passed or failed, ill or healthy. The targets are then 0 or 1:

        | x | 1 | 2 | 3 | 4 |
        |---|---|---|---|---|
        | y | 0 | 0 | 1 | 1 |

        A line is a poor answer, for it runs past 0 and 1. So the line is bent: the logistic function σ turns any number
        into a probability, that of class 1.

            p = σ(w·x + b)        σ(z) = 1 / (1 + e⁻ᶻ)

        The loss is the cross-entropy, the mean of `−log p` over the points of class 1 and of `−log(1 − p)` over those of class
        0. It is small where the true class is thought probable, and grows without bound where it is thought impossible.

        The model decides for class 1 where `p > ½`, which is where `w·x + b > 0`. The boundary is thus at `x = −b/w`, and our
        points being symmetric about 2.5 it belongs there. `standardizes` moves the points to mean 0 before training, so
        that the descent starts from that symmetry too.

        As a point between 2 and 3 separates the classes without a fault, a larger weight always does better still: the curve
        gets steeper for as long as we train.
        """

    let listing = """
        let x: Tensor<Double> = [[1], [2], [3], [4]]
        let y: Tensor<Double> = [0, 0, 1, 1]

        var options = TrainingOptions()
        options.epochs = 100
        options.standardizes = true
        var model = LogisticRegression<Double>()
        let history = try model.fit(x, y, optimizer: SGD(learningRate: 1), options: options)
        let probabilities = model.predictProbability(x)
        let boundary = -model.bias / model.weights.item
        """

    let printing = "print(probabilities, boundary)"

    func run() throws -> ChapterResult {
        let x: Tensor<Double> = [[1], [2], [3], [4]]
        let y: Tensor<Double> = [0, 0, 1, 1]

        var options = TrainingOptions()
        options.epochs = 100
        options.standardizes = true
        var model = LogisticRegression<Double>()
        let history = try model.fit(x, y, optimizer: SGD(learningRate: 1), options: options)
        let probabilities = model.predictProbability(x)
        let boundary = -model.bias / model.weights.item

        let classes = model.predict(x).scalars
        let rows = x.scalars.indices.map { row in
            [
                x.scalars[row].fixed(0), y.scalars[row].fixed(0), probabilities.scalars[row].fixed(),
                classes[row].fixed(0),
            ]
        }
        let losses = [history.losses[0], history.losses[history.losses.count - 1]]
        let summary = [
            "w = \(model.weights.item.fixed()), b = \(model.bias.fixed())",
            "boundary: x = \(boundary.fixed())",
            "loss: \(losses[0].fixed()) in the first epoch, \(losses[1].fixed()) in the last",
        ]
        return ChapterResult(
            lines: LessonTable(["x", "y", "P(y = 1)", "decision"], rows).lines + [""] + summary,
            pictures: [curvePicture(x, y, model, boundary)])
    }

    private func curvePicture(
        _ x: Tensor<Double>, _ y: Tensor<Double>, _ model: LogisticRegression<Double>, _ boundary: Double
    ) -> ChapterPicture {
        let grid = Tensor<Double>(linearFrom: 0, to: 5, count: 201).expandingDimensions(at: 1)
        let chart = Chart(
            "Two classes and the curve between them", xAxis: .linear("x"), yAxis: .linear("probability of class 1"),
            series: [
                .line(points(grid, model.predictProbability(grid)), label: "σ(w·x + b)", color: .blue),
                .scatter(points(x, y), label: "data", color: .black),
                .horizontalLine(y: 0.5, label: "p = ½", color: .gray),
                .verticalLine(x: boundary.settled, label: "boundary x = \(boundary.drawn)", color: .vermillion),
            ])
        return ChapterPicture(
            name: "logistic", caption: "The fitted logistic curve, the data and the decision boundary", svg: chart.svg()
        )
    }
}
