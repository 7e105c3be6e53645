import Tessera
import TesseraCharts

/// A chart of a report with the sentence below it, or the reason why it cannot be drawn.
struct ReportFigure {
    let title: String
    let caption: String
    /// Whether the chart is as high as it has rows, unlike the others.
    let keepsHeight: Bool
    let chart: Result<Chart, ChartError>

    init(_ title: String, _ caption: String, keepsHeight: Bool = false, _ chart: () throws(ChartError) -> Chart) {
        (self.title, self.caption, self.keepsHeight) = (title, caption, keepsHeight)
        do throws(ChartError) {
            self.chart = .success(try chart())
        } catch {
            self.chart = .failure(error)
        }
    }
}

/// The charts that fit the task of a model.
struct ReportCharts {
    private let subject: ReportSubject

    /// The rows that scatter charts show.
    private let shown: [Int]
    private static let shownCount = 1000

    init(_ subject: ReportSubject) {
        self.subject = subject
        let count = min(subject.rowCount, Self.shownCount)
        shown = (0..<count).map { $0 * subject.rowCount / count }
    }

    var all: [ReportFigure] {
        let ofTask =
            switch subject.model.prediction {
            case .number: regression
            case .binary: binary
            case .classes(let classes): several(classes)
            }
        return ofTask + effects
    }

    private func sample(_ values: [Double]) -> [Double] { shown.map { values[$0] } }

    /// What is said of a sample; nothing where all rows are shown.
    private var sampled: String {
        shown.count < subject.rowCount ? " \(shown.count) of \(subject.rowCount) rows are shown." : ""
    }
}

// MARK: - Charts of a task

extension ReportCharts {
    private var regression: [ReportFigure] {
        let fitted = subject.output(0)
        let residuals = zip(subject.targets, fitted).map { $0 - $1 }
        var figures = [
            ReportFigure("Fitted and observed", "Rows on the diagonal are predicted exactly.\(sampled)") {
                () throws(ChartError) in
                try .observed(sample(subject.targets), fitted: sample(fitted))
            },
            ReportFigure(
                "Residuals",
                "A pattern shows a relation that the model lacks, a funnel a variance that is not constant.\(sampled)"
            ) { () throws(ChartError) in
                try .residuals(fitted: sample(fitted), residuals: sample(residuals))
            },
            ReportFigure("Normal quantiles", "Normal residuals lie on the line; ends that bend away are heavy tails.") {
                () throws(ChartError) in
                let sorted = residuals.sorted()
                return try .normalQuantiles(of: shown.map { sorted[$0] })
            },
        ]
        if subject.model.features.count == 1 {
            let caption = "The prediction at every value of the feature, over the rows.\(sampled)"
            figures.append(
                ReportFigure("Fit", caption) { () throws(ChartError) in
                    try .fit(
                        x: sample(subject.feature(0)), y: sample(subject.targets), xLabel: subject.model.features[0],
                        yLabel: subject.target
                    ) { x in
                        subject.model.outputs(Tensor(x, shape: [x.count, 1])).scalars
                    }
                })
        }
        return figures
    }

    private var binary: [ReportFigure] {
        let (scores, probabilities) = (subject.model.scores(subject.features).scalars, subject.output(0))
        let labels = subject.targets
        return [
            ReportFigure("ROC curve", "How many of class 1 are found, by how many of class 0 are taken for it.") {
                () throws(ChartError) in try .roc(scores: scores, labels: labels)
            },
            ReportFigure("Precision and recall", "How many of those found are of class 1, by how many of it are found.")
            {
                () throws(ChartError) in try .precisionRecall(scores: scores, labels: labels)
            },
            ReportFigure("Calibration", "Of the rows given a probability of 0.8, four in five should be of class 1.") {
                () throws(ChartError) in try .calibration(probabilities: probabilities, labels: labels)
            },
            confusion,
        ] + boundary
    }

    private func several(_ classes: [Double]) -> [ReportFigure] {
        let curves = classes.enumerated().map { index, value in
            (
                name: "class \(plain(value))", scores: subject.output(index),
                labels: subject.targets.map { $0 == value ? 1.0 : 0 }
            )
        }
        // A class that no row is of has no curve.
        let drawn = curves.filter { $0.labels.contains(1) && $0.labels.contains(0) }.prefix(6)
        let roc = ReportFigure("ROC curves", "Each class against all others.") { () throws(ChartError) in
            if drawn.isEmpty { throw .oneClassOnly(subject.targets[0]) }
            return try .roc(Array(drawn))
        }
        return [confusion, roc] + boundary
    }

