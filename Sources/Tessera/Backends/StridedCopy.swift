/// Copies elements between any two strided layouts of the same extents.
///
/// The pointers must be valid for every element that the extents and strides (in elements) address.
package enum StridedCopy {
    package static func copy<Scalar: TensorScalar>(
        _ source: UnsafePointer<Scalar>, strides sourceStrides: [Int], to target: UnsafeMutablePointer<Scalar>,
        strides targetStrides: [Int], extents: Shape
    ) {
        if extents.contains(0) { return }
        let loop = LoopNest(extents, sourceStrides, targetStrides)
        walk(loop, axis: 0, source, target)
    }

    private static func walk<Scalar: TensorScalar>(
        _ loop: LoopNest, axis: Int, _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>
    ) {
        if loop.extents.count - axis <= 2 {
            return copyPlane(source, target, Plane(loop))
        }
        for index in 0..<loop.extents[axis] {
            walk(loop, axis: axis + 1, source + index * loop.first[axis], target + index * loop.second[axis])
        }
    }
}

/// The two innermost loops of a copy. A loop that does not exist has one iteration.
private struct Plane {
    let (rows, columns): (Int, Int)
    let source: (row: Int, column: Int)
    let target: (row: Int, column: Int)

    init(_ loop: LoopNest) {
        let (row, column) = (loop.extents.count - 2, loop.extents.count - 1)
        (rows, columns) = (row < 0 ? 1 : loop.extents[row], column < 0 ? 1 : loop.extents[column])
        source = (row < 0 ? 0 : loop.first[row], column < 0 ? 0 : loop.first[column])
        target = (row < 0 ? 0 : loop.second[row], column < 0 ? 0 : loop.second[column])
    }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
@specialized(where Scalar == Int64)
@specialized(where Scalar == UInt8)
@specialized(where Scalar == Float16)
@specialized(where Scalar == BFloat16)
@specialized(where Scalar == Bool)
private func copyPlane<Scalar: TensorScalar>(
    _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>, _ plane: Plane
) {
    if plane.source.column == 1, plane.target.column == 1 {
        for row in 0..<plane.rows {
            (target + row * plane.target.row).update(from: source + row * plane.source.row, count: plane.columns)
        }
        return
    }
    // Blocking keeps both operands in cache when one of them is traversed across its rows, as in a transpose.
    let block = 32
    for top in stride(from: 0, to: plane.rows, by: block) {
        for left in stride(from: 0, to: plane.columns, by: block) {
            for row in top..<min(top + block, plane.rows) {
                let from = source + row * plane.source.row
                let to = target + row * plane.target.row
                for column in left..<min(left + block, plane.columns) {
                    to[column * plane.target.column] = from[column * plane.source.column]
                }
            }
        }
    }
}
