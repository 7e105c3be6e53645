@testable import Tessera

/// Axes and positions in another order, parts, padding and windows.
func axisCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "swap axes", [[[2, 3, 4]]], { $0[0].swappingAxes(0, -1) }, naive: { $0[0].permuted([2, 1, 0]) }),
        OperationCase(
            "move an axis", [[[2, 3, 4]]], { $0[0].movingAxis(0, to: -1) }, naive: { $0[0].permuted([1, 2, 0]) }),
        OperationCase(
            "move axes", [[[2, 3, 4, 2]]], { $0[0].movingAxes([2, 0], to: [0, -1]) },
            naive: { $0[0].permuted([2, 1, 3, 0]) }),
        OperationCase(
            "flip", [[[3, 4]], [[0, 4]]], { $0[0].flipped(axis: -1) },
            naive: { x in Naive(x[0].shape) { x[0][[$0[0], 3 - $0[1]]] } }),
        OperationCase(
            "flip all", [[[3, 4]], [[]]], { $0[0].flipped() }, naive: { Naive($0[0].shape, $0[0].values.reversed()) }),
        OperationCase(
            "roll", [[[5, 3]]], { $0[0].rolled(by: -7, axis: 0) },
            naive: { x in Naive(x[0].shape) { x[0][[($0[0] + 7) % 5, $0[1]]] } }),
        OperationCase(
            "roll all", [[[2, 3]], [[0]], [[]]], { $0[0].rolled(by: 2) },
            naive: { x in
                let count = x[0].values.count
                return Naive(x[0].shape, (0..<count).map { x[0].values[($0 + 5 * count - 2) % count] })
            }),
        OperationCase(
            "split by sizes", [[[6, 2]]], { Tensor(concatenating: $0[0].split(sizes: [1, 3, 2]).reversed()) },
            naive: { Naive($0[0].shape, Array($0[0].values[8...] + $0[0].values[2..<8] + $0[0].values[..<2])) }),
        OperationCase(
            "split", [[[2, 7]]],
            {
                let parts = $0[0].split(into: 3, axis: -1)
                return parts[0].sliced(axis: 1, 1..<3) * parts[1] - parts[2]
            },
            naive: { x in
                Naive([2, 2]) { x[0][[$0[0], $0[1] + 1]] * x[0][[$0[0], $0[1] + 3]] - x[0][[$0[0], $0[1] + 5]] }
            }),
        OperationCase(
            "unstack", [[[3, 2, 4]]], { x in x[0].unstacked(axis: 1).reduce(Tensor(1)) { $0 * $1 } },
            naive: { $0[0].reduce([1]) { $0.reduce(1, *) } }),
        OperationCase(
            "block diagonal", [[[2, 3], [1, 2]], [[2], []], [[0, 2], [2, 1]]], { Tensor(blockDiagonal: $0) },
            naive: { x in
                let shapes = x.map { $0.shape.count == 2 ? $0.shape : [1, $0.values.count] }
                return Naive((0..<2).map { shapes[0][$0] + shapes[1][$0] }) { index in
                    let isFirst = index[0] < shapes[0][0]
                    if isFirst != (index[1] < shapes[0][1]) { return 0 }
                    let own = isFirst ? index : zip(index, shapes[0]).map { $0 - $1 }
                    return (isFirst ? x[0].reshaped(shapes[0]) : x[1].reshaped(shapes[1]))[own]
                }
            }),
        OperationCase(
            "broadcast several", [[[3, 1], [4]]], { x in broadcast(x).reduce(Tensor(1)) { $0 * $1 } },
            naive: { $0[0].zip($0[1], *) }),
        OperationCase(
            "grid", [[[2], [3]]],
            { x in
                let (rows, columns) = (meshgrid(x), meshgrid(x, indexing: .cartesian))
                return rows[0] * rows[1] - (columns[0] * columns[1]).transposed()
            },
            naive: { x in Naive([2, 3]) { _ in 0 }.zip(x[0].reshaped([2, 1]).zip(x[1]) { 0 * $0 * $1 }, +) }),
        OperationCase(
            "sliding windows", [[[2, 7]]], { $0[0].slidingWindows([3], axes: [-1], strides: [2]) },
            naive: { x in Naive([2, 3, 3]) { x[0][[$0[0], 2 * $0[1] + $0[2]]] } }),
        OperationCase(
            "dilated windows of two axes", [[[5, 2, 6]]],
            { $0[0].slidingWindows([2, 3], axes: [0, 2], strides: [1, 1], dilations: [3, 2]) },
            naive: { x in Naive([2, 2, 2, 2, 3]) { x[0][[$0[0] + 3 * $0[3], $0[1], $0[2] + 2 * $0[4]]] } }),
        OperationCase(
            "folded windows", [[[2, 3, 3]]],
            { $0[0].foldedWindows(into: [2, 8], axes: [-1], strides: [2]) },
            naive: { x in
                Naive([2, 8]) { index in
                    // Window w begins at 2w.
                    (0..<3).reduce(0) { sum, window in
                        let position = index[1] - 2 * window
                        return (0..<3).contains(position) ? sum + x[0][[index[0], window, position]] : sum
                    }
                }
            }),
        OperationCase(
            "folded dilated windows of two axes", [[[2, 2, 2, 2, 3]]],
            { $0[0].foldedWindows(into: [5, 2, 6], axes: [0, 2], dilations: [3, 2]) },
            naive: { x in
                Naive([5, 2, 6]) { index in
                    Naive.indices([2, 2, 2, 3]).reduce(0) { sum, at in
                        at[0] + 3 * at[2] == index[0] && at[1] + 2 * at[3] == index[2]
                            ? sum + x[0][[at[0], index[1], at[1], at[2], at[3]]] : sum
                    }
                }
            }),
        OperationCase(
            "no windows", [[[2, 2]]], { $0[0].slidingWindows([3], axes: [1]) }, naive: { _ in Naive([2, 0, 3], []) }),
    ] + paddingCases()
}

private func paddingCases<S: RealScalar>() -> [OperationCase<S>] {
    let orders: [(PaddingMode, [Int])] = [
        (.edge, [0, 0, 0, 0, 1, 2, 2, 2, 2, 2]), (.reflect, [1, 2, 1, 0, 1, 2, 1, 0, 1, 2]),
        (.symmetric, [2, 1, 0, 0, 1, 2, 2, 1, 0, 0]), (.wrap, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]),
    ]
    return orders.map { mode, order in
        OperationCase(
            "pad by \(mode)", [[[3, 2]]], { $0[0].padded([(3, 4), (0, 1)], mode: mode) },
            naive: { x in
                let last = [PaddingMode.edge, .symmetric].contains(mode) ? 1 : 0
                return Naive([10, 3]) { x[0][[order[$0[0]], $0[1] < 2 ? $0[1] : last]] }
            })
    }
}
