extension Chart {
    /// Returns the regions of two features in which a model predicts each class, with the rows in the colours of their
    /// true classes. The decision boundary is where regions meet.
    ///
    /// ```swift
    /// let chart = try Chart.decisionBoundary(x: width, y: length, labels: species) { x, y in
    ///     zip(x, y).map { 2 * $0 > $1 ? 1 : 0 }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - x: the first feature of each row.
    ///   - y: the second feature of each row.
    ///   - labels: the true class of each row, any number.
    ///   - xLabel: the label of the horizontal axis.
    ///   - yLabel: the label of the vertical axis.
    ///   - classify: returns the predicted class of each point (x[i], y[i]) of a grid. Nothing is drawn where it is NaN.
    /// - Throws: `ChartError` if there are no rows, the counts differ, a number is not finite, `classify` returns another
    ///   number of classes, or there are more than 7 classes.
    public static func decisionBoundary(
        x: [Double], y: [Double], labels: [Double], xLabel: String = "x", yLabel: String = "y",
        _ classify: (_ x: [Double], _ y: [Double]) -> [Double]
    ) throws(ChartError) -> Chart {
        try ChartInput.check("x", x, "y", y)
        try ChartInput.check("x", x, "labels", labels)
        let grid = ClassGrid(x: extended(x), y: extended(y))
        let (gridX, gridY) = grid.points
        let found = classify(gridX, gridY)
        try ChartInput.checkCounts("the grid", gridX.count, "the classes", found.count)
        let classes = try ChartInput.classes(
            labels + found.filter { !$0.isNaN }, limit: ChartColor.palette.count)
        let regions = zip(classes, ChartColor.palette).map { value, color in
            Series.region(grid.cells(of: value, in: found), color: color)
        }
        let rows = zip(classes, ChartColor.palette).compactMap { value, color -> Series? in
            let points = labels.indices.filter { labels[$0] == value }.map { Point(x[$0], y[$0]) }
            let name = "class \(ChartInput.name(ofClass: value))"
            return points.isEmpty ? nil : .scatter(points, label: name, color: color)
        }
        return Chart(
            "Decision boundary", xAxis: .linear(xLabel, range: grid.x), yAxis: .linear(yLabel, range: grid.y),
            series: regions + rows, width: 560, height: 440,
            description:
                "The predicted class by \(xLabel) and \(yLabel) as coloured regions, with \(x.count) rows in the "
                + "colours of their \(classes.count) classes.")
    }

    /// Returns the interval of the values, a twentieth longer at either end.
    private static func extended(_ values: [Double]) -> ClosedRange<Double> {
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let margin = high > low ? (high - low) / 20 : max(abs(low) / 10, 1)
        return low - margin...high + margin
    }
}

/// A grid of cells over two features, whose classes are found at the middles of the cells.
struct ClassGrid {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    static let columns = 200
    static let rows = 140

    /// The middles of the cells, row by row.
    var points: (x: [Double], y: [Double]) {
        var (xs, ys): ([Double], [Double]) = ([], [])
        for row in 0..<Self.rows {
            for column in 0..<Self.columns {
                xs.append(Self.position(Double(column) + 0.5, of: Self.columns, in: x))
                ys.append(Self.position(Double(row) + 0.5, of: Self.rows, in: y))
            }
        }
        return (xs, ys)
    }

    /// Returns the area of a class: neighbouring cells of a row as one cell.
    func cells(of value: Double, in classes: [Double]) -> [Series.Cell] {
        var cells: [Series.Cell] = []
        for row in 0..<Self.rows {
            let height =
                Self.position(
                    Double(row), of: Self.rows, in: y)...Self.position(
                    Double(row + 1), of: Self.rows, in: y)
            var start: Int?
            for column in 0...Self.columns {
                let isInside = column < Self.columns && classes[row * Self.columns + column] == value
                if isInside, start == nil { start = column }
                guard !isInside, let first = start else { continue }
                let left = Self.position(Double(first), of: Self.columns, in: x)
                cells.append(Series.Cell(x: left...Self.position(Double(column), of: Self.columns, in: x), y: height))
                start = nil
            }
        }
        return cells
    }

    private static func position(_ index: Double, of count: Int, in range: ClosedRange<Double>) -> Double {
        let fraction = index / Double(count)
        return range.lowerBound * (1 - fraction) + range.upperBound * fraction
    }
}
