import Testing

@testable import TesseraFiles

/// Names are looked up one by one in the definitions that these tests hold the fast ways to.
@Suite struct ManyColumnsTests {
    /// The table of distances, cell by cell (Wagner and Fischer, 1974).
    private func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[second.count]
    }

    private func nearest(to name: String, among names: [String]) -> String? {
        let wanted = Array(name.unicodeScalars)
        let near = names.map { ($0, distance(wanted, Array($0.unicodeScalars))) }
        guard let best = near.min(by: { $0.1 < $1.1 }), best.1 <= max(1, wanted.count / 3) else { return nil }
        return best.0
    }

    @Test(arguments: [1, 2, 3, 8, 30, 63, 64])
    func theNearestNameIsTheOneOfTheDefinition(length: Int) {
        var random = SplitMix64(state: UInt64(length))
        for _ in 0..<40 {
            let letters = "abcé"
            let name = String((0..<length).map { _ in letters.randomElement(using: &random)! })
            let names = (0..<12).map { _ -> String in
                var other = Array(name)
                for _ in 0..<Int.random(in: 0...max(1, length / 2), using: &random) {
                    let position = Int.random(in: 0...other.count, using: &random)
                    if Bool.random(using: &random), position < other.count {
                        other.remove(at: position)
                    } else {
                        other.insert(letters.randomElement(using: &random)!, at: position)
                    }
                }
                return String(other)
            }
            #expect(nearestName(to: name, among: names) == nearest(to: name, among: names), "\(name) \(names)")
        }
    }

    @Test func longNamesAreNotCompared() {
        let long = String(repeating: "a", count: 20_000)
        #expect(nearestName(to: long, among: [long + "b"]) == nil)
        #expect(nearestName(to: "a", among: [long]) == nil)
        #expect(nearestName(to: "", among: ["a"]) == nil)
        #expect(nearestName(to: "Price", among: ["prize", "PRICE"]) == "PRICE")
    }

    /// A hundred thousand columns, in an order of their own; a look-up by walking over them would take minutes.
    @Test func columnsAreFoundByName() throws {
        let count = 100_000
        let names = (0..<count).map { "c\($0)" }
        let numbers = (0..<count).map { "\($0)" }
        let text = Array((names.joined(separator: ",") + "\n" + numbers.joined(separator: ",") + "\n").utf8)
        let chosen = Array(names.reversed())
        let table = try NumericTable(csv: text, name: "t", columns: chosen)
        #expect(table.columns == chosen)
        #expect(table.values == (0..<count).reversed().map(Double.init))
        #expect(table.indices(of: ["c0", "none", "c99999"]) == [count - 1, nil, 0])
        #expect(throws: CSVError.self) { try NumericTable(csv: text, name: "t", columns: chosen + ["none"]) }
    }

    /// Chosen columns, missing ones, repeated ones and equal names give what the definition says, in any mixture.
    @Test func choicesAreThoseOfTheDefinition() throws {
        var random = SplitMix64(state: 7)
        for _ in 0..<500 {
            let names = (0..<Int.random(in: 1...5, using: &random)).map { _ in "abcdef".randomElement(using: &random)! }
            let chosen = (0..<Int.random(in: 1...3, using: &random)).map { _ in "abcdefg".randomElement(using: &random)!
            }
            let header = names.map(String.init).joined(separator: ",")
            let row = names.indices.map(String.init).joined(separator: ",")
            let table = try? NumericTable(
                csv: Array("\(header)\n\(row)\n".utf8), name: "t", columns: chosen.map(String.init))
            let isRight =
                Set(chosen).count == chosen.count && chosen.allSatisfy { name in names.count { $0 == name } == 1 }
            #expect(table?.values == (isRight ? chosen.map { Double(names.firstIndex(of: $0)!) } : nil))
        }
    }
}
