/// How the rows of a step are cut: into tiles that stay in cache, and the tiles into leaves, each of which is added up
/// in order by one worker. All of it follows from shapes, never from the machine or the number of workers.
struct Tiling: Equatable {
    let rows: Int
    let height: Int
    let leaves: Int

    var tiles: Int { (rows + height - 1) / height }
    /// The rows of the last tile.
    var lastHeight: Int { rows - (tiles - 1) * height }

    /// - Parameters:
    ///   - rowBytes: what a row takes in memory while a tile is worked on.
    ///   - rowWork: multiplications and additions for each row.
    ///   - sumBytes: what a leaf adds up.
    init(rows: Int, rowBytes: Int, rowWork: Int, sumBytes: Int) {
        self.rows = rows
        height = Self.height(rows: rows, rowBytes: rowBytes, rowWork: rowWork)
        // A leaf is worth its memory up to a total of 32 MiB and a quarter of its rows, and there are never more than 64.
        let (bytes, isUncountable) = rows.multipliedReportingOverflow(by: rowBytes)
        let affordable = min(32 << 20, isUncountable ? .max : bytes / 4) / max(1, sumBytes)
        leaves = min((rows + height - 1) / height, max(2, min(64, affordable)))
    }

    init(rows: Int, height: Int, leaves: Int) {
        self.rows = rows
        self.height = height
        self.leaves = leaves
    }

    /// All rows as one tile.
    init(single rows: Int) {
        self.rows = rows
        height = rows
        leaves = 1
    }

    private static func height(rows: Int, rowBytes: Int, rowWork: Int) -> Int {
        let cached = max(1, (256 << 10) / max(1, rowBytes))
        // Products of few rows waste the time it takes to pack their operands.
        let usual = min(4096, max(rowWork > 200_000 ? 256 : 128, powerOfTwo(cached)))
        // Few rows are shared by cutting them smaller, where a tile is still worth handing to a worker.
        let worthwhile = max(32, powerOfTwo(1_000_000 / max(1, rowWork)) * 2)
        var height = usual
        while height > worthwhile, (rows + height - 1) / height < 2 { height /= 2 }
        return min(height, rows)
    }

    /// The largest power of two that is not above a number.
    private static func powerOfTwo(_ number: Int) -> Int {
        number < 1 ? 1 : 1 << (Int.bitWidth - 1 - number.leadingZeroBitCount)
    }

    func rowRange(tile: Int) -> Range<Int> {
        tile * height..<min(rows, (tile + 1) * height)
    }

    func tiles(leaf: Int) -> Range<Int> {
        leaf * tiles / leaves..<(leaf + 1) * tiles / leaves
    }
}
