import Foundation
import TestSupport
import Testing

/// An output never takes the place of an input, however it is spelt; and names show what is in them.
@Suite struct PathTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.writeLessonTables()
        let manager = FileManager.default
        try manager.createDirectory(atPath: tool.folder.file("sub"), withIntermediateDirectories: false)
        try manager.createSymbolicLink(atPath: tool.folder.file("sub/link"), withDestinationPath: "../line.csv")
        try manager.linkItem(atPath: tool.folder.file("line.csv"), toPath: tool.folder.file("hard"))
        try manager.createSymbolicLink(atPath: tool.folder.file("folder"), withDestinationPath: "sub")
    }

    @Test(arguments: ["line.csv", "./line.csv", "sub/../line.csv", "sub/link", "folder/link", "hard"])
    func outputsThatNameTheData(path: String) async throws {
        _ = try await tool.run("train linear --data step.csv --target y --epochs 1 --out m.json")
        let before = try tool.folder.text("line.csv")
        for (command, option) in [
            ("train linear --data line.csv --target y --out \(path)", "--out"),
            ("train linear --data line.csv --target y --chart \(path)", "--chart"),
            ("train linear --data line.csv --target y --checkpoint \(path)", "--checkpoint"),
            ("predict --model m.json --data line.csv --out \(path)", "--out"),
        ] {
            let outcome = try await tool.run(command)
            #expect(outcome.status == 64)
            #expect(
                outcome.messages == "tessera: --data and \(option) name the same file, line.csv; they need two\n")
        }
        #expect(try tool.folder.text("line.csv") == before)
        let model = try tool.folder.text("m.json")
        #expect(try await tool.run("predict --model m.json --data line.csv --out sub/../m.json").status == 64)
        #expect(try tool.folder.text("m.json") == model)
    }

    @Test func picturesThatNameTheData() async throws {
        for name in ["residuals", "quantiles", "leverage"] {
            try FileManager.default.createSymbolicLink(
                atPath: tool.folder.file("sub/\(name).svg"), withDestinationPath: "../line.csv")
            let outcome = try await tool.run("fit linear --data line.csv --target y --charts ./sub")
            #expect(outcome.status == 64)
            #expect(outcome.messages == "tessera: --data and --charts name the same file, line.csv; they need two\n")
            try FileManager.default.removeItem(atPath: tool.folder.file("sub/\(name).svg"))
        }
    }

    @Test(arguments: [">>", ">"])
    func standardOutputThatIsTheData(redirection: String) async throws {
        let before = try tool.folder.text("step.csv")
        let outcome = try await tool.runShell("tessera fit linear --data step.csv --target y \(redirection) step.csv")
        #expect(outcome.status == 64)
        #expect(outcome.messages == "tessera: --data and standard output name the same file, step.csv; they need two\n")
        #expect(try tool.folder.text("step.csv") == (redirection == ">>" ? before : ""))
    }

    @Test func oneDeviceMayTakeSeveralOutputs() async throws {
        let outcome = try await tool.run(
            "train linear --data line.csv --target y --epochs 1 --out /dev/null --chart /dev/null")
        #expect(outcome.status == 0)
    }

    /// The shell expands a tilde to a home folder; to the program it is a letter.
    @Test func aTildeIsALetter() async throws {
        try FileManager.default.createDirectory(atPath: tool.folder.file("~"), withIntermediateDirectories: false)
        for path in ["~/m.json", "~root", "~"] where path != "~" {
            #expect(try await tool.run("train linear --data line.csv --target y --epochs 1 --out \(path)").status == 0)
            #expect(FileManager.default.fileExists(atPath: tool.folder.file(path)))
            #expect(try await tool.run("predict --model \(path) --data line.csv").status == 0)
        }
    }

    @Test func aLinkIntoNowhere() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: tool.folder.file("link.json"), withDestinationPath: "/nonexistent/dir/m.json")
        let outcome = try await tool.run("train linear --synthetic 20000x20 --epochs 2000000 --out link.json")
        #expect(outcome.status == 73)
        #expect(
            outcome.messages
                == "tessera: cannot write link.json: it is a symbolic link, and the folder /nonexistent/dir does not exist\n"
        )
    }

    @Test func namesAreShownEscaped() async throws {
        try tool.folder.write("\"a\u{1B}[31m\nb\",c\u{202E}\u{200B},y\n1,2,3\n2,1,5\n3,3,1\n4,1,0\n", to: "t.csv")
        let shown = "a\\u{1B}[31m\\nb"
        let trained = try await tool.run("train linear --data t.csv --target y --epochs 1")
        #expect(trained.output.contains("\n  \(shown) ") && trained.output.contains("\n  c\\u{202E}\\u{200B} "))
        for command in ["train linear", "fit linear"] {
            let outcome = try await tool.run("\(command) --data t.csv --target z\u{2066}")
            #expect(outcome.status == 65)
            #expect(
                outcome.messages.hasPrefix(
                    "tessera: t.csv, line 1: there is no column \"z\\u{2066}\"; "))
            #expect(outcome.messages.hasSuffix("the columns are \"\(shown)\", \"c\\u{202E}\\u{200B}\", \"y\"\n"))
        }
        let missing = try await tool.run("predict --model \u{1B}[2J\u{202E} --data t.csv")
        #expect(missing.messages == "tessera: cannot read \\u{1B}[2J\\u{202E}: there is no such file\n")
        let unknown = try await tool.run("fit linear --\u{1B}[31m")
        #expect(unknown.status == 64 && !unknown.messages.contains("\u{1B}"))
    }

    @Test func matricesAreForTraining() async throws {
        #expect(try await tool.run("generate linear --synthetic 50x2 --out rows.npy").status == 0)
        #expect(try await tool.run("train linear --data rows.npy --epochs 1 --out m.json").status == 0)
        for command in ["predict --model m.json", "evaluate --model m.json --target y", "fit linear --target y"] {
            let outcome = try await tool.run("\(command) --data rows.npy")
            #expect(outcome.status == 65)
            #expect(
                outcome.messages
                    == "tessera: rows.npy: the file is an .npy file; only tessera train reads those, by names that end with "
                    + ".npy\n")
        }
    }

    /// The refusal of a format does not depend on the command.
    @Test func otherFormatsAreRefusedAlike() async throws {
        _ = try await tool.run("train linear --data line.csv --target y --epochs 1 --out m.json")
        try Data([0x1F, 0x8B, 8, 0]).write(to: URL(filePath: tool.folder.file("t.csv")))
        for command in [
            "train linear --target y", "fit linear --target y", "predict --model m.json",
            "evaluate --model m.json --target y",
        ] {
            let outcome = try await tool.run("\(command) --data t.csv")
            #expect(outcome.status == 65)
            #expect(outcome.messages == "tessera: t.csv: the file is compressed by gzip; it must be unpacked first\n")
        }
    }

    /// A cell that holds line ends moves the lines of the rows below it, in every command.
    @Test(arguments: [
        "train logistic --target y", "fit logistic --target y --features x", "evaluate --model m.json --target y",
    ])
    func rowsBelowCellsOfSeveralLines(command: String) async throws {
        _ = try await tool.run("train logistic --data step.csv --target y --epochs 1 --out m.json")
        let notes = command.hasPrefix("train") ? ("\"1\"", "2") : ("\"a\n\nb\"", "\"c\nd\"")
        try tool.folder.write("note,x,y\n\(notes.0),1,0\n\(notes.1),2,1\n3,3,7\n", to: "t.csv")
        let line = command.hasPrefix("train") ? 4 : 7
        let outcome = try await tool.run("\(command) --data t.csv")
        #expect(outcome.status == 65)
        #expect(
            outcome.messages.hasPrefix("tessera: t.csv, line \(line), column 3 \"y\": the target is 7; logistic"),
            "\(outcome.messages)")
    }

    /// Rows and columns of a matrix are counted from 1, as lines are.
    @Test(arguments: [
        ("linear", Float.nan, 7, "row 4, column 2: the number is nan; only finite numbers can be used"),
        ("linear", .infinity, 11, "row 6, column 2: the number is infinite or too large for float precision"),
        ("linear", .nan, 0, "row 1, column 1: the number is nan; only finite numbers can be used"),
        ("logistic", 2, 5, "row 3, column 2: the target is 2; logistic regression needs 0 or 1"),
        ("mlp", .nan, 2, "row 2, column 1: the number is nan; only finite numbers can be used"),
    ])
    func locationsInAMatrix(kind: String, value: Float, index: Int, message: String) async throws {
        #expect(try await tool.run("generate logistic --synthetic 40x1 --out rows.npy").status == 0)
        var bytes = try Data(contentsOf: URL(filePath: tool.folder.file("rows.npy")))
        withUnsafeBytes(of: value.bitPattern.littleEndian) {
            bytes.replaceSubrange(128 + index * 4..<132 + index * 4, with: $0)
        }
        try bytes.write(to: URL(filePath: tool.folder.file("rows.npy")))
        for option in ["", " --validation 0.25"] {
            let outcome = try await tool.run("train \(kind) --data rows.npy --epochs 2\(option)")
            #expect(outcome.status == 65)
            #expect(outcome.messages == "tessera: rows.npy, \(message)\n")
        }
    }

    @Test func predictionsThatAreNotFinite() async throws {
        try tool.folder.write(
            """
            {"format": "tessera.regression", "version": 1, "task": "linear", "features": ["x"], "target": "y",
             "weights": [1e308], "bias": 0, "precision": "double"}
            """, to: "m.json")
        try tool.folder.write("x\n1\n-1\n100\n2\n", to: "t.csv")
        try tool.folder.write("kept", to: "p.csv")
        let outcome = try await tool.run("predict --model m.json --data t.csv --out p.csv")
        #expect(outcome.status == 65)
        #expect(outcome.messages.hasPrefix("tessera: t.csv, line 4: the prediction is not finite; "))
        #expect(try tool.folder.text("p.csv") == "kept")
    }
}
