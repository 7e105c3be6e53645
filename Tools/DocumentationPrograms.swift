// Compiles and runs every block of Swift in the given pages, each as a program of its own, in a folder of its own.
//
//     documentation-programs BUILD SCRATCH PAGE…
//
// BUILD is the folder of a build of the package, whose modules the programs import. A block of text directly under a program
// is what it prints; a line "…" stands for any lines from there on. A block that imports PackageDescription is a manifest,
// and is read by the package manager. Fails if a program does not compile, ends with an error or prints something else, and
// says where it stands. Tables beside a page are in the folder in which its programs run.

import Foundation
import Synchronization

/// A block of Swift in a page.
struct Block {
    let page: String
    /// The line of the page on which the code begins, counted from 1.
    let line: Int
    let code: String
    /// What the program prints, as a block of text directly under it says; nil for none.
    let output: String?

    /// The blocks of a page, between the fences ```swift and ```, which may be indented.
    static func all(in page: String) throws -> [Block] {
        let lines = try String(contentsOfFile: page, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        var blocks: [Block] = []
        var index = 0
        while index < lines.count {
            let indentation = lines[index].prefix { $0 == " " }.count
            guard lines[index].dropFirst(indentation) == "```swift" else {
                index += 1
                continue
            }
            let start = index + 1
            let code = text(lines, from: &index, indentation)
            index += 1
            let showsOutput = index < lines.count && lines[index].drop { $0 == " " } == "```text"
            let output = showsOutput ? text(lines, from: &index, indentation) : nil
            blocks.append(Block(page: page, line: start + 1, code: code, output: output))
        }
        return blocks
    }

    /// Returns the text of the block whose fence is at a line, which becomes the line of the fence at its end.
    private static func text(_ lines: [Substring], from line: inout Int, _ indentation: Int) -> String {
        let start = line + 1
        line = lines[start...].firstIndex { $0.drop { $0 == " " } == "```" } ?? lines.count
        let code = lines[start..<line].map { $0.dropFirst(min(indentation, $0.prefix { $0 == " " }.count)) }
        return code.joined(separator: "\n") + "\n"
    }

    /// Copies the CSV files that are beside the page.
    func copyTables(to folder: String) throws {
        let source = URL(filePath: page).deletingLastPathComponent().path
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where name.hasSuffix(".csv") {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(folder)/\(name)")
        }
    }

    /// Whether a program has printed what the page says; a line "…" stands for any lines from there on.
    func isFulfilled(by printed: String) -> Bool {
        guard let output else { return true }
        guard let dots = output.range(of: "…\n") else { return printed == output }
        return printed.hasPrefix(output[..<dots.lowerBound])
    }
}

/// Runs a command in a folder and returns its status and what it wrote.
func run(_ arguments: [String], in folder: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let path = "\(folder)/output.txt"
    try Data().write(to: URL(filePath: path))
    let file = FileHandle(forWritingAtPath: path)
    process.standardOutput = file
    process.standardError = file
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8))
}

/// The modules that a program can import, as a build has left them.
struct Modules {
    let build: String
    /// A file that lists the objects to link.
    let objects: String

    init(build: String, scratch: String) throws {
        self.build = build
        objects = "\(scratch)/objects.txt"
        // What the build has linked to the command line, but for the command line itself.
        let linked = try String(contentsOfFile: "\(build)/tessera.product/Objects.LinkFileList", encoding: .utf8)
        let others = ["TesseraCLI", "TesseraLesson", "ArgumentParser", "Yams", "CYaml"].map { "/\($0)" }
        let paths = linked.split(separator: "\n").filter { path in !others.contains { path.contains($0) } }
        try paths.joined(separator: "\n").write(toFile: objects, atomically: true, encoding: .utf8)
    }

    /// Returns what is wrong with a block; nil if nothing is.
    func failure(of block: Block, in folder: String) throws -> String? {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if block.code.contains("import PackageDescription") {
            try block.code.write(toFile: "\(folder)/Package.swift", atomically: true, encoding: .utf8)
            let (status, output) = try run(["swift", "package", "dump-package"], in: folder)
            return status == 0 ? nil : output
        }
        try block.code.write(toFile: "\(folder)/main.swift", atomically: true, encoding: .utf8)
        try block.copyTables(to: folder)
        let compiled = try run(
            ["swiftc", "-swift-version", "6", "-module-name", "Program", "-o", "program", "main.swift", "@\(objects)"]
                + searchPaths.flatMap { ["-I", $0] } + ["-lm"], in: folder)
        if compiled.status != 0 { return compiled.output }
        let (status, output) = try run(["./program"], in: folder)
        if status != 0 { return "it ends with \(status):\n\(output)" }
        return block.isFulfilled(by: output) ? nil : "it prints\n\(output)"
    }

    private var searchPaths: [String] {
        let package = FileManager.default.currentDirectoryPath
        return [
            "\(build)/Modules", "\(package)/Sources/COpenBLAS", "\(build)/CKernels.build",
            "\(package)/.build/checkouts/swift-numerics/Sources/_NumericsShims/include",
        ]
    }
}

let arguments = CommandLine.arguments
guard arguments.count > 3 else { fatalError("usage: documentation-programs BUILD SCRATCH PAGE…") }
let scratch = URL(filePath: arguments[2]).path
try? FileManager.default.removeItem(atPath: scratch)
try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
let modules = try Modules(build: arguments[1], scratch: scratch)
let blocks = try arguments[3...].flatMap(Block.all)
let failures = Mutex<[String]>([])
DispatchQueue.concurrentPerform(iterations: blocks.count) { index in
    let block = blocks[index]
    do {
        guard let failure = try modules.failure(of: block, in: "\(scratch)/\(index)") else { return }
        failures.withLock { $0.append("\(block.page):\(block.line): \(failure)") }
    } catch {
        failures.withLock { $0.append("\(block.page):\(block.line): \(error)") }
    }
}
let messages = failures.withLock { $0.sorted() }
for message in messages { FileHandle.standardError.write(Data("\(message)\n".utf8)) }
print("\(blocks.count) programs, \(messages.count) of which fail")
exit(messages.isEmpty ? 0 : 1)
