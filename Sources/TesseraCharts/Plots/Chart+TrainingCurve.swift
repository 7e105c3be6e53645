extension Chart {
    /// Returns the loss by epoch, with that of validation rows beside it. The axis is logarithmic where the losses are
    /// positive and span more than two decades.
    ///
    /// ```swift
    /// let history = try model.fit(rows, options: options)
    /// let chart = try Chart.trainingCurve(losses: history.losses, validation: history.validationLosses)
    /// ```
    ///
    /// - Parameters:
    ///   - losses: the loss of each epoch; the line has a gap where one is not finite, as of training that diverged.
    ///   - validation: the loss over the validation rows after each epoch; none if it is empty.
    ///   - metric: what the vertical axis shows.
    /// - Throws: `ChartError` if there are no losses, or as many validation losses as epochs are not given.
    public static func trainingCurve(
        losses: [Double], validation: [Double] = [], metric: String = "loss"
    ) throws(ChartError) -> Chart {
        if losses.isEmpty { throw .empty(argument: "losses") }
        if !validation.isEmpty {
            try ChartInput.checkCounts("losses", losses.count, "validation", validation.count)
        }
        var series = [Series.line(points(losses), label: "training")]
        if !validation.isEmpty { series.append(.line(points(validation), label: "validation")) }
        let ends = validation.isEmpty ? "" : ", that of the validation rows \(text(validation[validation.count - 1]))"
        return Chart(
            "\(metric.prefix(1).uppercased())\(metric.dropFirst()) per epoch",
            xAxis: .linear("epoch", wholeNumbers: true),
            yAxis: isWide(losses + validation) ? .logarithmic(metric) : .linear(metric), series: series,
            description:
                "The \(metric) of \(losses.count) epochs: the last is \(text(losses[losses.count - 1]))\(ends).")
    }

    /// The losses by epoch, thinned out to as many points as a chart can show.
    private static func points(_ losses: [Double]) -> [Point] {
        let step = max(1, losses.count / 1000)
        return losses.indices.filter { $0 % step == 0 || $0 == losses.count - 1 }
            .map { Point(Double($0 + 1), losses[$0]) }
    }

    private static func text(_ loss: Double) -> String {
        loss.isFinite ? DecimalNumber.valueText(loss) : "\(loss)"
    }

    /// Whether the losses span more than two decades, all above 0.
    private static func isWide(_ losses: [Double]) -> Bool {
        let finite = losses.filter(\.isFinite)
        guard let least = finite.min(), let greatest = finite.max() else { return false }
        return least > 0 && greatest / least > 100
    }
}
