import Testing

@testable import Tessera

/// The questions about layouts that eager operations and the compiler of plans ask.
@Suite struct StridedLayoutTests {
    static let table = StridedLayout([4, 6])

    /// An operand, the shape it is broadcast to, and the pattern in which its elements repeat.
    static let patterns: [(StridedLayout, Shape, String)] = [
        (table, [4, 6], "consecutive"),
        (StridedLayout([2, 3, 4]), [2, 3, 4], "consecutive"),
        (StridedLayout([1, 1]), [4, 6], "single"),
        (StridedLayout([]), [1], "consecutive"),
        (StridedLayout([6]), [4, 6], "sameRow(width: 6)"),
        (StridedLayout([3, 2]), [4, 3, 2], "sameRow(width: 6)"),
        (StridedLayout([4, 1]), [4, 6], "onePerRow(width: 6)"),
        (StridedLayout([2, 2, 1, 1]), [2, 2, 3, 2], "onePerRow(width: 6)"),
        (table.permuted([1, 0]), [6, 4], "other"),
        (StridedLayout([4, 1, 2]), [4, 3, 2], "other"),
    ]

    @Test(arguments: patterns.indices)
    func findsHowAnOperandRepeats(_ index: Int) {
        let (layout, shape, pattern) = Self.patterns[index]
        #expect("\(LoopNest(shape, layout.broadcastStrides(to: shape)).pattern)" == pattern)
    }

    @Test func mergesAxesThatBothLayoutsTraverseWithOneStride() {
        let shape: Shape = [2, 1, 3, 4]
        let loops = LoopNest(shape, shape.rowMajorStrides, [24, 7, 8, 1])
        #expect(loops.extents == [6, 4])
        #expect(loops.first == [4, 1])
        #expect(loops.second == [8, 1])
    }

    /// Views that have a layout of their own, checked element by element against the same view of a row-major copy.
    @Test(arguments: [
        ([2, 0, 1], [4, 6]), ([0, 1, 2], [6, 4]), ([1, 0, 2], [12, 2]), ([0, 2, 1], [2, 12]), ([2, 1, 0], [24]),
    ])
    func reshapesWhereOneStrideServes(_ order: [Int], _ target: [Int]) {
        let x = Tensor<Float>(uniform: [2, 3, 4], seed: 1).permuted(order)
        let expected = x.copied().scalars
        guard let layout = x.layout.reshaped(to: Shape(target)) else { return }
        #expect(x.view(layout).scalars == expected)
    }

    /// The extents and strides of a matrix, and the arguments of BLAS.
    @Test(arguments: [
        ([4, 6], [6, 1], false, 6), ([4, 6], [1, 4], true, 4), ([4, 6], [9, 1], false, 9), ([1, 6], [0, 1], false, 6),
        ([1, 6], [6, 2], true, 2), ([4, 1], [3, 5], false, 3), ([1, 1], [0, 0], false, 1),
    ])
    func describesAMatrixAsBLASDoes(_ extents: [Int], _ strides: [Int], _ isTransposed: Bool, _ leading: Int) {
        let matrix = StridedLayout(Shape(extents), strides: strides).matrixStrides
        #expect(matrix.isTransposed == isTransposed)
        #expect(matrix.leadingDimension == leading)
    }

    @Test func findsTheMatricesOfABatch() {
        let matrices = MatrixBatch(StridedLayout([3, 1, 4, 6]), batch: [3, 2])
        #expect((0..<6).map { matrices.offset(of: $0) } == [0, 0, 24, 24, 48, 48])
        #expect(matrices.batchStep == nil)
        #expect(MatrixBatch(StridedLayout([3, 4, 6]), batch: [3]).batchStep == 24)
        #expect(MatrixBatch(StridedLayout([4, 6]), batch: [3]).batchStep == 0)
    }

    /// The layout of the operand, the axes to reduce, the extents of the reduction and whether it combines rows.
    static let reductions: [(StridedLayout, [Int], kept: Int, reduced: Int, byRows: Bool, isRowMajor: Bool)] = [
        (table, [0], 6, 4, true, true),
        (table, [1], 4, 6, false, true),
        (table, [0, 1], 1, 24, false, true),
        (table.permuted([1, 0]), [0], 4, 6, false, true),
        (table.permuted([1, 0]), [1], 6, 4, true, true),
        (StridedLayout([2, 3, 4]), [1], 8, 3, false, false),
        (StridedLayout([1, 5]), [0], 5, 1, false, true),
    ]

    @Test(arguments: reductions.indices)
    func findsTheRunsOrRowsOfAReduction(_ index: Int) {
        let row = Self.reductions[index]
        let layout = ReductionLayout(row.0, reducing: row.1)
        #expect(layout.kept == row.kept)
        #expect(layout.reduced == row.reduced)
        #expect(layout.byRows == row.byRows)
        #expect(layout.source.isRowMajor == row.isRowMajor)
        #expect(!ReductionLayout(row.0, reducing: row.1, acceptsRows: false).byRows)
    }

    @Test func stacksABatchThatSharesItsRightOperand() {
        let stacked = ProductLayout(StridedLayout([3, 4, 6]), StridedLayout([6, 2]))
        #expect(stacked.isSingle)
        #expect(stacked.extents.rows == 12)
        let transposed = ProductLayout(StridedLayout([3, 6, 4]).permuted([0, 2, 1]), StridedLayout([6, 2]))
        #expect(!transposed.isSingle)
        #expect(transposed.batch == [3])
        let vectors = ProductLayout(StridedLayout([6]), StridedLayout([6]))
        #expect((vectors.extents.rows, vectors.extents.depth, vectors.extents.columns) == (1, 6, 1))
    }
}
