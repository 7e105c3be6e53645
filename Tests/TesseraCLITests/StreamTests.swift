import Foundation
import TestSupport
import Testing

/// Pipes, streams that are full or closed, and paths that stand for them.
@Suite struct StreamTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.writeLessonTables()
        try tool.folder.write("1\n", to: "input")
    }

    private let train = "tessera train linear --data line.csv --target y --epochs 3"

    /// Messages that cannot be written are dropped; results are not.
    @Test(arguments: ["2>/dev/full", "2>&-", "<&-", "2>&- <&-"])
    func messagesThatGoNowhereChangeNothing(redirection: String) async throws {
        _ = try await tool.runShell("\(train) --out m.json")
        let commands = [
            "\(train) --out a.json --chart a.svg", "tessera predict --model m.json --data line.csv",
            "tessera evaluate --model m.json --data line.csv --target y",
            "tessera fit linear --data line.csv --target y",
            "tessera fit linear --data line.csv --target y --charts charts", "tessera lesson regression",
            "tessera --help",
        ]
        for command in commands {
            let outcome = try await tool.runShell("\(command) \(redirection)")
            #expect(outcome.status == 0, "\(command)")
            #expect(!outcome.output.isEmpty, "\(command)")
        }
        #expect(try tool.folder.text("a.json") == tool.folder.text("m.json"))
        #expect(try tool.folder.text("a.svg").hasPrefix("<svg"))
        for command in ["tessera train", "tessera predict --model none --data line.csv"] {
            let outcome = try await tool.runShell("\(command) \(redirection)")
            #expect(outcome.status == (command.hasSuffix("train") ? 64 : 66))
        }
    }

    /// The exit code tells that results are lost; files are written all the same, and nothing but results is in them.
    @Test(arguments: [">/dev/full", ">&-", ">/dev/full 2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
    func resultsThatGoNowhereAreAFailure(redirection: String) async throws {
        _ = try await tool.runShell("\(train) --out m.json")
        let commands = [
            "\(train) --out a.json --chart a.svg", "tessera predict --model m.json --data line.csv",
            "tessera evaluate --model m.json --data line.csv --target y",
            "tessera fit linear --data line.csv --target y",
            "tessera fit linear --data line.csv --target y --charts charts", "tessera lesson regression",
            "tessera --help",
        ]
        for command in commands {
            let outcome = try await tool.runShell("\(command) \(redirection)")
            #expect(outcome.status == 74, "\(command)")
            let lost = redirection.contains("full") ? "no space left" : "it is not open for writing"
            let last = outcome.messages.split(separator: "\n").last ?? ""
            #expect(redirection.contains("2>") || last == "tessera: cannot write /dev/stdout: \(lost)")
        }
        #expect(try tool.folder.text("a.json") == tool.folder.text("m.json"))
        #expect(try tool.folder.names.contains("charts") && tool.folder.text("charts/residuals.svg").hasPrefix("<svg"))
    }

    /// A limit on the size of files is reported as a failure, not as a signal; the report is printed.
    @Test func aLimitOnTheSizeOfFiles() async throws {
        let outcome = try await tool.runShell("(ulimit -f 0; \(train) --out m.json --chart c.svg) 2>/dev/null | cat")
        #expect(outcome.output.contains("rows"))
        let failed = try await tool.runShell("(ulimit -f 0; \(train) --out m.json --chart c.svg > /dev/null)")
        #expect(failed.status == 74)
        #expect(try !tool.folder.names.contains { $0.hasPrefix("m") || $0.hasPrefix("c") || $0.hasPrefix(".") })
    }

    /// One output that fails keeps neither the others nor the report from being written; its failure is the exit code.
    @Test(arguments: [("--out /dev/full --chart c.svg", "c.svg"), ("--out m.json --chart /dev/full", "m.json")])
    func oneFailingOutput(options: String, other: String) async throws {
        let outcome = try await tool.run("train linear --data line.csv --target y --epochs 3 \(options)")
        #expect(outcome.status == 74)
        #expect(outcome.messages == "tessera: cannot write /dev/full: no space left\n")
        #expect(outcome.output.hasPrefix("task "))
        #expect(try tool.folder.names.contains(other))
    }

    @Test func modelsAndDataComeFromPipes() async throws {
        let expected = try await tool.runShell(
            "\(train) --out m.json > /dev/null; tessera predict --model m.json --data line.csv")
        #expect(expected.output.hasPrefix("prediction\n"))
        for script in [
            "cat m.json | tessera predict --model - --data line.csv",
            "cat m.json | tessera predict --model /dev/stdin --data line.csv",
            "tessera predict --model - --data line.csv < m.json",
            "cat line.csv | tessera predict --model m.json --data -",
            "cat line.csv | tessera predict --model m.json --data /dev/fd/0",
            "mkfifo a b; cat m.json > a & cat line.csv > b & tessera predict --model a --data b",
            "tessera predict --model m.json --data line.csv --out -",
            "tessera predict --model m.json --data line.csv --out /dev/stdout | cat",
            "\(train) --out - 2>/dev/null | tessera predict --model - --data line.csv",
            "mkfifo c; cat c & tessera predict --model m.json --data line.csv --out c; wait",
        ] {
            let outcome = try await tool.runShell(script)
            #expect(outcome.output == expected.output, "\(script): \(outcome.messages)")
        }
    }

    /// A model on standard output stands alone there.
    @Test func theReportMakesWayForTheModel() async throws {
        let outcome = try await tool.runShell("\(train) --out m.json --chart -")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("<svg") && outcome.output.hasSuffix("</svg>\n"))
        #expect(outcome.messages.hasPrefix("task "))
        let rows = try await tool.runShell("tessera generate linear --synthetic 3x2 --out - | wc -c")
        #expect(rows.output.trimmingCharacters(in: .whitespacesAndNewlines) == "164")
    }

    /// Errors in the rows of a pipe name their lines, too.
    @Test func locationsInAPipe() async throws {
        let outcome = try await tool.runShell(
            "printf 'x,y\\n1,0\\n2,2\\n' | tessera train logistic --data - --target y")
        #expect(outcome.status == 65)
        #expect(
            outcome.messages
                == "tessera: /dev/stdin, line 3, column 2 \"y\": the target is 2; logistic regression needs 0 or 1\n")
    }

    @Test(arguments: ["/dev/zero", "/dev/urandom"])
    func devicesWithoutEnd(path: String) async throws {
        _ = try await tool.runShell("\(train) --out m.json")
        for command in [
            "train linear --data \(path) --target y", "fit linear --data \(path) --target y",
            "predict --model m.json --data \(path)", "predict --model \(path) --data line.csv",
        ] {
            let outcome = try await tool.run(command)
            #expect(outcome.status == 66)
            #expect(outcome.messages == "tessera: cannot read \(path): it is a device, not a file\n")
        }
        let outcome = try await tool.runShell("tessera fit linear --data - --target y < \(path)")
        #expect(outcome.status == 66)
    }

    @Test(arguments: [
        "train linear --data sparse --target y", "fit linear --data sparse --target y",
        "predict --model sparse --data line.csv",
    ])
    func filesLargerThanMemory(command: String) async throws {
        try tool.folder.write("", to: "sparse")
        guard truncate(tool.folder.file("sparse"), 3 << 40) == 0 else { return }
        let outcome = try await tool.run(command)
        #expect(outcome.status == 71)
        #expect(outcome.messages.hasPrefix("tessera: cannot read sparse: not enough memory: "))
        #expect(outcome.messages.count { $0 == "\n" } == 1)
    }

    @Test(arguments: ["9223372036854775807", "100000,100000", "3037000500,3037000500"])
    func networksLargerThanMemory(hidden: String) async throws {
        let outcome = try await tool.run("train mlp --data line.csv --target y --hidden \(hidden) --out m.json")
        #expect(outcome.status == 71)
        #expect(
            outcome.messages.hasPrefix("tessera: not enough memory: a network of hidden layers \(hidden) would take"))
        #expect(outcome.messages.count { $0 == "\n" } == 1)
        #expect(try !tool.folder.names.contains("m.json"))
    }
}
