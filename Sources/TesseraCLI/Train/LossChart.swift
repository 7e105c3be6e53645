import TesseraCharts
import TesseraTraining

/// The learning curve: the loss of every epoch as an SVG chart.
struct LossChart {
    private let history: TrainingHistory

    init(_ history: TrainingHistory) { self.history = history }

    /// The text of the chart; without epochs it has empty axes.
    var svg: String {
        get throws(ChartError) {
            if history.losses.isEmpty {
                return Chart("Loss per epoch", xAxis: .linear("epoch"), yAxis: .linear("loss")).svg()
            }
            // A run that goes on from a checkpoint may have validation rows which the first did not have.
            let validation = history.validationLosses
            let missing = validation.isEmpty ? 0 : max(0, history.losses.count - validation.count)
            return try Chart.trainingCurve(
                losses: history.losses, validation: [Double](repeating: .nan, count: missing) + validation
            ).svg()
        }
    }
}
