@testable import Tessera

/// Einstein summations and other products of tensors of any rank.
func contractionCases<S: RealScalar>() -> [OperationCase<S>] {
    einsumCases() + [
        OperationCase(
            "tensordot", [[[2, 3, 4], [3, 4, 5]], [[3, 4], [3, 4]], [[2, 0, 2], [0, 2, 3]]], { $0[0].tensordot($0[1]) },
            naive: { x in
                x[0].shape.count == 2 ? naiveEinsum(["ij", "ij"], "", x) : naiveEinsum(["ijk", "jkl"], "il", x)
            }),
        OperationCase(
            "tensordot over chosen axes", [[[2, 3, 4], [4, 5, 2]]], { $0[0].tensordot($0[1], axes: [0, -1], [2, 0]) },
            naive: { naiveEinsum(["ijk", "kli"], "jl", $0) }),
        OperationCase(
            "outer of any rank", [[[2, 3], [4]], [[], [3]], [[0, 2], [2]]], { $0[0].outer($0[1]) },
            naive: { x in
                Naive(x[0].shape + x[1].shape) { index in
                    x[0][Array(index.prefix(x[0].shape.count))] * x[1][Array(index.dropFirst(x[0].shape.count))]
                }
            }),
        OperationCase(
            "kronecker of vectors", [[[3], [2]], [[3], [1, 2]], [[2, 1], [3]]], { $0[0].kronecker($0[1]) },
            naive: { x in
                let rank = max(x[0].shape.count, x[1].shape.count)
                let shapes = x.map { [Int](repeating: 1, count: rank - $0.shape.count) + $0.shape }
                return Naive(zip(shapes[0], shapes[1]).map { $0 * $1 }) { index in
                    let outer = zip(index, shapes[1]).map { $0 / $1 }
                    let inner = zip(index, shapes[1]).map { $0 % $1 }
                    return x[0].reshaped(shapes[0])[outer] * x[1].reshaped(shapes[1])[inner]
                }
            }),
    ]
}

/// Equations; operands and result of each with a letter for every axis; shapes.
private let equations: [(equation: String, operands: [String], output: String, shapes: [[[Int]]])] = [
    (
        "ij,jk->ik", ["ij", "jk"], "ik",
        [[[3, 4], [4, 5]], [[0, 4], [4, 3]], [[3, 0], [0, 2]], [[3, 1], [4, 5]]]
    ),
    ("ji, jk -> ki", ["ji", "jk"], "ki", [[[4, 3], [4, 5]]]),
    ("bij,bjk->bik", ["bij", "bjk"], "bik", [[[2, 3, 4], [2, 4, 5]], [[1, 3, 4], [2, 4, 5]]]),
    ("bqhd,bkhd->bhqk", ["bqhd", "bkhd"], "bhqk", [[[2, 3, 2, 4], [2, 5, 2, 4]]]),
    ("jik,kl->ijl", ["jik", "kl"], "ijl", [[[2, 3, 4], [4, 5]]]),
    ("nchw,fc->nfhw", ["nchw", "fc"], "nfhw", [[[2, 3, 2, 4], [5, 3]]]),
    ("ijk,lkj->il", ["ijk", "lkj"], "il", [[[2, 3, 4], [5, 4, 3]]]),
    ("ijb,jkb->bki", ["ijb", "jkb"], "bki", [[[2, 3, 4], [3, 5, 4]]]),
    ("ij,ij->i", ["ij", "ij"], "i", [[[3, 4], [3, 4]]]),
    ("ij,ij", ["ij", "ij"], "", [[[3, 4], [3, 4]], [[3, 4], [1, 4]]]),
    ("ij,ij->ji", ["ij", "ij"], "ji", [[[3, 4], [3, 4]]]),
    ("ij,k->kij", ["ij", "k"], "kij", [[[2, 3], [4]]]),
    ("ij,jk->i", ["ij", "jk"], "i", [[[3, 4], [4, 5]]]),
    ("ij,kl->", ["ij", "kl"], "", [[[3, 4], [2, 5]]]),
    ("ba", ["ba"], "ab", [[[3, 4]]]),
    ("ii->i", ["ii"], "i", [[[3, 3]], [[0, 0]]]),
    ("iji->j", ["iji"], "j", [[[3, 2, 3]]]),
    ("iij,jk->ik", ["iij", "jk"], "ik", [[[3, 3, 4], [4, 2]]]),
    ("ij->", ["ij"], "", [[[3, 4]], [[0, 4]]]),
    ("i,ijk,k->j", ["i", "ijk", "k"], "j", [[[2], [2, 3, 4], [4]]]),
    ("ij,jk,kl", ["ij", "jk", "kl"], "il", [[[2, 3], [3, 4], [4, 2]]]),
    ("ij,ij,ij->i", ["ij", "ij", "ij"], "i", [[[2, 3], [2, 3], [2, 3]]]),
    ("...ij,...jk->...ik", ["aij", "ajk"], "aik", [[[2, 3, 4], [2, 4, 2]]]),
    ("...ij,jk", ["abij", "jk"], "abik", [[[2, 1, 3, 4], [4, 2]]]),
    ("i...,...->...i", ["iab", "b"], "abi", [[[2, 3, 4], [4]], [[2, 3, 1], [4]]]),
]

private func einsumCases<S: RealScalar>() -> [OperationCase<S>] {
    equations.map { row in
        OperationCase(
            "einsum \(row.equation)", row.shapes, { einsum(row.equation, $0) },
            naive: { naiveEinsum(row.operands, row.output, $0) })
    }
}

/// Einstein summation by a loop over all values of all letters.
func naiveEinsum(_ operands: [String], _ output: String, _ x: [Naive]) -> Naive {
    var extents: [Character: Int] = [:]
    for (letters, operand) in zip(operands, x) {
        for (letter, extent) in zip(letters, operand.shape) where extent != 1 { extents[letter] = extent }
    }
    let summed = Set(operands.joined()).subtracting(output).sorted()
    return Naive(output.map { extents[$0] ?? 1 }) { outer in
        naiveSum(
            Naive.indices(summed.map { extents[$0] ?? 1 }).map { inner in
                var values: [Character: Int] = [:]
                for (letter, value) in zip(output, outer) { values[letter] = value }
                for (letter, value) in zip(summed, inner) { values[letter] = value }
                return zip(operands, x).reduce(1) { $0 * $1.1[$1.0.map { values[$0] ?? 0 }] }
            })
    }
}
