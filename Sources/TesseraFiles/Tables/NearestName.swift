/// Returns the name nearest to a misspelt one by Levenshtein distance; nil if none is near enough.
///
/// A misspelt name of more than 64 letters gets no hint, and only the first 10 000 names are compared: a hint must not
/// take longer than the work it belongs to.
func nearestName(to name: String, among names: [String]) -> String? {
    guard let wanted = Misspelling(name) else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in names.prefix(10_000) {
        guard let distance = wanted.distance(to: candidate), distance < best?.distance ?? .max else { continue }
        best = (candidate, distance)
    }
    return best?.name
}

/// A misspelt name that is compared with others by Levenshtein distance: the number of letters to insert, remove or
/// replace.
///
/// Bit-parallel edit distance: one machine word holds the vertical differences of a column of the dynamic programming
/// table, 64 cells at a time (Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic
/// programming", 1999, as H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances",
/// 2003, does for whole words).
private struct Misspelling {
    private let count: Int
    /// A bit mask of the positions in the name, by letter.
    private let positions: [Unicode.Scalar: UInt64]
    private let limit: Int

    /// Nil for an empty name and for one of more than 64 letters.
    init?(_ name: String) {
        guard name.utf8.count <= 256 else { return nil }
        let letters = Array(name.lowercased().unicodeScalars)
        guard (1...64).contains(letters.count) else { return nil }
        count = letters.count
        limit = max(1, letters.count / 3)
        var positions: [Unicode.Scalar: UInt64] = [:]
        for (index, letter) in letters.enumerated() { positions[letter, default: 0] |= 1 << UInt64(index) }
        self.positions = positions
    }

    /// Returns the distance to another name; nil if it exceeds a third of the letters (the limit is at least 1).
    func distance(to other: String) -> Int? {
        // The lengths alone exclude most names. A letter takes up to four bytes of UTF-8.
        guard other.utf8.count <= 4 * (count + limit) else { return nil }
        let letters = other.lowercased().unicodeScalars
        guard abs(letters.count - count) <= limit else { return nil }
        let end: UInt64 = 1 << UInt64(count - 1)
        var (verticalPlus, verticalMinus) = (UInt64.max, UInt64(0))
        var distance = count
        for letter in letters {
            let matches = positions[letter, default: 0]
            let diagonal = (((matches & verticalPlus) &+ verticalPlus) ^ verticalPlus) | matches | verticalMinus
            var horizontalPlus = verticalMinus | ~(diagonal | verticalPlus)
            var horizontalMinus = verticalPlus & diagonal
            if horizontalPlus & end != 0 { distance += 1 }
            if horizontalMinus & end != 0 { distance -= 1 }
            horizontalPlus = horizontalPlus << 1 | 1
            horizontalMinus = horizontalMinus << 1
            verticalPlus = horizontalMinus | ~(diagonal | horizontalPlus)
            verticalMinus = horizontalPlus & diagonal
        }
        return distance <= limit ? distance : nil
    }
}
