import Tessera
import TesseraCharts
import TesseraTraining

/// Chapter: linear regression with a bias by the library's estimator.
struct LinearRegressionChapter: Chapter {
    let name = "linear-regression"
    let title = "Linear regression"
    let imports = ["Tessera", "TesseraTraining"]

    let explanation = """
        Everything so far fits in one type. `LinearRegression` makes the mean squared error small by gradient descent, with
        the gradient found by backpropagation. It takes any number of features, so that `x` has a row for each point and a
        column for each feature, and it learns a bias beside the weights:

            ŷ = w·x + b

        On the table of chapter 1 the weight should become 2 and the bias 0. The bias takes its time: early on, a line
        that starts a little too high and rises a little too slowly does nearly as well, and the last bit of error goes
        slowly.

        R² compares the squared errors with those of always answering the mean of `y`: 0 is no better than that, 1 is a perfect
        fit.
        """

    let listing = """
        let x: Tensor<Double> = [[1], [2], [3], [4]]
        let y: Tensor<Double> = [2, 4, 6, 8]

        var options = TrainingOptions()
        options.epochs = 200
        var model = LinearRegression<Double>()
        let history = try model.fit(x, y, optimizer: SGD(learningRate: 0.1), options: options)
        let prediction = model.predict([[5]]).item
        """

    let printing = "print(model.weights, model.bias, prediction)"

    func run() throws -> ChapterResult {
        let x: Tensor<Double> = [[1], [2], [3], [4]]
        let y: Tensor<Double> = [2, 4, 6, 8]

        var options = TrainingOptions()
        options.epochs = 200
        var model = LinearRegression<Double>()
        let history = try model.fit(x, y, optimizer: SGD(learningRate: 0.1), options: options)
        let prediction = model.predict([[5]]).item

        let rows = [1, 2, 10, 50, 100, 200].map { ["\($0)", history.losses[$0 - 1].fixed(7)] }
        let score = model.score(try RowTable(features: x, targets: y))
        let summary = [
            "w = \(model.weights.item.fixed()), b = \(model.bias.fixed()), R² = \(score.fixed())",
            "prediction at x = 5: \(prediction.fixed())",
        ]
        return ChapterResult(
            lines: LessonTable(["epoch", "loss"], rows).lines + [""] + summary,
            pictures: [fitPicture(x, y, model, prediction)])
    }

    private func fitPicture(
        _ x: Tensor<Double>, _ y: Tensor<Double>, _ model: LinearRegression<Double>, _ prediction: Double
    ) -> ChapterPicture {
        let ends: Tensor<Double> = [[0], [5.5]]
        let chart = Chart(
            "The fitted line", xAxis: .linear("x"), yAxis: .linear("y"),
            series: [
                .line(points(ends, model.predict(ends)), label: "ŷ = w·x + b", color: .blue),
                .scatter(points(x, y), label: "data", color: .black),
                .label(
                    at: Point(5, prediction.settled), "ŷ(5) = \(prediction.drawn)", color: .vermillion, marked: true),
            ])
        return ChapterPicture(
            name: "fit", caption: "The fitted line, the data and the prediction at x = 5", svg: chart.svg())
    }
}
