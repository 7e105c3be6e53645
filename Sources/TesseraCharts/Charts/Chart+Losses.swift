extension Chart {
    /// Creates the learning curve of a training: the loss of every epoch, from 1, as a line.
    ///
    /// The axis of the losses is logarithmic where they span more than two decades. Of more than a thousand epochs
    /// evenly spaced ones are drawn.
    ///
    /// ```swift
    /// let picture = Chart(losses: history.losses, validation: history.validationLosses).svg()
    /// ```
    ///
    /// - Parameters:
    ///   - losses: the loss of each epoch.
    ///   - validation: the loss over the validation rows after each epoch; empty if there are none.
    ///   - title: the title above the plot.
    public init(losses: [Double], validation: [Double] = [], title: String = "Loss per epoch") {
        var series = [Series.line(Self.points(losses), label: "training")]
        if !validation.isEmpty { series.append(.line(Self.points(validation), label: "validation")) }
        let all = losses + validation
        let (least, greatest) = (all.min() ?? 1, all.max() ?? 1)
        let isWide = least > 0 && greatest / least > 100
        self.init(
            title, xAxis: .linear("epoch", wholeNumbers: true), yAxis: isWide ? .logarithmic("loss") : .linear("loss"),
            series: series)
    }

    /// The losses by epoch, thinned out to as many points as a chart can show.
    private static func points(_ losses: [Double]) -> [Point] {
        let step = max(1, losses.count / 1000)
        return losses.indices.filter { $0 % step == 0 || $0 == losses.count - 1 }
            .map { Point(Double($0 + 1), losses[$0]) }
    }
}
