import Foundation
import Tessera

// Reads a case a line and answers in a line: the results on every backend with the number of calls, or why it cannot be
// said. A programmer's mistake stops the process, which the caller sees.

/// The answer to a case.
struct Answer: Encodable {
    /// Why the case cannot be said; nil if it was computed.
    var unsaid: String?
    /// The number of calls that each result takes.
    var calls: [Int] = []
    /// The results by backend.
    var results: [String: [StoredTensor]] = [:]
}

func answer(_ line: String) throws -> Answer {
    let stored = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
    guard let row = rows[stored.operation] else {
        return Answer(unsaid: unsaidOperations[stored.operation] ?? "no row")
    }
    var answer = Answer()
    do {
        for backend in Backend.available {
            let said = try backend.run { try row(stored) }
            answer.calls = said.map(\.calls)
            answer.results[backend.name] = said.map(\.result)
        }
    } catch let reason as Unsaid {
        answer = Answer(unsaid: reason.reason)
    }
    return answer
}

while let line = readLine() {
    let encoded = try JSONEncoder().encode(try answer(line))
    FileHandle.standardOutput.write(encoded + Data("\n".utf8))
}
