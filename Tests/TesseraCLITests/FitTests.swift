import Foundation
import Tessera
import TestSupport
import Testing

/// `tessera fit` against answers that were computed exactly or to 50 digits.
@Suite(.enabled(if: ReferenceData.isPresent, Comment(rawValue: ReferenceData.absence)))
struct FitTests {
    static let backends = Backend.available.map(\.name)

    struct Problem: CustomTestStringConvertible, Sendable {
        let name: String
        let options: String
        var digits = 13.0
        var errorDigits = 12.0
        /// Writes the powers of x up to this one as columns, rounded to double precision.
        var powers = 1

        var testDescription: String { powers > 1 ? "\(name), given powers" : name }
    }

    static let problems = [
        Problem(name: "Norris", options: ""),
        Problem(name: "Pontius", options: "--polynomial 2"),
        Problem(name: "NoInt1", options: "--no-intercept"),
        Problem(name: "NoInt2", options: "--no-intercept"),
        Problem(name: "Longley", options: ""),
        Problem(name: "Filip", options: "--polynomial 10"),
        // Rounding of the powers alone changes the exact solution in the eighth digit.
        Problem(name: "Filip", options: "", digits: 7.8, errorDigits: 6, powers: 10),
        Problem(name: "Wampler1", options: "--polynomial 5"),
        Problem(name: "Wampler2", options: "--polynomial 5"),
        Problem(name: "Wampler3", options: "--polynomial 5"),
        Problem(name: "Wampler4", options: "--polynomial 5"),
        Problem(name: "Wampler5", options: "--polynomial 5"),
    ]

    struct Exact: Decodable {
        let beta: [String]
        let se: [String]
        let rss: String
    }

    struct Report: Decodable {
        struct Number: Decodable {
            let estimate: Double
            let standardError: Double?
        }
        let coefficients: [String: Number]
        let residualSumOfSquares: Double?
        let logLikelihood: Double?
    }

    @Test(arguments: problems, backends)
    func reachesTheCertifiedDigits(_ problem: Problem, _ backend: String) async throws {
        let data = try StatisticalData(problem.name, powers: problem.powers)
        let tool = try Tool()
        try tool.folder.write(data.csv, to: "data.csv")
        let outcome = try await tool.run(
            "fit linear --data data.csv --target y --json --backend \(backend) \(problem.options)")
        #expect(outcome.status == 0, "\(outcome.messages)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        let answers = try Data(contentsOf: URL(filePath: ReferenceData.path("nist/exact.json")))
        let exact = try #require(try JSONDecoder().decode([String: Exact].self, from: answers)[problem.name])
        let names = data.coefficientNames(count: exact.beta.count, hasIntercept: problem.options != "--no-intercept")
        for (index, name) in names.enumerated() {
            let coefficient = try #require(report.coefficients[name])
            #expect(digits(coefficient.estimate, exact.beta[index]) >= problem.digits, "\(name)")
            let error = try #require(coefficient.standardError)
            #expect(digits(error, exact.se[index]) >= problem.errorDigits, "standard error of \(name)")
        }
        #expect(digits(try #require(report.residualSumOfSquares), exact.rss) >= problem.errorDigits)
    }

    /// Correct digits: −log₁₀ of the relative error, or of the error itself where the answer is 0.
    private func digits(_ value: Double, _ exact: String) -> Double {
        let exact = Double(exact)!
        let error = abs(value - exact) / (exact == 0 ? 1 : abs(exact))
        return error == 0 ? 16 : -log10(error)
    }

    struct Likely: Decodable {
        let columns: [String]
        let coef: [String]
        let se: [String]
        let loglik: String
    }

    @Test(arguments: ["spector", "iris_versicolor_vs_virginica", "fair_affair"], backends)
    func reachesTheMostLikelyRegression(_ name: String, _ backend: String) async throws {
        let tool = try Tool()
        let command = try prepare(name, tool)
        let outcome = try await tool.run("fit logistic \(command) --json --backend \(backend)")
        #expect(outcome.status == 0, "\(outcome.messages)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        let answers = try Data(contentsOf: URL(filePath: ReferenceData.path("logistic/reference.json")))
        let exact = try #require(try JSONDecoder().decode([String: Likely].self, from: answers)[name])
        for (index, column) in exact.columns.enumerated() {
            let coefficient = try #require(report.coefficients[column == "const" ? "(Intercept)" : column])
            #expect(digits(coefficient.estimate, exact.coef[index]) >= 13.5, "\(column)")
            #expect(digits(try #require(coefficient.standardError), exact.se[index]) >= 12, "\(column)")
        }
        #expect(digits(try #require(report.logLikelihood), exact.loglik) >= 13.5)
    }

    /// The options for a data set, whose table is made where the file as it is does not serve.
    private func prepare(_ name: String, _ tool: Tool) throws -> String {
        switch name {
        case "spector":
            return "--data \(ReferenceData.path("datasets/spector.csv")) --target GRADE"
        case "fair_affair":
            let rows = try rows("fair").map { row in Array(row.dropLast()) + [row[8] > 0 ? 1 : 0] }
            let header = "rate_marriage,age,yrs_married,children,religious,educ,occupation,occupation_husb,affair"
            try tool.folder.write(table(header, rows), to: "data.csv")
            return "--data data.csv --target affair"
        default:
            let rows = try rows("iris").filter { $0[4] > 0 }.map { row in Array(row.dropLast()) + [row[4] - 1] }
            try tool.folder.write(table("sl,sw,pl,pw,virginica", rows), to: "data.csv")
            return "--data data.csv --target virginica"
        }
    }

    private func rows(_ name: String) throws -> [[Double]] {
        try String(contentsOfFile: ReferenceData.path("datasets/\(name).csv"), encoding: .utf8)
            .split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
    }

    private func table(_ header: String, _ rows: [[Double]]) -> String {
        ([header] + rows.map { $0.map { "\($0)" }.joined(separator: ",") }).joined(separator: "\n")
    }
}

/// The table of a reference problem of NIST, as its file has it.
struct StatisticalData {
    let csv: String
    private let features: Int
    private let powers: Int

    init(_ name: String, powers: Int) throws {
        let text = try String(contentsOfFile: ReferenceData.path("nist/\(name).dat"), encoding: .utf8)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        // "Data (lines 61 to 76)"
        let match = try #require(text.firstMatch(of: #/Data\s+\(lines (\d+) to (\d+)\)/#))
        let (first, last) = (try #require(Int(match.1)), try #require(Int(match.2)))
        let rows = lines[(first - 1)..<last].map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
        features = rows[0].count - 1
        self.powers = powers
        let names = ["y"] + Self.names(features, powers)
        let cells = rows.map { row in
            // Each power from the one before, as NumPy's `vander` makes them.
            let x = Double(row[1])!
            let products = sequence(first: x) { $0 * x }.prefix(powers).dropFirst()
            return row + products.map { "\($0)" }
        }
        csv = ([names] + cells).map { $0.joined(separator: ",") }.joined(separator: "\n")
    }

    private static func names(_ features: Int, _ powers: Int) -> [String] {
        if features > 1 { return (1...features).map { "x\($0)" } }
        return ["x"] + (2..<max(2, powers + 1)).map { "p\($0)" }
    }

    func coefficientNames(count: Int, hasIntercept: Bool) -> [String] {
        var names = Self.names(features, powers)
        let missing = count - names.count - (hasIntercept ? 1 : 0)
        names += (0..<max(0, missing)).map { "x^\($0 + 2)" }
        return (hasIntercept ? ["(Intercept)"] : []) + names
    }
}
