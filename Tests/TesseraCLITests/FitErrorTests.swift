import Testing

/// The messages of `tessera fit` about tables that determine no model.
@Suite struct FitErrorTests {
    private static let cases: [(table: String, command: String, status: Int32, message: String)] = [
        (
            "y,a,b,c\n1,1,5,7\n2,2,1,5\n4,3,2,8\n8,5,0,10\n9,8,4,20", "linear --target y", 65,
            "column c is a linear combination of a, b; leave one of them out"
        ),
        ("y,a,b\n1,1,4\n2,2,4\n3,4,4", "linear --target y", 65, "column b is a linear combination of (Intercept)"),
        ("y,a\n1,0\n2,0\n3,0", "linear --target y --no-intercept", 65, "column a is 0 throughout; leave it out"),
        ("y,a,b\n1,1,2\n2,3,5", "linear --target y", 65, "2 rows do not determine 3 coefficients"),
        ("y,a\n0,1\n0,2\n1,3\n1,4", "logistic --target y", 65, "a separates the classes perfectly"),
        ("y,a\n0,1\n0,2\n1,2\n1,3", "logistic --target y", 65, "a separates the classes perfectly"),
        ("y,a\n1,1\n1,2", "logistic --target y", 65, "every target is 1; logistic regression needs both classes"),
        ("y,a\n1,1\n3,2", "logistic --target y", 65, "line 3, column 1 \"y\": the target is 3"),
        ("y,a\n1,1\n3,2", "logistic --target y", 65, "or --multinomial for other classes"),
        ("y,a\n1,1\n3,2", "linear --target y --multinomial", 64, "logistic regressions know classes"),
        ("y,a\n1,1\n3,2", "logistic --target y --multinomial --l1 1", 64, "--multinomial knows --l2 only"),
        ("y,a\n1,1\n3,2", "logistic --target y --multinomial --solver lbfgs", 64, "--multinomial knows newton"),
        ("y,a\n0,1\n0,2\n1,3\n1,4\n3,5", "logistic --target y --multinomial", 65, "a separates the classes perfectly"),
        ("y,a,w\n1,1,0\n3,2,0", "linear --target y --weights w", 65, "every row has weight 0"),
        ("y,a,w\n1,1,1\n3,2,-1", "linear --target y --weights w", 65, "line 3, column 3 \"w\": the weight is -1.0"),
        ("y,a\n1,1\n3,2", "linear --target y --tolerance 0", 64, "--tolerance is 0; it must be above 0 and below 1"),
        ("y,a\n1,1\n3,2", "linear --target y --iterations 0", 64, "--iterations is 0; it must be at least 1"),
        ("index,y\n0,1\n1,3\n2,2", "linear --target y", 65, "column \"index\" numbers the rows and is left out"),
        (
            "t,y\n1700000000000000001,1\n1700000000000000002,3\n1700000000000000003,2", "linear --target y", 65,
            "the numbers of column t cannot be told apart"
        ),
        ("y,a\n1,1\n3,nan", "linear --target y", 65, "line 3, column 2 \"a\""),
        ("y,a\n1,1", "linear --target z", 65, "\"z\""),
        ("y,a\n1,1", "linear --target y --features y", 64, "--features: \"y\" is the target"),
        ("y,a\n1,1", "linear --target y --solver newton", 64, "--solver newton: linear knows qr"),
        ("y\n1", "linear --target y", 65, "no columns are left as features"),
    ]

    @Test(arguments: cases.indices)
    func saysWhatIsWrong(_ index: Int) async throws {
        let (table, command, status, message) = Self.cases[index]
        let tool = try Tool()
        try tool.folder.write(table, to: "data.csv")
        let outcome = try await tool.run("fit \(command) --data data.csv")
        #expect(outcome.status == status)
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
    }

