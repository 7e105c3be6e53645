import ArgumentParser
import Synchronization

/// How much a run says on standard error; each level includes those before it.
enum MessageLevel: String, CaseIterable, ExpressibleByArgument {
    case error, warning, info, debug

    private static let chosen = Atomic(MessageLevel.info.rank)

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Chooses the level of the process.
    func choose() { Self.chosen.store(rank, ordering: .relaxed) }

    /// Whether messages of this level are written.
    var isShown: Bool { rank <= Self.chosen.load(ordering: .relaxed) }
}

/// Prints a message of one line to standard error, if messages of its level are shown.
func printMessage(_ line: String, _ level: MessageLevel) {
    if level.isShown { StandardStreams.writeMessage("tessera: \(line.onOneLine)\n") }
}
