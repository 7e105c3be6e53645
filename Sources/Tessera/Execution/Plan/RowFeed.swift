/// The rows of one step: in memory, or to be read tile by tile.
enum RowFeed<Scalar: RealScalar> {
    case none
    /// The first row of each column; the memory is held by the caller for the length of the step.
    case memory([UnsafePointer<Scalar>])
    /// Rows of a source from its first on.
    case source(any RowSource<Scalar>)

    /// Puts the addresses of a tile's columns into a frame.
    @inline(__always)
    static func place(
        _ columns: [UnsafePointer<Scalar>], from row: Int, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ rowShape: RowShape
    ) {
        for index in 0..<columns.count {
            let width = index == 0 ? rowShape.features : (index == 1 ? rowShape.targets : 1)
            slots[Slot.columns + index] = UnsafeMutableRawPointer(mutating: columns[index] + row * width)
        }
    }

    /// Reads a tile's rows into a worker's memory, and puts the addresses of its columns into a frame.
    func read(
        _ range: Range<Int>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ buffers: (base: UnsafeMutableRawPointer, offsets: [Int]), _ rowShape: RowShape
    ) throws(RowSourceError) {
        guard case .source(let source) = self else { return }
        var columns: [UnsafeMutablePointer<Scalar>] = []
        for index in 0..<buffers.offsets.count - 1 {
            let column = (buffers.base + buffers.offsets[index]).assumingMemoryBound(to: Scalar.self)
            slots[Slot.columns + index] = UnsafeMutableRawPointer(column)
            columns.append(column)
        }
        var block = RowBlock(rowShape, rowCount: range.count, columns: columns)
        try source.read(range, into: &block)
    }
}
