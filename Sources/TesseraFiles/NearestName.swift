/// The name most like a misspelt one, or nil where none is alike.
///
/// Names above 64 letters are not compared, and of very many names only the first: a hint must not take longer than the
/// work it belongs to.
func nearestName(to name: String, among names: [String]) -> String? {
    guard let wanted = Misspelling(name) else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in names.prefix(10_000) {
        guard let distance = wanted.distance(to: candidate), distance < best?.distance ?? .max else { continue }
        best = (candidate, distance)
    }
    return best?.name
}

/// A name to look for among others, by the number of letters to insert, remove or replace (Levenshtein).
///
/// The columns of the table of distances are held as bits, 64 cells at a time (Myers, "A fast bit-vector algorithm for
/// approximate string matching based on dynamic programming", 1999, in the form of Hyyrö, 2003, for whole words).
private struct Misspelling {
    private let count: Int
    /// Where each letter stands in the name.
    private let places: [Unicode.Scalar: UInt64]
    private let limit: Int

    /// Nil for names that are too long.
    init?(_ name: String) {
        guard name.utf8.count <= 256 else { return nil }
        let letters = Array(name.lowercased().unicodeScalars)
        guard (1...64).contains(letters.count) else { return nil }
        count = letters.count
        limit = max(1, letters.count / 3)
        var places: [Unicode.Scalar: UInt64] = [:]
        for (index, letter) in letters.enumerated() { places[letter, default: 0] |= 1 << UInt64(index) }
        self.places = places
    }

    /// The distance to another name; nil where it is above a third of the letters.
    func distance(to other: String) -> Int? {
        // The lengths alone rule most names out. A letter takes up to four bytes.
        guard other.utf8.count <= 4 * (count + limit) else { return nil }
        let letters = other.lowercased().unicodeScalars
        guard abs(letters.count - count) <= limit else { return nil }
        let end: UInt64 = 1 << UInt64(count - 1)
        var (rises, falls) = (UInt64.max, UInt64(0))
        var distance = count
        for letter in letters {
            let matches = places[letter, default: 0]
            let diagonal = (((matches & rises) &+ rises) ^ rises) | matches | falls
            var right = falls | ~(diagonal | rises)
            var left = rises & diagonal
            if right & end != 0 { distance += 1 }
            if left & end != 0 { distance -= 1 }
            right = right << 1 | 1
            left = left << 1
            rises = left | ~(diagonal | right)
            falls = right & diagonal
        }
        return distance <= limit ? distance : nil
    }
}
