@testable import Tessera

/// The operations on the last two axes that fail for no matrix.
func matrixCases<S: RealScalar>() -> [OperationCase<S>] {
    let shapes: [[[Int]]] = [[[3, 4]], [[4, 3]], [[2, 3, 3]], [[2, 2, 3, 4]], [[0, 3]], [[2, 3, 0]], [[1, 1]]]
    return [
        OperationCase("upper triangle", shapes, { $0[0].upperTriangle() }, naive: { masked($0[0]) { $1 >= $0 } }),
        OperationCase(
            "upper triangle above the diagonal", shapes, { $0[0].upperTriangle(1) },
            naive: { masked($0[0]) { $1 > $0 } }),
        OperationCase(
            "lower triangle and a diagonal", shapes, { $0[0].lowerTriangle(1) },
            naive: { masked($0[0]) { $1 <= $0 + 1 } }),
        OperationCase(
            "diagonal", shapes, { $0[0].diagonal() },
            naive: { x in
                let count = x[0].shape.suffix(2).min() ?? 0
                return Naive(x[0].shape.dropLast(2) + [count]) { x[0][$0 + [$0[$0.count - 1]]] }
            }),
        OperationCase(
            "diagonal below the main one", [[[3, 4]], [[2, 4, 2]]], { $0[0].diagonal(-1) },
            naive: { x in
                let rows = x[0].shape[x[0].shape.count - 2]
                return Naive(x[0].shape.dropLast(2) + [min(rows - 1, x[0].shape.last ?? 0)]) { index in
                    x[0][index.dropLast() + [index[index.count - 1] + 1, index[index.count - 1]]]
                }
            }),
        OperationCase(
            "diagonal matrix", [[[3]], [[2, 4]], [[0]], [[2, 3, 1]]], { $0[0].diagonalMatrix() },
            naive: { x in
                Naive(x[0].shape + [x[0].shape.last ?? 0]) { index in
                    index[index.count - 1] == index[index.count - 2] ? x[0][Array(index.dropLast())] : 0
                }
            }),
        OperationCase(
            "trace", [[[3, 4]], [[2, 3, 3]], [[1, 1]]], { $0[0].trace() },
            naive: { x in
                Naive(Array(x[0].shape.dropLast(2))) { index in
                    naiveSum((0..<(x[0].shape.suffix(2).min() ?? 0)).map { x[0][index + [$0, $0]] })
                }
            }),
        OperationCase(
            "kronecker", [[[2, 3], [4, 2]], [[1, 1], [2, 2]], [[2, 1, 2, 3], [3, 2, 1]], [[0, 2], [3, 3]]],
            { $0[0].kronecker($0[1]) },
            naive: { x in
                let (a, b) = (x[0].shape.suffix(2).map { $0 }, x[1].shape.suffix(2).map { $0 })
                let batch = Naive.broadcast(x[0].shape.dropLast(2), x[1].shape.dropLast(2))
                return Naive(batch + [a[0] * b[0], a[1] * b[1]]) { index in
                    let (row, column) = (index[index.count - 2], index[index.count - 1])
                    let outer = Array(index.dropLast(2))
                    return x[0][outer + [row / b[0], column / b[1]]] * x[1][outer + [row % b[0], column % b[1]]]
                }
            }),
    ]
}

/// Returns the matrices with zeros where `isKept` is false.
private func masked(_ x: Naive, _ isKept: (_ row: Int, _ column: Int) -> Bool) -> Naive {
    Naive(x.shape) { isKept($0[$0.count - 2], $0[$0.count - 1]) ? x[$0] : 0 }
}
