extension Chart {
    /// Returns the confusion matrix: how many rows of each class are predicted to be of each class. A row of the matrix is
    /// a true class; the darker a cell, the larger its share of that row.
    ///
    /// ```swift
    /// let chart = try Chart.confusion(predicted: model.predict(x).scalars, labels: classes)
    /// ```
    ///
    /// - Parameters:
    ///   - predicted: the predicted class of each row, any number.
    ///   - labels: the true class of each row.
    /// - Throws: `ChartError` if there are no rows, the counts differ, a number is not finite, or there are more than 30
    ///   classes.
    public static func confusion(predicted: [Double], labels: [Double]) throws(ChartError) -> Chart {
        try ChartInput.check("predicted", predicted, "labels", labels)
        let classes = try ChartInput.classes(predicted + labels, limit: 30)
        let indices = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        var counts = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
        for (prediction, label) in zip(predicted, labels) {
            if let row = indices[label], let column = indices[prediction] { counts[row][column] += 1 }
        }
        let names = classes.map(ChartInput.name)
        let correct = classes.indices.reduce(0) { $0 + counts[$1][$1] }
        let cells = classes.indices.flatMap { row in
            classes.indices.map { cell(counts[row][$0], of: counts[row], row: row, column: $0) }
        }
        // The first class is on top, where a table begins.
        return Chart(
            "Confusion matrix", xAxis: .categories(names, label: "predicted class"),
            yAxis: .categories(names.reversed(), label: "true class"), series: [.cells(cells, color: .blue)],
            width: 440,
            height: 440,
            description: "The number of rows by true class, top to bottom, and predicted class, left to right: "
                + zip(names, counts).map { "class \($0): \($1.map(String.init).joined(separator: ", "))" }
                .joined(separator: "; ") + ". \(correct) of \(labels.count) rows are predicted correctly.")
    }

    private static func cell(_ count: Int, of counts: [Int], row: Int, column: Int) -> Series.Cell {
        let (x, y) = (Double(column), Double(counts.count - 1 - row))
        let share = count == 0 ? 0 : Double(count) / Double(counts.reduce(0, +))
        // Texts keep their contrast on cells of at most this opacity, in light and in dark pictures.
        return Series.Cell(
            x: x - 0.5...x + 0.5, y: y - 0.5...y + 0.5, opacity: 0.03 + 0.49 * share, text: "\(count)")
    }
}
