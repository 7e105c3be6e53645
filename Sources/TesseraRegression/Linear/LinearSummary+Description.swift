import Foundation

extension LinearSummary: CustomStringConvertible {
    public var description: String {
        var lines = residuals.isEmpty ? [] : ["Residuals:"] + residualLines + [""]
        lines += ["Coefficients:"] + SummaryTable(coefficients, statistic: "t").lines
        lines.append("")
        if let error = residualStandardError {
            lines.append(
                "Residual standard error: \(SummaryTable.number(error)) on \(residualDegreesOfFreedom) degrees of freedom"
            )
        } else if residualDegreesOfFreedom == 0, !isPenalized {
            lines.append("No degrees of freedom are left: every row is met, whatever the numbers mean.")
        }
        if let rSquared {
            let adjusted = adjustedRSquared.map { ", adjusted R-squared: \(SummaryTable.number($0))" } ?? ""
            let reference = hasIntercept ? "" : " (without an intercept: compared with 0, not with the mean)"
            lines.append("Multiple R-squared: \(SummaryTable.number(rSquared))\(adjusted)\(reference)")
        }
        if hasIntercept, totalSumOfSquares == 0, rows > 1 {
            lines.append("The target is the same in every row: there is nothing to explain")
        } else if isExact, residualDegreesOfFreedom > 0 {
            lines.append("The fit is exact to the rounding of the target: statistics would be those of rounding")
        }
        if let fStatistic, let fPValue {
            lines.append(
                "F-statistic: \(SummaryTable.number(fStatistic)) on \(fDegreesOfFreedom) and "
                    + "\(residualDegreesOfFreedom) DF, p-value: \(SummaryTable.probability(fPValue))")
        }
        if let aic, let bic, let logLikelihood {
            lines.append(
                "Log-likelihood: \(SummaryTable.number(logLikelihood)), AIC: \(SummaryTable.number(aic)), "
                    + "BIC: \(SummaryTable.number(bic))")
        }
        if let conditionNumber {
            lines.append("Condition number (columns at equal lengths): \(SummaryTable.number(conditionNumber))")
        }
        if rank < coefficients.count {
            lines.append("Only \(rank) of \(coefficients.count) columns are independent: the shortest of all solutions")
        }
        return (lines + convergence.lines).joined(separator: "\n")
    }

    /// The residuals themselves for up to five rows, else their quartiles.
    private var residualLines: [String] {
        let sorted = residuals.sorted()
        if rows <= 5 { return [residuals.map(SummaryTable.number).joined(separator: "  ")] }
        func quantile(_ probability: Double) -> Double {
            let position = probability * Double(rows - 1)
            let below = Int(position)
            let next = min(below + 1, rows - 1)
            return sorted[below] + (position - Double(below)) * (sorted[next] - sorted[below])
        }
        let values = [0, 0.25, 0.5, 0.75, 1].map { SummaryTable.number(quantile($0)) }
        return SummaryTable.aligned([["Min", "1Q", "Median", "3Q", "Max"], values], hasLabels: false)
    }
}

/// The table of coefficients in the format of R.
struct SummaryTable {
    let lines: [String]

    init(_ coefficients: [Coefficient], statistic: String) {
        let hasErrors = coefficients.contains { $0.standardError != nil }
        guard hasErrors else {
            lines = Self.aligned(
                [["", "Estimate"]] + coefficients.map { [$0.name.onOneLine, Self.number($0.estimate)] })
            return
        }
        var rows = [["", "Estimate", "Std. Error", "\(statistic) value", "Pr(>|\(statistic)|)", ""]]
        for coefficient in coefficients {
            rows.append([
                coefficient.name.onOneLine, Self.number(coefficient.estimate),
                coefficient.standardError.map(Self.number) ?? "NA",
                coefficient.statistic.map(Self.number) ?? "NA", coefficient.pValue.map(Self.probability) ?? "NA",
                coefficient.pValue.map(Self.stars) ?? "",
            ])
        }
        lines = Self.aligned(rows) + ["---", "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1"]
    }

    static func number(_ value: Double) -> String { String(format: "%.6g", value) }

    /// Formats a class label to its last digit.
    static func label(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }

    static func probability(_ value: Double) -> String {
        value < 2.2e-16 ? "< 2e-16" : String(format: "%.4g", value)
    }

    private static func stars(_ value: Double) -> String {
        switch value {
        case ..<0.001: "***"
        case ..<0.01: "**"
        case ..<0.05: "*"
        case ..<0.1: "."
        default: ""
        }
    }

    /// Pads cells into columns, right-aligned except for row labels in the first column.
    static func aligned(_ rows: [[String]], hasLabels: Bool = true) -> [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                // The significance stars in the sixth column are left-aligned too.
                let isLeft = hasLabels && (column == 0 || column == 5)
                return isLeft ? row[column] + padding : padding + row[column]
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