    private var confusion: ReportFigure {
        ReportFigure(
            "Confusion matrix", "Rows of the matrix are true classes; correct predictions are on its diagonal."
        ) {
            () throws(ChartError) in
            try .confusion(predicted: subject.output(-1), labels: subject.targets)
        }
    }

    /// The decision boundary of a model of two features.
    private var boundary: [ReportFigure] {
        let names = subject.model.features
        guard names.count == 2 else { return [] }
        let caption = "The predicted class by the two features, and the true classes of rows.\(sampled)"
        let width = subject.model.outputNames.count
        return [
            ReportFigure("Decision boundary", caption) { () throws(ChartError) in
                try .decisionBoundary(
                    x: sample(subject.feature(0)), y: sample(subject.feature(1)), labels: sample(subject.targets),
                    xLabel: names[0], yLabel: names[1]
                ) { x, y in
                    let points = Tensor(zip(x, y).flatMap { [$0, $1] }, shape: [x.count, 2])
                    let outputs = subject.model.outputs(points).scalars
                    return stride(from: width - 1, to: outputs.count, by: width).map { outputs[$0] }
                }
            }
        ]
    }
}

// MARK: - Effects of the features

extension ReportCharts {
    private static let largestCount = 20

    /// Coefficients where the prediction is linear in the features before its link, else partial dependences.
    private var effects: [ReportFigure] {
        if let terms = subject.model.linear, terms.degree == 1 { return [coefficients(terms)] }
        if case .classes = subject.model.prediction { return [] }
        // The fit of one feature shows the same.
        if subject.model.prediction == .number, subject.model.features.count == 1 { return [] }
        return partialDependences
    }

    private func coefficients(_ terms: LinearTerms) -> ReportFigure {
        let all = FeatureEffect.all(terms, of: subject)
        let largest = all.sorted { abs($0.perDeviation) > abs($1.perDeviation) }.prefix(Self.largestCount)
        let rest = all.count > largest.count ? " The \(largest.count) largest of \(all.count) are shown." : ""
        let what = subject.model.prediction == .binary ? "the log-odds" : "the prediction, before its link,"
        let unit = subject.model.kind == "linear" ? "the prediction" : what
        return ReportFigure(
            "Coefficients", "By how much \(unit) changes for one standard deviation of a feature.\(rest)",
            keepsHeight: true
        ) { () throws(ChartError) in
            try .coefficients(
                largest.map(\.name), estimates: largest.map(\.perDeviation), axis: "per standard deviation")
        }
    }

    /// The partial dependences on the features with the largest effects, at most three of the first 50.
    private var partialDependences: [ReportFigure] {
        let names = subject.model.features
        let found = names.indices.prefix(50).compactMap { index -> (index: Int, dependence: PartialDependence)? in
            let dependence = try? PartialDependence(on: index, of: subject.features) { features in
                let outputs = subject.model.outputs(features)
                return outputs.sliced(axis: 1, 0..<1).flattened()
            }
            return dependence.map { (index, $0) }
        }
        let prediction = subject.model.prediction == .binary ? "mean probability" : "mean prediction"
        return found.sorted { $0.dependence.effect > $1.dependence.effect }.prefix(3).map { index, dependence in
            ReportFigure(
                "Partial dependence",
                "The \(prediction) where \(names[index]) is set to each value, the other features as they are."
            ) {
                dependence.chart(named: names[index], prediction: prediction)
            }
        }
    }
}

/// A coefficient of a linear predictor with what it amounts to on the rows.
struct FeatureEffect {
    let name: String
    let coefficient: Double
    /// The standard deviation of the column.
    let deviation: Double
    /// How much the linear predictor changes for one standard deviation of the column.
    var perDeviation: Double { coefficient * deviation }

    /// Returns one effect for each power of each feature.
    static func all(_ terms: LinearTerms, of subject: ReportSubject) -> [FeatureEffect] {
        subject.model.features.enumerated().flatMap { index, name in
            let column = subject.features.sliced(axis: 1, index..<index + 1)
            return (1...terms.degree).map { power in
                let values = power == 1 ? column : column.pow(Double(power))
                return FeatureEffect(
                    name: power == 1 ? name : "\(name)^\(power)",
                    coefficient: terms.weights[index * terms.degree + power - 1],
                    deviation: values.variance().sqrt().item)
            }
        }
    }
}
