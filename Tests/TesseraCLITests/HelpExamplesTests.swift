import Testing

/// The examples in the help of a command run as they stand, on tables of the columns that they name.
@Suite struct HelpExamplesTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        for (name, header) in [
            ("longley", "TOTEMP,GNP,YEAR"), ("curve", "y,x"), ("houses", "price,area,age"),
            ("spector", "GRADE,GPA,TUCE"),
            ("iris", "species,length,width"), ("claims", "amount,age,distance"), ("cells", "benign,radius,texture"),
        ] {
            try tool.folder.write(table(header), to: "\(name).csv")
        }
    }

    /// A table of 60 rows; the first column is of the kind that its name tells, and the rows do not separate classes.
    private func table(_ header: String) -> String {
        let names = header.split(separator: ",")
        let rows = (0..<60).map { row in
            names.enumerated().map { column, name in
                let number = (row * 37 + column * 53 + row * row * (13 + 5 * column)) % 101
                return switch name {
                case "GRADE", "benign": "\(number % 2)"
                case "species": "\(number % 3)"
                default: "\(Double(number + 1) / 4)"
                }
            }.joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    @Test func everyExampleRuns() async throws {
        let help = try await tool.run("--help").output
        let commands = help.matches(of: /\n  ([a-z]+)(?: \(default\))?  +[A-Z]/).map { String($0.1) }
        #expect(commands.contains("train") && commands.contains("generate"))
        var examples: [String] = []
        for command in commands where command != "help" {
            let lines = try await tool.run("\(command) --help").output.split(separator: "\n")
            examples += lines.map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("tessera \(command) ") }.map(
                String.init)
        }
        #expect(examples.count >= 12)
        // What an example reads, another one before it has written.
        for example in examples.sorted(by: { Self.rank($0) < Self.rank($1) }) {
            let small = example.replacing(/--synthetic \d+x\d+/, with: "--synthetic 500x4")
            let outcome = try await tool.runShell(small)
            #expect(outcome.status == 0, "\(example): \(outcome.messages)")
        }
    }

    private static func rank(_ example: String) -> Int {
        if example.hasPrefix("tessera generate") { return 0 }
        return example.contains("--model") || example.contains("rows.npy") ? 2 : 1
    }
}
