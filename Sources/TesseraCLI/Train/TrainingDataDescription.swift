import Tessera

/// The description of the training data that a checkpoint stores.
struct TrainingDataDescription: Codable {
    /// The names of the features, in the order of the parameters.
    let features: [String]
    let target: String
    /// SHA-256 of the numbers of the training rows: of all of a table, of some thousands where rows are read or made while
    /// they are used.
    let sha256: String
    /// How many training rows there are; nil in checkpoints that do not know it.
    let rows: Int?

    init(features: [String], target: String, rows: some RowSource) throws {
        (self.features, self.target, self.rows) = (features, target, rows.rowCount)
        let table = try rows.table ?? RowSelection.sample(of: rows, blockLength: 1024).materialized()
        var digest = SHA256()
        for column in [table.features, table.targets] {
            for number in column.scalars { digest.append(Double(number)) }
        }
        sha256 = digest.hexadecimalDigest()
    }

    /// Returns the differences from the current data, in words.
    func differences(from now: TrainingDataDescription) -> [String] {
        var found: [String] = []
        if features != now.features { found.append(columns(of: now)) }
        if target != now.target { found.append("target \(target) there, \(now.target) here") }
        if let rows, let others = now.rows, rows != others {
            found.append("\(counted(rows, "training row")) there, \(others) here")
        } else if sha256 != now.sha256 {
            found.append("the rows hold other numbers")
        }
        return found
    }

    private func columns(of now: TrainingDataDescription) -> String {
        let (before, after) = (Set(features), Set(now.features))
        let (missing, added) = (features.filter { !after.contains($0) }, now.features.filter { !before.contains($0) })
        if missing.isEmpty, added.isEmpty { return "columns in another order" }
        let parts = [("without", missing), ("with", added)].filter { !$0.1.isEmpty }.map { word, names in
            let more = names.count > 3 ? " and \(names.count - 3) more" : ""
            return "\(word) \(names.prefix(3).joined(separator: ", "))\(more)"
        }
        return "other columns, \(parts.joined(separator: " and ")) here"
    }
}
