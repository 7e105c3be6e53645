import Foundation
import Tessera
import TesseraCharts
import TesseraTraining

/// The page of `tessera report`: one HTML text that loads nothing, the same bytes for the same model and data.
struct ReportPage {
    private let subject: ReportSubject
    private let evaluation: RegressionEvaluation
    private let modelName: String
    private let dataName: String
    private let charts: [ReportFigure]

    /// - Parameters:
    ///   - modelName: The name of the model's file.
    ///   - dataName: The name of the data's file.
    init(
        _ subject: ReportSubject, _ evaluation: RegressionEvaluation, modelName: String, dataName: String,
        charts: [ReportFigure]
    ) {
        (self.subject, self.evaluation, self.charts) = (subject, evaluation, charts)
        (self.modelName, self.dataName) = (modelName, dataName)
    }

    private var model: ModelFile { subject.model }

    var html: String {
        let title = "\(subject.target): \(kind)"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(title.xmlEscaped)</title>
            <style>\(ReportStyle.css)\(ColorScheme.automaticStyle)</style>
            </head>
            <body>
            <main>
            <header>
            <p class="eyebrow">Model report</p>
            <h1>\(subject.target.xmlEscaped)</h1>
            <p class="lead">\(lead.xmlEscaped)</p>
            </header>
            \(section("results", "Results on the data", metrics))
            \(section("model", "Model", card))
            \(section("charts", "Charts", figures))
            \(coefficients)
            </main>
            </body>
            </html>

            """
    }

    private var kind: String {
        if model.network == nil { return "\(model.kind) regression" }
        return model.prediction == .number ? "network for regression" : "network for classification"
    }

    /// The name of the loss.
    private var loss: String {
        if model.prediction != .number { return "log loss" }
        return model.kind == RegressionTask.linear.rawValue ? "mean squared error" : "mean deviance"
    }

    private var lead: String {
        "\(kind.prefix(1).uppercased())\(kind.dropFirst()) on \(counted(model.features.count, "feature")), measured on "
            + "\(counted(evaluation.rows, "row")) of \(dataName)"
    }

    private func section(_ id: String, _ title: String, _ content: String) -> String {
        """
        <section aria-labelledby="\(id)">
        <h2 id="\(id)">\(title)</h2>
        \(content)
        </section>
        """
    }

    // MARK: - Metrics and card

    private var metrics: String {
        let all = [(loss, evaluation.loss)] + namedMetrics(evaluation.metrics).map { ($0.name, $0.value) }
        let tiles = [("rows", "\(evaluation.rows)")] + all.map { ($0.0, text($0.1)) }
        return definitions(tiles, className: "tiles")
    }

    private var card: String {
        var lines = [("kind", kind), ("target", subject.target)] + model.properties.map { ($0.name, $0.value) }
        if let degree = model.linear?.degree, degree > 1 { lines.append(("degree of the polynomial", "\(degree)")) }
        if let parameterCount { lines.append(("parameters", "\(parameterCount)")) }
        lines += [("precision", model.precision.rawValue), ("model file", modelName), ("data file", dataName)]
        return definitions(lines, className: "card") + features
    }

    private var parameterCount: Int? {
        if let network = model.network {
            return network.layers.reduce(0) { $0 + ($1.weights.count + 1) * $1.bias.count }
        }
        return model.linear.map { $0.weights.count + 1 }
    }

    private var features: String {
        let items = model.features.map { "<li>\($0.onOneLine.xmlEscaped)</li>" }.joined()
        return """

            <details class="features"\(model.features.count <= 12 ? " open" : "")>
            <summary>\(counted(model.features.count, "feature"))</summary>
            <ul>\(items)</ul>
            </details>
            """
    }

    private func definitions(_ lines: [(String, String)], className: String) -> String {
        let items = lines.map { name, value in
            "<div><dt>\(name.onOneLine.xmlEscaped)</dt><dd>\(value.onOneLine.xmlEscaped)</dd></div>"
        }
        return "<dl class=\"\(className)\">\n\(items.joined(separator: "\n"))\n</dl>"
    }

    // MARK: - Charts

    private var figures: String {
        var (drawn, missing): ([String], [String]) = ([], [])
        for figure in charts {
            switch figure.chart {
            case .success(let chart):
                let height = figure.keepsHeight ? chart.size.height : ReportStyle.chartHeight
                let svg = chart.sized(width: ReportStyle.chartWidth, height: height).svg()
                drawn.append("<figure>\n\(svg)<figcaption>\(figure.caption.xmlEscaped)</figcaption>\n</figure>")
            case .failure(let error):
                let text = "\(figure.title): not drawn, because \(error.description)."
                missing.append("<p class=\"missing\">\(text.xmlEscaped)</p>")
            }
        }
        return "<div class=\"charts\">\n\(drawn.joined(separator: "\n"))\n</div>\n\(missing.joined(separator: "\n"))"
    }

    // MARK: - Coefficients

    private static let largestTable = 200

    /// The table of the coefficients; empty for models that have none.
    private var coefficients: String {
        guard let terms = model.linear else { return "" }
        let effects = FeatureEffect.all(terms, of: subject)
        let rows = effects.prefix(Self.largestTable).map { effect in
            row([effect.name, text(effect.coefficient), text(effect.deviation), text(effect.perDeviation)])
        }
        let rest = effects.count - rows.count
        let more = rest > 0 ? "<p class=\"note\">… and \(rest) more</p>" : ""
        let body = """
            <div class="table" tabindex="0" role="region" aria-labelledby="coefficients">
            <table>
            <thead><tr><th scope="col">feature</th><th scope="col">coefficient</th><th scope="col">standard \
            deviation</th><th scope="col">product of both</th></tr></thead>
            <tbody>
            \(([row(["intercept", text(terms.intercept), "", ""])] + rows).joined(separator: "\n"))
            </tbody>
            </table>
            </div>\(more)
            """
        return section("coefficients", "Coefficients", body)
    }

    /// The text of a number, with a true minus sign as in the charts.
    private func text(_ number: Double) -> String {
        number.isFinite ? significant(number).replacing("-", with: "\u{2212}") : "\(number)"
    }

    private func row(_ cells: [String]) -> String {
        let rest = cells.dropFirst().map { "<td>\($0.xmlEscaped)</td>" }.joined()
        return "<tr><th scope=\"row\">\(cells[0].onOneLine.xmlEscaped)</th>\(rest)</tr>"
    }
}
