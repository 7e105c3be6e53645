import ArgumentParser
import Foundation

/// ROWSxFEATURES as the user writes it.
struct SyntheticSize {
    let rows: Int
    let features: Int

    init(parsing text: String) throws {
        let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let rows = numbers[0], let features = numbers[1], rows > 0, features > 0 else {
            throw ValidationError("two whole numbers above 0 are needed, as in 1000x10")
        }
        self.rows = rows
        self.features = features
    }

    /// Stops a table that could only end in a crash.
    func checkMemory(bytesPerNumber: Int) throws {
        let numbers = Double(rows) * (Double(features) + 1)
        let needed = numbers * Double(bytesPerNumber)
        let available = Double(ProcessInfo.processInfo.physicalMemory)
        if needed > available || rows > Int32.max {
            throw ValidationError(
                "--synthetic \(rows)x\(features) needs at least \(significant(needed / 1e9, 3)) GB of memory; "
                    + "this machine has \(significant(available / 1e9, 3)) GB")
        }
    }
}
