/// The partition of the rows of a step into tiles that fit in cache, and of the tiles into chunks, the leaves of the
/// tree reduction.
///
/// One worker accumulates the tiles of a chunk in order; the sums of the chunks are then combined by pairwise tree
/// reduction. The partition depends on shapes only, never on the machine or the number of workers, so that results have
/// the same bits everywhere.
struct Tiling: Equatable {
    let rows: Int
    /// The number of rows of a tile; the last one may be shorter.
    let height: Int
    /// The number of chunks.
    let chunks: Int

    var tiles: Int { (rows + height - 1) / height }
    /// The number of rows of the last tile.
    var lastHeight: Int { rows - (tiles - 1) * height }

    /// - Parameters:
    ///   - rowBytes: The bytes per row that are in use while a tile is computed: its columns and scratch memory.
    ///   - rowWork: The number of multiplications and additions per row.
    ///   - sumBytes: The bytes of the sums that one chunk accumulates.
    init(rows: Int, rowBytes: Int, rowWork: Int, sumBytes: Int) {
        self.rows = rows
        height = Self.height(rows: rows, rowBytes: rowBytes, rowWork: rowWork)
        // The sums of all chunks may take 32 MiB, and no more than a quarter of the bytes of all rows. There are at
        // most 64 chunks, and at least 2 if there are 2 tiles.
        let (bytes, isUncountable) = rows.multipliedReportingOverflow(by: rowBytes)
        let affordable = min(32 << 20, isUncountable ? .max : bytes / 4) / max(1, sumBytes)
        chunks = min((rows + height - 1) / height, max(2, min(64, affordable)))
    }

    init(rows: Int, height: Int, chunks: Int) {
        self.rows = rows
        self.height = height
        self.chunks = chunks
    }

    /// Creates the partition in which all rows are one tile.
    init(single rows: Int) {
        self.rows = rows
        height = rows
        chunks = 1
    }

    /// No tile is shorter than this, but a last one: so few rows are one tile, whatever their work.
    static let leastHeight = 32

    private static func height(rows: Int, rowBytes: Int, rowWork: Int) -> Int {
        let cached = max(1, (256 << 10) / max(1, rowBytes))
        // A product of few rows does not amortise the packing of its operands: hence a lower bound on the height.
        let usual = min(4096, max(rowWork > 200_000 ? 256 : 128, powerOfTwo(cached)))
        // A small batch is cut into smaller tiles, so that two workers can compute it, as long as the work of a tile
        // still outweighs the cost of handing it to a worker.
        let worthwhile = max(leastHeight, powerOfTwo(1_000_000 / max(1, rowWork)) * 2)
        var height = usual
        while height > worthwhile, (rows + height - 1) / height < 2 { height /= 2 }
        return min(height, rows)
    }

    /// The largest power of two not above `number`; 1 if there is none.
    private static func powerOfTwo(_ number: Int) -> Int {
        number < 1 ? 1 : 1 << (Int.bitWidth - 1 - number.leadingZeroBitCount)
    }

    func rowRange(tile: Int) -> Range<Int> {
        tile * height..<min(rows, (tile + 1) * height)
    }

    /// The tiles of a chunk.
    func tiles(chunk: Int) -> Range<Int> {
        chunk * tiles / chunks..<(chunk + 1) * tiles / chunks
    }
}
