@testable import Tessera

/// Convolutions and poolings.
func convolutionCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "convolution along one axis",
            [[[2, 3, 7], [4, 3, 3]], [[0, 1, 5], [2, 1, 2]], [[1, 0, 4], [2, 0, 2]]],
            { $0[0].convolved(with: $0[1]) }, naive: { naiveConvolution($0[0], $0[1], [1], [0], [1], groups: 1) }),
        OperationCase(
            "convolution",
            [[[2, 3, 5, 6], [4, 3, 3, 2]], [[1, 2, 4, 3], [3, 2, 1, 1]], [[1, 1, 2, 2], [1, 1, 2, 2]]],
            { $0[0].convolved(with: $0[1]) },
            naive: { naiveConvolution($0[0], $0[1], [1, 1], [0, 0], [1, 1], groups: 1) }),
        OperationCase(
            "padded convolution with strides", [[[2, 2, 5, 6], [3, 2, 3, 3]], [[1, 2, 1, 1], [1, 2, 3, 3]]],
            { $0[0].convolved(with: $0[1], strides: [2, 1], padding: 1) },
            naive: { naiveConvolution($0[0], $0[1], [2, 1], [1, 1], [1, 1], groups: 1) }),
        OperationCase(
            "dilated convolution in groups", [[[1, 4, 6, 7], [6, 2, 2, 3]]],
            { $0[0].convolved(with: $0[1], strides: [1, 2], padding: 2, dilations: [2, 3], groups: 2) },
            naive: { naiveConvolution($0[0], $0[1], [1, 2], [2, 2], [2, 3], groups: 2) }),
        OperationCase(
            "depthwise convolution of equal extent", [[[2, 3, 5, 4], [3, 1, 3, 3]]],
            { $0[0].convolved(with: $0[1], padding: .same, groups: 3) },
            naive: { naiveConvolution($0[0], $0[1], [1, 1], [1, 1], [1, 1], groups: 3) }),
        OperationCase(
            "transposed convolution", [[[2, 3, 3, 2], [3, 2, 2, 3]]],
            {
                $0[0].transposedConvolved(
                    with: $0[1], strides: [2, 3], padding: .widths([(1, 0), (0, 1)]), outputPadding: [1, 0])
            },
            naive: { x in
                Naive([2, 2, 6, 5]) { index in
                    naiveSum(
                        Naive.indices([3, 3, 2, 2, 3]).map { inner in
                            let (c, y, z, i, j) = (inner[0], inner[1], inner[2], inner[3], inner[4])
                            guard 2 * y + i - 1 == index[2], 3 * z + j == index[3] else { return 0 }
                            return x[0][[index[0], c, y, z]] * x[1][[c, index[1], i, j]]
                        })
                }
            }),
        OperationCase(
            "max pooling", [[[2, 3, 4, 6]]], kinks: true, { $0[0].maxPooled([2, 3]) },
            naive: { pooled($0[0], [2, 3], [2, 3], [2, 2], naiveMax) }),
        OperationCase(
            "overlapping max pooling along one axis", [[[2, 7]]], kinks: true, { $0[0].maxPooled([3], strides: [2]) },
            naive: { pooled($0[0], [3], [2], [3], naiveMax) }),
        OperationCase(
            "average pooling", [[[2, 5, 4]]], { $0[0].averagePooled([2, 2], strides: [1]) },
            naive: { pooled($0[0], [2, 2], [1, 1], [4, 3]) { naiveSum($0) / 4 } }),
    ]
}

private func naiveConvolution(
    _ x: Naive, _ w: Naive, _ strides: [Int], _ padding: [Int], _ dilations: [Int], groups: Int
) -> Naive {
    let (extents, sizes) = (Array(x.shape[2...]), Array(w.shape[2...]))
    let counts = extents.indices.map {
        max(0, (extents[$0] + 2 * padding[$0] - (sizes[$0] - 1) * dilations[$0] - 1) / strides[$0] + 1)
    }
    let perGroup = (w.shape[0] / groups, w.shape[1])
    return Naive([x.shape[0], w.shape[0]] + counts) { index in
        naiveSum(
            Naive.indices([perGroup.1] + sizes).map { inner in
                let position = extents.indices.map {
                    index[2 + $0] * strides[$0] + inner[1 + $0] * dilations[$0] - padding[$0]
                }
                let weight = w[[index[1]] + inner]
                guard zip(position, extents).allSatisfy({ (0..<$1).contains($0) }) else { return 0 * weight }
                return x[[index[0], index[1] / perGroup.0 * perGroup.1 + inner[0]] + position] * weight
            })
    }
}

/// Reduces windows of the last axes.
private func pooled(
    _ x: Naive, _ sizes: [Int], _ strides: [Int], _ counts: [Int], _ reduce: ([Double]) -> Double
) -> Naive {
    let outer = x.shape.count - sizes.count
    return Naive(x.shape[..<outer] + counts) { index in
        reduce(
            Naive.indices(sizes).map { inner in
                x[index[..<outer] + sizes.indices.map { index[outer + $0] * strides[$0] + inner[$0] }]
            })
    }
}
