/// Copies elements between any two strided layouts of the same extents.
///
/// The pointers must be valid for every element that the extents and strides (in elements) address.
package enum StridedCopy {
    package static func copy<Scalar: TensorScalar>(
        _ source: UnsafePointer<Scalar>, strides sourceStrides: [Int], to target: UnsafeMutablePointer<Scalar>,
        strides targetStrides: [Int], extents: [Int]
    ) {
        if extents.contains(0) { return }
        let loop = JointLoop(extents: extents, sourceStrides, targetStrides)
        walk(loop, axis: 0, source, target)
    }

    private static func walk<Scalar: TensorScalar>(
        _ loop: JointLoop, axis: Int, _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>
    ) {
        if loop.extents.count - axis <= 2 {
            let plane = loop.plane
            return copyPlane(source, target, plane)
        }
        for index in 0..<loop.extents[axis] {
            walk(loop, axis: axis + 1, source + index * loop.first[axis], target + index * loop.second[axis])
        }
    }
}

/// The loop nest over both operands of a copy. Adjacent axes are merged wherever both operands traverse them with a
/// single stride, axes of extent 1 are dropped, and there are at least two axes.
private struct JointLoop {
    var (extents, first, second): ([Int], [Int], [Int]) = ([], [], [])

    init(extents: [Int], _ first: [Int], _ second: [Int]) {
        for axis in extents.indices where extents[axis] != 1 {
            if let last = self.extents.indices.last,
                self.first[last] == first[axis] * extents[axis], self.second[last] == second[axis] * extents[axis]
            {
                self.extents[last] *= extents[axis]
                (self.first[last], self.second[last]) = (first[axis], second[axis])
            } else {
                self.extents.append(extents[axis])
                self.first.append(first[axis])
                self.second.append(second[axis])
            }
        }
        while self.extents.count < 2 {
            self.extents.insert(1, at: 0)
            self.first.insert(0, at: 0)
            self.second.insert(0, at: 0)
        }
    }

    /// The two innermost axes.
    var plane: Plane {
        let (row, column) = (extents.count - 2, extents.count - 1)
        return Plane(
            rows: extents[row], columns: extents[column], source: (first[row], first[column]),
            target: (second[row], second[column]))
    }
}

private struct Plane {
    var (rows, columns): (Int, Int)
    var source: (row: Int, column: Int)
    var target: (row: Int, column: Int)
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
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
