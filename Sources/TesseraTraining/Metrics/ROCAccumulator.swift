/// The scores of the rows of two classes, for the area under the ROC curve.
///
/// Up to `exactRows` scores are stored, and the area is exact. More scores are counted in a histogram of 65,536 bins: a
/// bin holds the scores with the same first 16 bits in single precision, those of a bfloat16, with 7 bits of the
/// fraction. Scores of one bin count as equal.
struct ROCAccumulator: Sendable {
    private var scores: [Float] = []
    private var classes: [Bool] = []
    private var bins: [(negatives: Int, positives: Int)] = []
    private(set) var hasNaN = false

    /// The largest number of rows whose scores are stored.
    static let exactRows = 1 << 20

    /// - Parameter rows: the number of scores that will be added.
    init(rows: Int) {
        if rows > Self.exactRows { bins = Array(repeating: (0, 0), count: 1 << 16) }
    }

    static func byteCount(rows: Int) -> Int { rows > exactRows ? 16 << 16 : 1024 }

    mutating func add(_ score: Float, isPositive: Bool) {
        if score.isNaN { hasNaN = true }
        if bins.isEmpty {
            scores.append(score)
            classes.append(isPositive)
        } else {
            let bin = Self.bin(score)
            if isPositive { bins[bin].positives += 1 } else { bins[bin].negatives += 1 }
        }
    }

    /// Returns the bin of a score; bins are in the order of the scores. Inverting the bits of negative numbers, and the
    /// sign bit of others, makes the bit patterns sort like the numbers.
    private static func bin(_ score: Float) -> Int {
        let bits = score.bitPattern
        let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        return Int(ordered >> 16)
    }

    mutating func merge(_ later: ROCAccumulator) {
        hasNaN = hasNaN || later.hasNaN
        scores += later.scores
        classes += later.classes
        for (index, bin) in later.bins.enumerated() {
            bins[index].negatives += bin.negatives
            bins[index].positives += bin.positives
        }
    }

    /// The area under the ROC curve: the probability that a random positive has a higher score than a random negative,
    /// where equal scores count half. Nil if a class is absent or a score is NaN.
    var area: Double? {
        if hasNaN { return nil }
        // Twice the number of concordant pairs (the Mann–Whitney U statistic), so that ties are integers.
        var (halfWins, below, positives) = (0.0, 0, 0)
        for bin in bins.isEmpty ? sortedRuns : bins {
            halfWins += Double(bin.positives) * Double(2 * below + bin.negatives)
            below += bin.negatives
            positives += bin.positives
        }
        return below > 0 && positives > 0 ? halfWins / 2 / (Double(positives) * Double(below)) : nil
    }

    /// The numbers of negatives and positives of each distinct score, in the order of the scores.
    private var sortedRuns: [(negatives: Int, positives: Int)] {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var runs: [(negatives: Int, positives: Int)] = []
        var last = Float.nan
        for index in order {
            if scores[index] != last { runs.append((0, 0)) }
            last = scores[index]
            if classes[index] { runs[runs.count - 1].positives += 1 } else { runs[runs.count - 1].negatives += 1 }
        }
        return runs
    }
}
