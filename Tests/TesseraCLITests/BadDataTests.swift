import TestSupport
import Testing

/// A table a user might give, and what is said about it.
struct BadTable: CustomTestStringConvertible {
    let task: String
    let text: String
    let message: String

    init(_ text: String, _ message: String, task: String = "linear") {
        self.task = task
        self.text = text
        self.message = message
    }

    var testDescription: String { text.debugDescription }
}

@Suite struct BadDataTests {
    @Test(arguments: [
        BadTable("", "t.csv: the file is empty; a header row and rows of numbers are needed"),
        BadTable("x,y\n", "t.csv: there are no rows below the header; at least one is needed"),
        BadTable(
            "x;y\n1,5;2,5\n",
            "t.csv, line 1: the names are separated by semicolons; cells must be separated by commas, and decimals written "
                + "with a point"),
        BadTable("x,y\n1,2\n3\n", "t.csv, line 3: the row has 1 cell, the header has 2; every row needs 2"),
        BadTable(
            "x,y\n1,2\n3,abc\n",
            "t.csv, line 3, column 2 \"y\": \"abc\" is not a number; numbers are written like 12, -0.5 or 3e-4"),
        BadTable(
            "x,y\nnan,2\n", "t.csv, line 2, column 1 \"x\": \"nan\" is not finite; a finite number is needed"),
        BadTable(
            "x,y\n1,-inf\n", "t.csv, line 2, column 2 \"y\": \"-inf\" is not finite; a finite number is needed"),
        BadTable("x,y\n1,2\n1e300,2\n", "t.csv, line 3, column 1 \"x\": the number is too large for float precision"),
        BadTable("x,y\n1,2\n1,1e300\n", "t.csv, line 3, column 2 \"y\": the number is too large for float precision"),
        BadTable("y\n1\n2\n", "t.csv: the target \"y\" is the only column; at least one feature is needed"),
        BadTable(
            "x,Y\n1,2\n", "t.csv, line 1: there is no column \"y\"; did you mean \"Y\"? the columns are \"x\", \"Y\""),
        BadTable(
            "x,y\n1,0\n2,1\n3,2\n",
            "t.csv, line 4, column 2 \"y\": the target is 2; logistic regression needs 0 or 1", task: "logistic"),
        BadTable(
            "\n\n\"a\nb\",y\n1,0\n2,0.5\n",
            "t.csv, line 6, column 2 \"y\": the target is 0.5; logistic regression needs 0 or 1", task: "logistic"),
        BadTable(
            "x,y\n1,1\n2,1\n",
            "t.csv, column 2 \"y\": every target is 1; logistic regression needs rows of both classes",
            task: "logistic"),
    ])
    func badTable(_ table: BadTable) async throws {
        let tool = try Tool()
        try tool.folder.write(table.text, to: "t.csv")
        let outcome = try await tool.run("train \(table.task) --data t.csv --target y --out m.json --chart c.svg")
        #expect(outcome.status == 65)
        #expect(outcome.messages == "tessera: \(table.message)\n")
        #expect(outcome.output.isEmpty)
        #expect(try tool.folder.names == ["t.csv"])
    }

    @Test(arguments: [
        ("none.csv", "cannot read none.csv: there is no such file"),
        (".", "cannot read .: it is a folder, not a file"),
    ])
    func missingInput(path: String, message: String) async throws {
        let tool = try Tool()
        try tool.writeLessonTables()
        for arguments in [
            "train linear --data \(path) --target y", "predict --model \(path) --data line.csv",
            "evaluate --model \(path) --data line.csv --target y",
        ] {
            let outcome = try await tool.run(arguments)
            #expect(outcome.status == 66)
            #expect(outcome.messages == "tessera: \(message)\n")
        }
    }

    @Test func divergenceFails() async throws {
        let tool = try Tool()
        try tool.folder.write("x,y\n1e6,2\n2e6,5\n3e6,1\n", to: "t.csv")
        let outcome = try await tool.run("train linear --data t.csv --target y --no-standardize --out m.json")
        #expect(outcome.status == 70)
        #expect(outcome.messages.hasPrefix("tessera: training diverged in epoch "))
        #expect(outcome.messages.hasSuffix("choose a smaller learning rate or standardise the features\n"))
        #expect(try tool.folder.names == ["t.csv"])
    }

    @Test func tooFewRowsToValidateOn() async throws {
        let outcome = try await Tool().run("train linear --synthetic 3x1 --validation 0.01")
        #expect(outcome.status == 65)
        #expect(outcome.messages.hasPrefix("tessera: --validation 0.01 of 3 rows leaves none"))
    }
}
