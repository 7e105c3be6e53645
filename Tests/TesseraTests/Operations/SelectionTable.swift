@testable import Tessera

/// The rows of the operation table that select by indices and masks.
func selectionCases<S: RealScalar>() -> [OperationCase<S>] {
    gatherCases() + scatterCases() + maskCases()
}

private func gatherCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "gather along the first axis", [[[4, 3]], [[4]], [[4, 2, 3]], [[4, 0]]], { $0[0].gathering([3, 0, -1]) },
            naive: { x in Naive([3] + x[0].shape.dropFirst()) { x[0][[[3, 0, 3][$0[0]]] + $0.dropFirst()] } }),
        OperationCase(
            "gather along the last axis by a matrix of indices", [[[2, 3]], [[2, 2, 3]], [[0, 3]]],
            { $0[0].gathering([[2, 0], [-3, -2]], axis: -1) },
            naive: { x in
                let picked = [[2, 0], [0, 1]]
                return Naive(x[0].shape.dropLast() + [2, 2]) {
                    x[0][$0.dropLast(2) + [picked[$0[$0.count - 2]][$0.last!]]]
                }
            }),
        OperationCase(
            "gather nothing", [[[4, 3]]], { $0[0].gathering(Tensor<Int32>(zeros: [0]), axis: 1) },
            naive: { _ in Naive([4, 0], []) }),
        OperationCase(
            "gather elements along the last axis", [[[2, 3]]],
            { $0[0].gatheringElements([[0, 0, -1, 1], [2, 1, 0, 0]], axis: 1) },
            naive: { x in
                let picked = [[0, 0, 2, 1], [2, 1, 0, 0]]
                return Naive([2, 4]) { x[0][[$0[0], picked[$0[0]][$0[1]]]] }
            }),
        OperationCase(
            "gather elements along the first axis", [[[3, 2]]],
            { $0[0].gatheringElements([[2, -3], [1, 1]], axis: 0) },
            naive: { x in
                let picked = [[2, 0], [1, 1]]
                return Naive([2, 2]) { x[0][[picked[$0[0]][$0[1]], $0[1]]] }
            }),
        OperationCase(
            "gather elements by broadcast indices", [[[2, 3, 2]]],
            { $0[0].gatheringElements([[[2], [0]]], axis: 1) },
            naive: { x in Naive([2, 2, 2]) { x[0][[$0[0], [2, 0][$0[1]], $0[2]]] } }),
        OperationCase(
            "gather elements at tuples", [[[2, 3]]], { $0[0].gatheringParts([[0, 1], [1, -1], [0, 1]]) },
            naive: { x in Naive([3]) { x[0][[[0, 1], [1, 2], [0, 1]][$0[0]]] } }),
        OperationCase(
            "gather parts at tuples", [[[2, 3, 2]], [[2, 3, 0]]], { $0[0].gatheringParts([[[0, 1]], [[1, -1]]]) },
            naive: { x in
                let picked = [[0, 1], [1, 2]]
                return Naive([2, 1, x[0].shape[2]]) { x[0][picked[$0[0]] + [$0[2]]] }
            }),
        OperationCase(
            "gather parts of a batch", [[[2, 3, 2]]],
            { $0[0].gatheringParts([[[1], [-3]], [[2], [2]]], batchAxes: 1) },
            naive: { x in
                let picked = [[1, 0], [2, 2]]
                return Naive([2, 2, 2]) { x[0][[$0[0], picked[$0[0]][$0[1]], $0[2]]] }
            }),
    ]
}

