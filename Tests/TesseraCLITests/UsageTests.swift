import TestSupport
import Testing

@Suite struct UsageTests {
    @Test(arguments: [
        ("train", "Missing expected argument '<model>'"),
        ("train cubic", "The value 'cubic' is invalid for '<model>'."),
        ("train linear", "one of --data and --synthetic is needed"),
        ("train linear --data a.csv --target y --synthetic 3x3", "--data and --synthetic exclude each other; give one"),
        ("train linear --data a.csv", "--data needs --target, the column to predict"),
        ("train linear --data a.csv --target y --noise 1", "--noise belongs to --synthetic, not to --data"),
        ("train linear --synthetic 3x3 --target y", "--target belongs to --data, not to --synthetic"),
        ("train linear --synthetic 3", "The value '3' is invalid for '--synthetic <ROWSxFEATURES>'"),
        ("train linear --synthetic 3x", "The value '3x' is invalid for '--synthetic <ROWSxFEATURES>'"),
        ("train linear --synthetic 0x3", "The value '0x3' is invalid for '--synthetic <ROWSxFEATURES>'"),
        ("train linear --synthetic 3x0", "The value '3x0' is invalid for '--synthetic <ROWSxFEATURES>'"),
        (
            "train linear --synthetic 99999999999999x99999999",
            "--synthetic 99999999999999x99999999 has more numbers than can be counted"
        ),
        (
            "train linear --synthetic 1x1152921504606846976",
            "--synthetic 1x1152921504606846976 has more numbers than can be counted"
        ),
        (
            "train linear --synthetic 1000000000000x1",
            "--synthetic 1000000000000x1 has too many rows; at most 68719476736 can be put in order"
        ),
        (
            "generate linear --synthetic 9223372036854775807x9223372036854775807 --out a.npy",
            "--synthetic 9223372036854775807x9223372036854775807 has more numbers than can be counted"
        ),
        ("train linear --synthetic 3x3 --out a --chart ./a", "--out and --chart name the same file, a; they need two"),
        ("train linear --synthetic 3x3 --out a --checkpoint .//a", "--out and --checkpoint name the same file, a"),
        ("train linear --synthetic 3x3 --out - --chart -", "--out and --chart name the same file, /dev/stdout"),
        ("train linear --synthetic 3x3 --out - --json", "--json and a file both go to standard output"),
        ("train linear --synthetic 3x3 --checkpoint -", "--checkpoint needs a file, which is read and written"),
        ("predict --model - --data -", "--model and --data both read /dev/stdin, which can be read only once"),
        ("train linear --synthetic 3x3 --threads 0", "--threads is 0; it must be from 1 to 1024"),
        ("train linear --synthetic 3x3 --hidden 4", "--hidden belongs to train mlp, not to train linear"),
        ("train mlp --synthetic 3x3 --hidden 4,0", "The value '4,0' is invalid for '--hidden <n,n,…>'"),
        ("train linear --data t.npy --target y", "--target belongs to CSV files; of an .npy file the last column"),
        ("generate linear --synthetic 3x3 --out t.csv", "--out is t.csv; its name must end with .npy"),
        ("train linear --synthetic 3x3 --noise -1", "--noise is -1; it must be at least 0"),
        ("train linear --synthetic 3x3 --noise inf", "--noise is inf; it must be at least 0"),
        ("train linear --synthetic 3x3 --validation 1", "--validation is 1; it must be at least 0 and below 1"),
        ("train linear --synthetic 3x3 --validation -0.1", "--validation is -0.1; it must be at least 0 and below 1"),
        ("train linear --synthetic 3x3 --epochs -1", "--epochs is -1; it must be at least 0"),
        ("train linear --synthetic 3x3 --epochs few", "The value 'few' is invalid for '--epochs <n>'"),
        ("train linear --synthetic 3x3 --batch-size 0", "The value '0' is invalid for '--batch-size <n|full>'"),
        ("train linear --synthetic 3x3 --learning-rate 0", "--learning-rate is 0; it must be above 0"),
        ("train linear --synthetic 3x3 --learning-rate nan", "--learning-rate is nan; it must be above 0"),
        ("train linear --synthetic 3x3 --momentum 1", "--momentum is 1; it must be at least 0 and below 1"),
        (
            "train linear --synthetic 3x3 --momentum 0.5 --optimizer adam",
            "--momentum belongs to --optimizer sgd or rmsprop, not to adam"
        ),
        ("train linear --synthetic 3x3 --warmup -1", "--warmup is -1; it must be at least 0"),
        ("train linear --synthetic 3x3 --clip-norm 0", "--clip-norm is 0; it must be above 0"),
        ("train linear --synthetic 3x3 --clip-value nan", "--clip-value is nan; it must be above 0"),
        (
            "train linear --synthetic 3x3 --clip-norm 1 --clip-value 1",
            "--clip-norm and --clip-value exclude each other; give one"
        ),
        ("train linear --synthetic 3x3 --schedule never", "The value 'never' is invalid for '--schedule <schedule>'"),
        ("train linear --synthetic 3x3 --l2 -1", "--l2 is -1; it must be at least 0"),
        ("train linear --synthetic 3x3 --tolerance -1", "--tolerance is -1; it must be at least 0"),
        ("train linear --synthetic 3x3 --seed -1", "The value '-1' is invalid for '--seed <n>'"),
        ("train linear --synthetic 3x3 --backend gpu", "The value 'gpu' is invalid for '--backend <backend>'."),
        ("train linear --synthetic 3x3 --precision half", "The value 'half' is invalid for '--precision <precision>'."),
        ("train linear --synthetic 3x3 --out a --chart a", "--out and --chart name the same file, a; they need two"),
        ("train linear --synthetic 3x3 --colour", "Unknown option '--colour'"),
        ("predict --model m.json", "Missing expected argument '--data <file.csv>'"),
        ("evaluate --data a.csv", "Missing expected argument '--model <model.json>'"),
        ("predict --model m.json --data a.csv --out p.parquet", "--out is p.parquet; a Parquet file cannot be written"),
        ("predict --model m.json --data a.csv --out p.csv.gz", "--out is p.csv.gz; a gzip file cannot be written"),
        ("fit cubic --data a.csv --target y", "The value 'cubic' is invalid for '<model>'."),
        ("fit linear --data a.csv --target y --link log", "--link log belongs to generalised linear models: binomial"),
        ("fit gamma --data a.csv --target y --link square", "The value 'square' is invalid for '--link <link>'."),
        ("fit gamma --data a.csv --target y --solver sgd", "--solver sgd: gamma knows newton"),
        ("fit gamma --data a.csv --target y --multinomial", "--multinomial: logistic regressions know classes"),
        ("tarin", "Unexpected argument 'tarin'"),
    ])
    func wrongUsage(arguments: String, message: String) async throws {
        let tool = try Tool()
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.messages.hasPrefix("tessera: \(message)"), "\(outcome.messages)")
        #expect(outcome.messages.count { $0 == "\n" } == 1)
        #expect(outcome.output.isEmpty)
        #expect(try tool.folder.names.isEmpty)
    }

    @Test(arguments: ["--help", "help", ""])
    func helpListsEverySubcommand(arguments: String) async throws {
        let outcome = try await Tool().run(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        for command in ["train", "predict", "evaluate"] { #expect(outcome.output.contains("\n  \(command) ")) }
    }

    @Test(arguments: [
        (
            "train",
            [
                "<model>", "--data", "--target", "--synthetic", "--noise", "--validation", "--epochs", "--batch-size",
                "--optimizer", "--learning-rate", "--momentum", "--l2", "--tolerance", "--standardize/--no-standardize",
                "--seed", "--threads", "--hidden", "--activation", "--objective",
                "--precision", "--backend", "--out", "--chart", "--json",
            ]
        ),
        ("generate", ["<task>", "--synthetic", "--noise", "--seed", "--precision", "--out"]),
        ("predict", ["--model", "--data", "--out"]),
        ("evaluate", ["--model", "--data", "--target", "--json"]),
    ])
    func helpExplainsEveryOption(command: String, options: [String]) async throws {
        let outcome = try await Tool().run("\(command) --help")
        #expect(outcome.status == 0)
        let names = outcome.output.split(separator: "\n").map { $0.drop { $0 == " " } }
        for option in options {
            #expect(names.contains { $0 == option || $0.hasPrefix("\(option) ") }, "\(option)")
        }
    }
}
