import Testing

/// Options from a file, and how much is said.
@Suite struct ConfigurationTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try tool.writeLessonTables()
    }

    private let train = "train linear --data line.csv --target y --json"

    /// A run whose options come from a file prints what the run prints whose options are arguments.
    @Test(arguments: [
        ("epochs: 7\nlearning-rate: 0.05\n", "--epochs 7 --learning-rate 0.05"),
        ("# comments are left out\nepochs: 7\nstandardize: true\nquiet: false\n", "--epochs 7 --standardize"),
        ("no-standardize: true\nepochs: 7", "--epochs 7 --no-standardize"),
        (
            "optimizer: \"adam\"\nbatch-size: full\nepochs: 0x7\n".replacing("0x7", with: "7"),
            "--optimizer adam --batch-size full --epochs 7"
        ),
        ("seed: 18446744073709551615\nepochs: 3", "--seed 18446744073709551615 --epochs 3"),
        ("", ""),
    ])
    func optionsOfAFile(text: String, arguments: String) async throws {
        try tool.folder.write(text, to: "run.yaml")
        let expected = try await tool.run("\(train) \(arguments)")
        #expect(expected.status == 0, "\(expected.messages)")
        for form in ["--config run.yaml", "--config=run.yaml"] {
            let outcome = try await tool.run("\(train) \(form)")
            #expect(outcome.status == 0 && outcome.messages == expected.messages, "\(outcome.messages)")
            #expect(weights(outcome.output) == weights(expected.output) && weights(outcome.output) != nil)
        }
    }

    /// What is an argument too, or its opposite, counts as an argument, wherever it stands.
    @Test(arguments: ["--epochs 5 --no-standardize --config run.yaml", "--config run.yaml --no-standardize --epochs=5"])
    func argumentsCountMore(arguments: String) async throws {
        try tool.folder.write("epochs: 700\nstandardize: true\n", to: "run.yaml")
        let expected = try await tool.run("\(train) --epochs 5 --no-standardize")
        #expect(weights(try await tool.run("\(train) \(arguments)").output) == weights(expected.output))
    }

    /// A list stands for its elements with commas between them.
    @Test func listsOfValues() async throws {
        try tool.folder.write("hidden: [3, 2]\nepochs: 2\n", to: "run.yaml")
        let mlp = "train mlp --data line.csv --target y --json"
        let outcome = try await tool.run("\(mlp) --config run.yaml")
        #expect(weights(outcome.output) == weights(try await tool.run("\(mlp) --hidden 3,2 --epochs 2").output))
    }

    @Test(arguments: [
        ("epochs: [1, 2\n", 65, "run.yaml: it is not valid YAML"),
        ("- epochs\n", 65, "run.yaml: lines like \"epochs: 20\" are needed, a name and a value each"),
        ("--epochs: 3\n", 65, "run.yaml: '--epochs' is not the name of an option, such as batch-size"),
        ("epochs: {full: 3}\n", 65, "run.yaml: epochs needs a value, or a list of values"),
        ("epochs: []\n", 65, "run.yaml: epochs needs a value, or a list of values"),
        ("epoch: 3\n", 64, "run.yaml: Unknown option '--epoch'. Did you mean '--epochs'?"),
        ("epochs: many\n", 64, "run.yaml: The value 'many' is invalid for '--epochs <n>'"),
        ("config: other.yaml\n", 65, "run.yaml: 'config' is not the name of an option"),
    ])
    func filesThatCannotBeUsed(text: String, status: Int32, message: String) async throws {
        try tool.folder.write(text, to: "run.yaml")
        let outcome = try await tool.run("\(train) --config run.yaml")
        #expect(outcome.status == status && outcome.output.isEmpty)
        #expect(outcome.messages.hasPrefix("tessera: \(message)"), "\(outcome.messages)")
        #expect(outcome.messages.count { $0 == "\n" } == 1)
    }

    @Test func aMissingFileIsMissingInput() async throws {
        let outcome = try await tool.run("\(train) --config none.yaml")
        #expect(outcome.status == 66 && outcome.messages == "tessera: cannot read none.yaml: there is no such file\n")
    }

    /// The file of options is an input: an output by its name would destroy it.
    @Test(arguments: [
        "train linear --data line.csv --target y --out run.yaml", "generate linear --synthetic 3x3 --out run.yaml.npy",
    ])
    func theFileIsNotOverwritten(command: String) async throws {
        let name = command.hasSuffix(".npy") ? "run.yaml.npy" : "run.yaml"
        try tool.folder.write("seed: 1\n", to: name)
        let outcome = try await tool.run("\(command) --config \(name)")
        #expect(outcome.status == 64 && outcome.messages.contains("--config and --out name the same file"))
        #expect(try tool.folder.text(name) == "seed: 1\n")
    }

    /// What is left out at each level; results and errors are always written.
    @Test(arguments: [
        ("--quiet", false, false), ("--log-level error", false, false), ("--log-level warning", false, false),
        ("--log-level info", true, false), ("", true, false), ("--log-level debug", true, true),
    ])
    func messagesByLevel(options: String, writesFiles: Bool, tellsVersion: Bool) async throws {
        let outcome = try await tool.run("fit linear --data line.csv --target y --charts pictures \(options)")
        #expect(outcome.status == 0 && !outcome.output.isEmpty)
        #expect(outcome.messages.contains("wrote pictures") == writesFiles, "\(outcome.messages)")
        #expect(outcome.messages.contains("tessera: version ") == tellsVersion)
        let failure = try await tool.run("fit linear --data none.csv --target y \(options)")
        #expect(failure.status == 66 && failure.messages.contains("cannot read none.csv"))
    }

    @Test func theVersionIsPrinted() async throws {
        let outcome = try await tool.run("--version")
        #expect(outcome.status == 0 && outcome.messages.isEmpty)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsKnowTheCommands(shell: String) async throws {
        let outcome = try await tool.run("--generate-completion-script \(shell)")
        #expect(outcome.status == 0)
        for word in ["train", "evaluate", "learning-rate"] { #expect(outcome.output.contains(word)) }
    }

    /// Returns the digest of the weights in a report.
    private func weights(_ report: String) -> String? {
        report.firstMatch(of: /"weightsSHA256":"([0-9a-f]+)"/).map { String($0.1) }
    }
}
