// Reduces the symbol graphs of modules to listings of their public declarations.
//
//     api-listing GRAPHS LISTINGS MODULE…           writes LISTINGS/MODULE.txt
//     api-listing --check GRAPHS LISTINGS MODULE…   compares with what LISTINGS/MODULE.txt holds
//
// Both fail if a public declaration has no documentation, and name it. A listing leaves out what implements a requirement of a
// protocol, as `Adam.update(_:along:)` does, because the protocol says all there is to know of it; types are always listed.

import Foundation

/// The part of a symbol graph that is read here; see github.com/swiftlang/swift-docc-symbolkit.
struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Kind: Decodable { let identifier: String }
        struct Fragment: Decodable { let spelling: String }
        struct Comment: Decodable {}
        struct Extension: Decodable {
            struct Constraint: Decodable { let kind, lhs, rhs: String }
            let constraints: [Constraint]?
        }
        struct Identifier: Decodable { let precise: String }
        let kind: Kind
        let identifier: Identifier
        let pathComponents: [String]
        let declarationFragments: [Fragment]?
        let docComment: Comment?
        let swiftExtension: Extension?
    }
    struct Relationship: Decodable {
        struct Origin: Decodable {}
        let kind, source: String
        let sourceOrigin: Origin?
    }
    let symbols: [Symbol]
    let relationships: [Relationship]
}

extension SymbolGraph {
    /// The symbols without implementations of requirements: a member of a type that has one is marked by the requirement
    /// that it came from, a default one of a protocol by a relationship of its own.
    var listed: [Symbol] {
        let implementations = Set(
            relationships.filter { relationship in
                relationship.kind == "defaultImplementationOf"
                    || relationship.kind == "memberOf" && relationship.sourceOrigin != nil
            }.map(\.source))
        let types: Set = ["swift.struct", "swift.class", "swift.enum", "swift.protocol"]
        return symbols.filter { symbol in
            types.contains(symbol.kind.identifier) || !implementations.contains(symbol.identifier.precise)
        }
    }
}

extension SymbolGraph.Symbol {
    var path: String { pathComponents.joined(separator: ".") }

    /// The path and the declaration on one line, with the constraints of the extension that it stands in.
    var line: String {
        let text = (declarationFragments ?? []).map(\.spelling).joined()
        let declaration = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let constraints = (swiftExtension?.constraints ?? []).map { constraint in
            "\(constraint.lhs)\(constraint.kind == "sameType" ? " ==" : ":") \(constraint.rhs)"
        }
        let suffix = constraints.isEmpty ? "" : "  [\(constraints.joined(separator: ", "))]"
        return "\(path): \(declaration)\(suffix)"
    }
}

/// Returns the public declarations of a module, with what it adds to types of other modules.
func symbols(of module: String, in folder: String) throws -> [SymbolGraph.Symbol] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { name in
        name == "\(module).symbols.json" || name.hasPrefix("\(module)@") && name.hasSuffix(".symbols.json")
    }
    return try names.flatMap { name in
        let data = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
        return try JSONDecoder().decode(SymbolGraph.self, from: data).listed
    }
}

func report(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Writes or compares the listing of a module. Returns the number of mistakes found, each of which is reported.
func list(_ module: String, graphs: String, listings: String, checks: Bool) throws -> Int {
    let found = try symbols(of: module, in: "\(graphs)/\(module)")
    let lines = found.map(\.line).sorted()
    let path = "\(listings)/\(module).txt"
    var mistakes = 0
    if checks {
        let committed = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(
            String.init)
        for change in lines.difference(from: committed) {
            switch change {
            case .insert(_, let line, _): report("\(path): + \(line)")
            case .remove(_, let line, _): report("\(path): - \(line)")
            }
            mistakes += 1
        }
    } else {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    }
    for symbol in found.sorted(by: { $0.line < $1.line }) where symbol.docComment == nil {
        report("\(module): no documentation: \(symbol.line)")
        mistakes += 1
    }
    print("\(module): \(lines.count) public symbols, \(found.filter { $0.docComment != nil }.count) documented")
    return mistakes
}

var arguments = CommandLine.arguments.dropFirst()
let checks = arguments.first == "--check"
if checks { arguments.removeFirst() }
guard arguments.count >= 3, let graphs = arguments.popFirst(), let listings = arguments.popFirst() else {
    report("usage: api-listing [--check] GRAPHS LISTINGS MODULE…")
    exit(64)
}
var mistakes = 0
for module in arguments { mistakes += try list(module, graphs: graphs, listings: listings, checks: checks) }
exit(mistakes == 0 ? 0 : 1)