private func scatterCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "scatter replaces rows", [[[4, 2], [3, 2]], [[4, 2], [2]]],
            { $0[0].scattering($0[1], at: [3, 0, -1]) },
            naive: { x in
                Naive([4, 2]) { index in
                    switch index[0] {
                    case 0: x[1][x[1].shape.count == 1 ? [index[1]] : [1, index[1]]]
                    case 3: x[1][x[1].shape.count == 1 ? [index[1]] : [2, index[1]]]
                    default: x[0][index]
                    }
                }
            }),
        OperationCase(
            "scatter adds columns", [[[2, 3], [2, 2]]],
            { $0[0].scattering($0[1], at: [2, 2], axis: 1, combining: .sum) },
            naive: { x in
                Naive([2, 3]) { index in
                    x[0][index] + (index[1] == 2 ? x[1][[index[0], 0]] + x[1][[index[0], 1]] : 0)
                }
            }),
        OperationCase(
            "scatter keeps the largest", [[[3], [4]]], kinks: true,
            { $0[0].scattering($0[1], at: [0, 2, 0, -1], combining: .maximum) },
            naive: { x in
                let (a, b) = (x[0].values, x[1].values)
                return Naive([3], [naiveMax([a[0], b[0], b[2]]), a[1], naiveMax([a[2], b[1], b[3]])])
            }),
        OperationCase(
            "scatter keeps the smallest", [[[3, 2], [2, 2]]], kinks: true,
            { $0[0].scattering($0[1], at: [1, 1], combining: .minimum) },
            naive: { x in
                Naive([3, 2]) { index in
                    index[0] == 1 ? naiveMin([x[0][index], x[1][[0, index[1]]], x[1][[1, index[1]]]]) : x[0][index]
                }
            }),
        OperationCase(
            "scatter elements", [[[2, 3], [2, 2]], [[2, 3], []]],
            { $0[0].scatteringElements($0[1], at: [[2, 0], [1, 1]], axis: 1) },
            naive: { x in
                Naive([2, 3]) { index in
                    switch index {
                    case [0, 2]: x[1][[0, 0]]
                    case [0, 0]: x[1][[0, 1]]
                    case [1, 1]: x[1][[1, 1]]
                    default: x[0][index]
                    }
                }
            }),
        OperationCase(
            "scatter adds elements along the first axis", [[[3, 2], [1, 2]]],
            { $0[0].scatteringElements($0[1], at: [[-1, 1]], axis: 0, combining: .sum) },
            naive: { x in
                Naive([3, 2]) { index in
                    x[0][index] + (index == [2, 0] || index == [1, 1] ? x[1][[0, index[1]]] : 0)
                }
            }),
        OperationCase(
            "scatter parts at tuples", [[[2, 3, 2], [2, 2]]],
            { $0[0].scatteringParts($0[1], at: [[1, 0], [0, -1]]) },
            naive: { x in
                Naive([2, 3, 2]) { index in
                    switch [index[0], index[1]] {
                    case [1, 0]: x[1][[0, index[2]]]
                    case [0, 2]: x[1][[1, index[2]]]
                    default: x[0][index]
                    }
                }
            }),
        OperationCase(
            "scatter adds elements at tuples", [[[2, 2], [3]]],
            { $0[0].scatteringParts($0[1], at: [[1, 0], [0, -1], [1, 0]], combining: .sum) },
            naive: { x in
                let (a, b) = (x[0].values, x[1].values)
                return Naive([2, 2], [a[0], a[1] + b[1], a[2] + b[0] + b[2], a[3]])
            }),
    ]
}

private func maskCases<S: RealScalar>() -> [OperationCase<S>] {
    [
        OperationCase(
            "elements where a mask is true", [[[2, 3]]],
            { $0[0][Tensor([[true, false, true], [false, false, true]])] },
            naive: { x in Naive([3], [x[0].values[0], x[0].values[2], x[0].values[5]]) }),
        OperationCase(
            "rows where a mask is true", [[[3, 2]], [[3, 2, 2]], [[3, 0]]], { $0[0][Tensor([true, false, true])] },
            naive: { x in Naive([2] + x[0].shape.dropFirst()) { x[0][[2 * $0[0]] + $0.dropFirst()] } }),
        OperationCase(
            "nothing where no mask is true", [[[3, 2]]], { $0[0][Tensor([false, false, false])] },
            naive: { _ in Naive([0, 2], []) }),
        OperationCase(
            "assignment of a number where a mask is true", [[[2, 3], []]],
            { x in
                var y = x[0]
                y[Tensor([[true, false, true], [false, false, true]])] = x[1]
                return y
            },
            naive: { x in
                Naive([2, 3]) { [[0, 0], [0, 2], [1, 2]].contains($0) ? x[1].values[0] : x[0][$0] }
            }),
        OperationCase(
            "assignment of values where a mask is true", [[[2, 3], [3]]],
            { x in
                var y = x[0]
                y[Tensor([[true, false, true], [false, false, true]])] = x[1]
                return y
            },
            naive: { x in
                let (a, b) = (x[0].values, x[1].values)
                return Naive([2, 3], [b[0], a[1], b[1], a[3], a[4], b[2]])
            }),
        OperationCase(
            "assignment of rows where a mask is true", [[[3, 2], [2]], [[3, 2], [2, 2]], [[3, 2], [2, 1]]],
            { x in
                var y = x[0]
                y[Tensor([true, false, true])] = x[1]
                return y
            },
            naive: { x in
                Naive([3, 2]) { $0[0] == 1 ? x[0][$0] : x[1][[$0[0] / 2, $0[1]]] }
            }),
        OperationCase(
            "assignment at indices", [[[3, 2], [2, 2]]],
            { x in
                var y = x[0]
                y[Tensor<Int32>([-1, 0])] = x[1]
                return y
            },
            naive: { x in Naive([3, 2]) { $0[0] == 1 ? x[0][$0] : x[1][[$0[0] == 2 ? 0 : 1, $0[1]]] } }),
    ]
}
