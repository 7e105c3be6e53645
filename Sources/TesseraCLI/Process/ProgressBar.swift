import Foundation
import TesseraTraining

/// A progress bar of training on the terminal; silent where standard error is not a terminal, and below the level info.
struct ProgressBar {
    private let isShown = isatty(STDERR_FILENO) == 1 && MessageLevel.info.isShown
    private let clock = ContinuousClock()
    private var nextDrawing: ContinuousClock.Instant

    init() {
        nextDrawing = clock.now + .milliseconds(200)
    }

    mutating func update(_ progress: TrainingProgress) {
        guard isShown else { return }
        let now = clock.now
        guard now >= nextDrawing else { return }
        nextDrawing = now + .milliseconds(100)
        draw(ProgressBar.line(progress))
    }

    /// Clears the line.
    func clear() {
        if isShown { draw("") }
    }

    private func draw(_ line: String) {
        StandardStreams.writeMessage("\r\u{1B}[K\(line)")
    }

    /// Returns the text of the line; at most 79 characters for up to a million epochs.
    static func line(_ progress: TrainingProgress) -> String {
        let total = Double(progress.totalRows)
        let fraction = total > 0 ? Double(progress.rows) / total : 1
        let width = 16
        let filled = Int(fraction * Double(width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        return "epoch \(progress.epoch)/\(progress.epochs) \(bar) \(shortCount(progress.rowsPerSecond)) rows/s"
            + "  loss \(significant(progress.loss, 4))  ETA \(shortTime(progress.remaining.seconds))"
    }
}