    /// The estimates of a solver that is stopped are printed, and marked as not converged.
    @Test(arguments: [
        "linear --target y --solver gradientDescent", "linear --target y --solver sgd", "logistic --target c",
        "logistic --target c --solver lbfgs", "logistic --target c --solver sgd", "logistic --target c --l1 0.1",
        "logistic --target c --multinomial",
    ])
    func saysThatItHasNotConverged(_ command: String) async throws {
        let tool = try Tool()
        let rows = (0..<40).map { "\($0 % 7 * 3 % 5),\(($0 * 7 + $0 / 9) % 5 < 2 ? 1 : 0),\($0),\($0 * $0 % 11)" }
        try tool.folder.write("y,c,a,b\n" + rows.joined(separator: "\n"), to: "data.csv")
        let stop = "fit \(command) --data data.csv --features a,b --iterations 1 --tolerance 1e-12"
        let outcome = try await tool.run(stop)
        #expect(
            outcome.status == 70 && outcome.messages.contains("has not converged after 1 step"), "\(outcome.messages)")
        #expect(outcome.output.contains("Estimate") && outcome.output.contains("Not converged after 1 step"))
        let report = try await tool.run(stop + " --json")
        #expect(report.status == 70 && report.output.contains("\"converged\":false"))
    }

    /// Names from files are escaped: they neither move the cursor nor hide.
    @Test func namesAreShownInOneLine() async throws {
        let tool = try Tool()
        try tool.folder.write(
            "y,\"a\nb\",c\u{1B}[31m,d\u{202E}\n1,1,5,1\n2,2,1,0\n4,3,2,2\n8,5,0,7\n9,8,4,1", to: "data.csv")
        let outcome = try await tool.run("fit linear --data data.csv --target y")
        #expect(outcome.status == 0)
        for shown in ["a\\nb ", "c\\u{1B}[31m ", "d\\u{202E} "] { #expect(outcome.output.contains(shown)) }
        #expect(!outcome.output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    }

    /// Penalised, every table has an answer; for orthogonal columns it is known: xᵀy / (xᵀx + l2).
    @Test func aPenaltyDecides() async throws {
        let tool = try Tool()
        try tool.folder.write("y,a,b\n1,1,1\n3,-1,1\n5,1,-1\n8,-1,-1", to: "data.csv")
        let outcome = try await tool.run("fit linear --data data.csv --target y --l2 4 --json")
        #expect(outcome.output.contains("\"a\":{\"estimate\":-0.625}"))
        #expect(outcome.output.contains("\"b\":{\"estimate\":-1.125}"))
        #expect(outcome.output.contains("\"(Intercept)\":{\"estimate\":4.25}"))
        try tool.folder.write("y,a\n0,1\n0,2\n1,3\n1,4", to: "data.csv")
        let separable = try await tool.run("fit logistic --data data.csv --target y --l2 1 --json")
        #expect(separable.status == 0, "\(separable.messages)")
    }

    /// Two classes, whatever they are called, are what logistic regression without the flag is for.
    @Test func severalClassesAreToldApart() async throws {
        let tool = try Tool()
        let rows = (0..<60).map { "\(($0 * 7 + $0 / 9) % 5 < 2 + $0 / 30 ? 1 : 0),\($0),\($0 * $0 % 11)" }
        try tool.folder.write("y,a,b\n" + rows.joined(separator: "\n"), to: "two.csv")
        let renamed = rows.map { ($0.hasPrefix("0") ? "-2" : "2.5") + $0.dropFirst() }
        try tool.folder.write("y,a,b\n" + renamed.joined(separator: "\n"), to: "renamed.csv")
        let two = try await tool.run("fit logistic --data two.csv --target y")
        let several = try await tool.run("fit logistic --data renamed.csv --target y --multinomial")
        #expect(two.status == 0 && several.status == 0, "\(two.messages)\(several.messages)")
        func figures(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { line in ["(Int", "a ", "b ", "Null"].contains { line.hasPrefix($0) } }
        }
        #expect(several.output.hasPrefix("Class 2.5 against -2:"))
        #expect(figures(two.output).count == 4 && figures(two.output) == figures(several.output))
        let report = try await tool.run("fit logistic --data renamed.csv --target y --multinomial --json")
        #expect(report.output.contains("\"classes\":[-2,2.5],\"coefficients\":{\"2.5\":{\"(Intercept)\":{"))
    }

    /// A weight of 2 counts a row twice.
    @Test func weightsCountRows() async throws {
        let tool = try Tool()
        try tool.folder.write("y,a,w\n1,1,2\n3,2,1\n2,4,1\n9,9,0\n8,6,1", to: "weighted.csv")
        try tool.folder.write("y,a\n1,1\n1,1\n3,2\n2,4\n8,6", to: "repeated.csv")
        let weighted = try await tool.run("fit linear --data weighted.csv --target y --weights w")
        let repeated = try await tool.run("fit linear --data repeated.csv --target y")
        func estimates(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { $0.hasPrefix("(Int") || $0.hasPrefix("a ") }
                .map { $0.split(separator: " ")[1] }
        }
        #expect(estimates(weighted.output).count == 2)
        #expect(estimates(weighted.output) == estimates(repeated.output))
    }
}
