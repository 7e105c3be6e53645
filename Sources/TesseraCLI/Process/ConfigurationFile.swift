import Foundation
import TesseraFiles
import Yams

/// The options of a command that stand in a YAML file: a mapping of the names of options, without dashes, to values.
///
/// `true` gives a flag and `false` leaves it out; a list stands for its elements with commas between them. Paths are
/// relative to the working directory, as they are in arguments.
struct ConfigurationFile {
    let path: String
    private let options: [(name: String, values: [String])]

    init(path: String) throws {
        self.path = path
        let bytes = try InputFile.bytes(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badData, "\(path): it is not valid UTF-8")
        }
        do {
            options = try Self.options(of: Yams.compose(yaml: text), in: path)
        } catch let error as YamlError {
            throw Failure(.badData, "\(path): it is not valid YAML: \(error)")
        }
    }

    private static func options(of document: Node?, in path: String) throws -> [(name: String, values: [String])] {
        guard let document else { return [] }
        guard let mapping = document.mapping else {
            throw Failure(.badData, "\(path): lines like \"epochs: 20\" are needed, a name and a value each")
        }
        return try mapping.map { key, value in
            let name = key.scalar?.string ?? ""
            guard name.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil, name != "config" else {
                throw Failure(.badData, "\(path): '\(name)' is not the name of an option, such as batch-size")
            }
            return (name, try values(of: value, named: name, in: path))
        }
    }

    /// Returns the texts of a value; those of a flag are `true` or `false`.
    private static func values(of node: Node, named name: String, in path: String) throws -> [String] {
        let texts = (node.sequence.map(Array.init) ?? [node]).map(\.scalar?.string)
        if let texts = texts as? [String], !texts.isEmpty { return texts }
        throw Failure(.badData, "\(path): \(name) needs a value, or a list of values")
    }

    /// Returns the options as arguments, without those that the given arguments have too, as such or as the opposite.
    private func arguments(besides given: [String]) -> [String] {
        let names = Set(given.filter { $0.hasPrefix("--") }.map { Self.flagName($0.dropFirst(2).prefix { $0 != "=" }) })
        return options.flatMap { name, values -> [String] in
            if names.contains(Self.flagName(name[...])) || values == ["false"] { return [] }
            return values == ["true"] ? ["--\(name)"] : ["--\(name)=\(values.joined(separator: ","))"]
        }
    }

    /// Returns the name of a flag without the "no-" of its opposite.
    private static func flagName(_ name: Substring) -> Substring {
        name.hasPrefix("no-") ? name.dropFirst(3) : name
    }

    /// Returns an error of the argument parser, which names the file if it is about one of the options in it.
    func located(_ error: any Error) -> Failure {
        let failure = Failure(error)
        guard let message = failure.message, options.contains(where: { message.contains("--\($0.name)") }) else {
            return failure
        }
        return Failure(failure.status, "\(path): \(message)")
    }

    /// Returns the arguments with the options of the file that `--config` names behind it, and that file; nil for none.
    static func expand(_ arguments: [String]) throws -> ([String], ConfigurationFile?) {
        let end = arguments.firstIndex(of: "--") ?? arguments.count
        for (index, argument) in arguments[..<end].enumerated() {
            let (path, next): (String, Int)
            if argument == "--config", index + 1 < end {
                (path, next) = (arguments[index + 1], index + 2)
            } else if argument.hasPrefix("--config=") {
                (path, next) = (String(argument.dropFirst("--config=".count)), index + 1)
            } else {
                continue
            }
            let file = try ConfigurationFile(path: path)
            return (arguments[..<next] + file.arguments(besides: Array(arguments[..<end])) + arguments[next...], file)
        }
        return (arguments, nil)
    }
}
