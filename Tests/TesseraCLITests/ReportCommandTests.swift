import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `tessera report`: a page about a model on rows.
@Suite struct ReportCommandTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        let rows = (0..<60).map { row -> String in
            let (a, b) = (Double(row % 7) - 2, Double(row * row % 11) / 2)
            return
                "\(a),\(b),\(1 + 2 * a - 0.5 * b + Double(row * 31 % 13) / 5),\((row * 7 + row / 9) % 5 < 2 ? 1 : 0),\(row % 3)"
        }
        try tool.folder.write("a,b,y,c,k\n" + rows.joined(separator: "\n") + "\n", to: "data.csv")
    }

    private func succeed(_ arguments: String) async throws -> String {
        let outcome = try await tool.run(arguments)
        try #require(outcome.status == 0, "\(outcome.messages)")
        return outcome.output
    }

    private func report(_ make: String, target: String) async throws -> String {
        _ = try await succeed("\(make) --data data.csv --target \(target) --out m.json")
        _ = try await succeed("report --model m.json --data data.csv --out page.html")
        return try tool.folder.text("page.html")
    }

    /// The titles of the charts, in order.
    private static func charts(_ page: String) -> [String] {
        page.matches(of: /<title>([^<]*)<\/title>\n\s*<desc>/).map { String($0.1) }
    }

    @Test(arguments: [
        (
            "fit linear --features a,b", "y", ["Fitted and observed", "Residuals", "Normal quantiles", "Coefficients"],
            ["linear regression", "mean squared error", "R²", "RMSE", "intercept"]
        ),
        (
            "fit linear --features a --polynomial 2", "y",
            ["Fitted and observed", "Residuals", "Normal quantiles", "Fit"],
            ["degree of the polynomial", "a^2"]
        ),
        (
            "fit logistic --features a,b", "c",
            [
                "ROC curve", "Precision and recall", "Calibration", "Confusion matrix", "Decision boundary",
                "Coefficients",
            ], ["logistic regression", "log loss", "accuracy", "AUC"]
        ),
        (
            "fit logistic --features a,b --multinomial", "k", ["Confusion matrix", "ROC curve", "Decision boundary"],
            ["multinomial regression", "0, 1, 2"]
        ),
        (
            "fit binomial --features a,b --link cloglog", "c",
            [
                "ROC curve", "Precision and recall", "Calibration", "Confusion matrix", "Decision boundary",
                "Coefficients",
            ], ["binomial regression", "cloglog"]
        ),
        (
            "fit gaussian --features a,b", "y",
            ["Fitted and observed", "Residuals", "Normal quantiles", "Coefficients"],
            ["gaussian regression", "identity", "D²", "mean deviance"]
        ),
        (
            "train mlp --objective regression --hidden 4 --epochs 20", "y",
            [
                "Fitted and observed", "Residuals", "Normal quantiles", "Partial dependence on …",
                "Partial dependence on …", "Partial dependence on …",
            ], ["network for regression", "hidden layers", "relu", "trained on", "60 rows", "seed"]
        ),
    ])
    func hasTheChartsOfItsTask(_ make: String, _ target: String, _ charts: [String], _ texts: [String]) async throws {
        let page = try await report(make, target: target)
        // Which features have the largest effects, training decides.
        let effect = "Partial dependence on "
        #expect(Self.charts(page).map { $0.hasPrefix(effect) ? effect + "…" : $0 } == charts)
        for text in texts { #expect(page.contains(">\(text)<") || page.contains(text), "\(text)") }
        try expectWhole(page)
    }

    /// Nothing is loaded or run, every element is closed, and every picture says what it shows.
    private func expectWhole(_ page: String) throws {
        let body = page.replacing("http://www.w3.org/2000/svg", with: "")
        for word in ["http:", "https:", "src=", "href=", "<script", "url(", "@import", "<link", "<img", "<iframe"] {
            #expect(!body.contains(word), "\(word)")
        }
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">") && page.hasSuffix("</html>\n"))
        #expect(page.contains("default-src 'none'") && page.contains("width=device-width"))
        #expect(page.contains("prefers-color-scheme:dark"))
        // As XML it has neither a document type, nor elements without an end, nor attributes without a value.
        let markup = String(page.drop { $0 != "\n" }).replacing(/<meta[^>]*>/, with: "").replacing(" open>", with: ">")
        #expect(XMLCheck.isWellFormed(markup))
    }

    @Test func showsTheMetricsOfEvaluate() async throws {
        let page = try await report("fit linear --features a,b", target: "y")
        let lines = try await succeed("evaluate --model m.json --data data.csv").split(separator: "\n")
        for line in lines.dropFirst() {
            let value = line.split(separator: " ").last.map(String.init) ?? ""
            #expect(page.contains("<dd>\(value)</dd>"), "\(line)")
        }
    }

    @Test func isTheSamePageEveryTime() async throws {
        let page = try await report("train mlp --hidden 4 --epochs 20", target: "c")
        _ = try await succeed("report --model m.json --data data.csv --out again.html")
        #expect(try tool.folder.text("again.html") == page)
        #expect(try await succeed("report --model m.json --data data.csv --out -") == page)
    }

    @Test func drawsTheHistory() async throws {
        _ = try await succeed("fit linear --data data.csv --target y --features a,b --out m.json")
        try tool.folder.write("epoch,loss,validation_loss\n1,3,4\n2,2,3.5\n3,1.5,3.25\n", to: "history.csv")
        let report = "report --model m.json --data data.csv --history history.csv --out page.html"
        _ = try await succeed(report)
        let page = try tool.folder.text("page.html")
        #expect(Self.charts(page).last == "Loss per epoch" && page.contains("that of the validation rows 3.25."))
        try tool.folder.write("epoch,error\n1,3\n", to: "history.csv")
        let outcome = try await tool.run(report)
        #expect(outcome.status == 65 && outcome.messages.contains("there is no column \"loss\""), "\(outcome.messages)")
    }

    /// Names from files are text, whatever they hold.
    @Test func escapesNames() async throws {
        let name = "<script>alert(1)</script>&\"'"
        let header = "\"\(name.replacing("\"", with: "\"\""))\",y"
        try tool.folder.write(
            header + "\n" + (0..<20).map { "\($0),\($0 * $0 % 7)" }.joined(separator: "\n"), to: "d.csv")
        _ = try await succeed("fit linear --data d.csv --target y --out m.json")
        _ = try await succeed("report --model m.json --data d.csv --out page.html")
        let page = try tool.folder.text("page.html")
        try expectWhole(page)
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"))
    }

    @Test func saysWhatCannotBeDrawn() async throws {
        _ = try await succeed("fit logistic --data data.csv --target c --features a,b --out m.json")
        let ones = try tool.folder.text("data.csv").split(separator: "\n").filter {
            $0.hasPrefix("a") || $0.split(separator: ",")[3] == "1"
        }
        try tool.folder.write(ones.joined(separator: "\n") + "\n", to: "ones.csv")
        _ = try await succeed("report --model m.json --data ones.csv --out page.html")
        let page = try tool.folder.text("page.html")
        #expect(page.contains("ROC curve: not drawn, because every label is 1; the curve needs both classes."))
        #expect(Self.charts(page).contains("Calibration"))
    }

    /// Of many rows some are shown, and the page says how many.
    @Test func samplesManyRows() async throws {
        let rows = (0..<3000).map { "\($0 % 97),\($0 % 97 * 2 + $0 * 31 % 11)" }.joined(separator: "\n")
        try tool.folder.write("x,y\n\(rows)\n", to: "long.csv")
        _ = try await succeed("fit linear --data long.csv --target y --out m.json")
        _ = try await succeed("report --model m.json --data long.csv --out page.html")
        let page = try tool.folder.text("page.html")
        #expect(page.contains("1000 of 3000 rows are shown.") && page.utf8.count < 800_000)
    }

    @Test(arguments: [
        ("--model none.json --data data.csv --out p.html", 66, "none.json"),
        ("--model m.json --data none.csv --out p.html", 66, "none.csv"),
        ("--model data.csv --data data.csv --out p.html", 65, "data.csv: the file is not valid JSON"),
        ("--model m.json --data other.csv --out p.html", 65, "there is no column \"a\""),
        ("--model m.json --data text.csv --out p.html", 65, "text.csv, line 3, column 1 \"a\""),
        ("--model m.json --data data.csv --target z --out p.html", 65, "there is no column \"z\""),
        ("--model m.json --data huge.csv --out p.html", 65, "huge.csv"),
        ("--model m.json --data data.csv --out data.csv", 64, "--data and --out name the same file"),
        ("--model m.json --data data.csv --out m.json", 64, "--model and --out name the same file"),
        ("--model m.json --data data.csv --out none/p.html", 73, "none"),
        ("--model m.json --data data.csv", 64, "Missing expected argument '--out <report.html>'"),
        ("--model - --data - --out p.html", 64, "can be read only once"),
    ])
    func refuses(_ arguments: String, _ status: Int32, _ message: String) async throws {
        _ = try await succeed("fit linear --data data.csv --target y --features a,b --out m.json")
        try tool.folder.write("x,y\n1,2\n", to: "other.csv")
        try tool.folder.write("a,b,y\n1,2,3\nlong,2,3\n", to: "text.csv")
        try tool.folder.write("a,b,y\n1,2,3\n1e308,1e308,1e308\n-1e308,1,1\n", to: "huge.csv")
        try tool.folder.write("whole", to: "p.html")
        let outcome = try await tool.run("report \(arguments)")
        #expect(outcome.status == status && outcome.messages.contains(message), "\(outcome.messages)")
        #expect(outcome.messages.hasPrefix("tessera: ") && outcome.messages.count { $0 == "\n" } == 1)
        // What was there is left as it was.
        #expect(try tool.folder.text("p.html") == "whole")
    }
}

/// Whether a text is well-formed XML, by a parser of its own.
private enum XMLCheck {
    static func isWellFormed(_ text: String) -> Bool {
        XMLParser(data: Data(text.utf8)).parse()
    }
}
