/// The rows of one step: in memory, or to be read tile by tile.
enum RowFeed<Scalar: RealScalar> {
    case none
    /// The first row of each column; the memory is held by the caller for the length of the step.
    case memory([UnsafePointer<Scalar>])
    /// Rows of a source from a number on.
    case source(any RowSource<Scalar>, first: Int)

    /// Puts the addresses of a tile's columns into a frame; reads them into the worker's memory where they are elsewhere.
    func place(
        _ range: Range<Int>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ buffers: (base: UnsafeMutableRawPointer, offsets: [Int]), _ rowShape: RowShape
    ) throws(RowSourceError) {
        switch self {
        case .none: return
        case .memory(let columns):
            for index in 0..<columns.count {
                let width = index == 0 ? rowShape.features : (index == 1 ? rowShape.targets : 1)
                slots[Slot.columns + index] = UnsafeMutableRawPointer(
                    mutating: columns[index] + range.lowerBound * width)
            }
        case .source(let source, let first):
            var columns: [UnsafeMutablePointer<Scalar>] = []
            for index in 0..<buffers.offsets.count - 1 {
                let column = (buffers.base + buffers.offsets[index]).assumingMemoryBound(to: Scalar.self)
                slots[Slot.columns + index] = UnsafeMutableRawPointer(column)
                columns.append(column)
            }
            var block = RowBlock(rowShape, rowCount: range.count, columns: columns)
            try source.read(first + range.lowerBound..<first + range.upperBound, into: &block)
        }
    }
}
