public import Tessera

extension Chart {
    /// Returns the partial dependence of a prediction on one feature (J. Friedman, "Greedy function approximation: a
    /// gradient boosting machine", 2001): the mean prediction over the rows where this feature is set to one value for all
    /// of them and the others stay as they are, by that value.
    ///
    /// ```swift
    /// let chart = try Chart.partialDependence(on: 0, named: "area", of: features) { model.predict($0) }
    /// ```
    ///
    /// - Parameters:
    ///   - column: the index of the feature.
    ///   - name: the name of the feature, for the axis.
    ///   - features: the rows, of shape [rows, features]. Of more than 500 rows every k-th is taken.
    ///   - points: the number of values, equally spaced over the feature's, from 2 to 200.
    ///   - prediction: what is predicted, for the axis.
    ///   - predict: returns the predictions, of shape [rows], for features of shape [rows, features].
    /// - Throws: `ChartError` if there are no rows, the column is none of the features, a number is not finite, `points` is
    ///   out of its range, or `predict` returns another number of predictions.
    public static func partialDependence<Scalar: RealScalar>(
        on column: Int, named name: String, of features: Tensor<Scalar>, points: Int = 40,
        prediction: String = "mean prediction", _ predict: (Tensor<Scalar>) -> Tensor<Scalar>
    ) throws(ChartError) -> Chart {
        let dependence = try PartialDependence(on: column, of: features, points: points, predict)
        return dependence.chart(named: name, prediction: prediction)
    }
}

/// The mean prediction by the value of one feature.
package struct PartialDependence {
    /// The values of the feature.
    let values: [Double]
    /// The mean prediction at each value.
    let means: [Double]

    /// The largest difference between two mean predictions.
    package var effect: Double { (means.max() ?? 0) - (means.min() ?? 0) }

    package init<Scalar: RealScalar>(
        on column: Int, of features: Tensor<Scalar>, points: Int = 40, _ predict: (Tensor<Scalar>) -> Tensor<Scalar>
    ) throws(ChartError) {
        guard features.rank == 2, features.count > 0 else { throw .empty(argument: "features") }
        let width = features.shape[1]
        if !(0..<width).contains(column) {
            throw .outOfRange(argument: "column", value: column, range: 0...width - 1)
        }
        if !(2...200).contains(points) { throw .outOfRange(argument: "points", value: points, range: 2...200) }
        let all = features.sliced(axis: 1, column..<column + 1).scalars.map { Double($0) }
        try ChartInput.check("features", all)
        values = Chart.samples(from: all.min() ?? 0, to: all.max() ?? 0, count: points)
        let step = (features.shape[0] + 499) / 500
        var rows = features[.every(step)]
        let count = rows.shape[0]
        var means: [Double] = []
        for value in values {
            rows[0..., column] = Tensor(repeating: Scalar(value), shape: [count])
            let predictions = predict(rows).scalars
            try ChartInput.checkCounts("the rows", count, "the predictions", predictions.count)
            means.append(predictions.reduce(0) { $0 + Double($1) } / Double(count))
        }
        try ChartInput.check("the predictions", means)
        self.means = means
    }

    package func chart(named name: String, prediction: String = "mean prediction") -> Chart {
        Chart(
            "Partial dependence on \(name)", xAxis: .linear(name), yAxis: .linear(prediction),
            series: [.line(zip(values, means).map { Point($0, $1) })],
            description: "The \(prediction) by \(name), from \(DecimalNumber.valueText(means.min() ?? 0)) to "
                + "\(DecimalNumber.valueText(means.max() ?? 0)), while the other features are as in the rows.")
    }
}
