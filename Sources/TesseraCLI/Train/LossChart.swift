import TesseraCharts
import TesseraTraining

/// The learning curve: the loss of every epoch as an SVG chart.
struct LossChart {
    private let training: [Double]
    private let validation: [Double]

    init(_ history: TrainingHistory) {
        training = history.losses
        validation = history.validationLosses
    }

    var svg: String {
        var series = [Series.line(Self.points(training), label: "training")]
        if !validation.isEmpty { series.append(.line(Self.points(validation), label: "validation")) }
        return Chart(
            "Loss per epoch", xAxis: .linear("epoch", wholeNumbers: true),
            yAxis: isWide ? .logarithmic("loss") : .linear("loss"), series: series
        ).svg()
    }

    /// Whether the losses span more than two decades, so that a logarithmic axis is used.
    private var isWide: Bool {
        let all = training + validation
        guard let least = all.min(), let greatest = all.max() else { return false }
        return least > 0 && greatest / least > 100
    }

    /// The losses by epoch, thinned out to as many points as a chart can show.
    private static func points(_ losses: [Double]) -> [Point] {
        let step = max(1, losses.count / 1000)
        return losses.indices.filter { $0 % step == 0 || $0 == losses.count - 1 }
            .map { Point(Double($0 + 1), losses[$0]) }
    }
}
