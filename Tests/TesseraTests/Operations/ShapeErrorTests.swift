import Testing

@testable import Tessera

/// The errors of the shape rules for operands that do not fit: thrown by `apply(checking:)`, the message of a trap
/// elsewhere.
@Suite struct ShapeErrorTests {
    typealias F = Float

    static let cases: [(String, @Sendable () throws(ShapeError) -> Void)] = [
        (
            "matmul of [2, 3] and [4, 5]: inner extents 3 and 4 differ",
            { () throws(ShapeError) in _ = try apply(checking: MatMul<F>(), to: [z(2, 3), z(4, 5)]) }
        ),
        (
            "matmul of [2, 3, 4] and [3, 4, 5]: batch extents [2] and [3] do not fit each other",
            { () throws(ShapeError) in _ = try apply(checking: MatMul<F>(), to: [z(2, 3, 4), z(3, 4, 5)]) }
        ),
        (
            "matmul of [] and [4]: needs vectors or matrices; * multiplies by a single value",
            { () throws(ShapeError) in _ = try apply(checking: MatMul<F>(), to: [z(), z(4)]) }
        ),
        (
            "matmul of [3000000000, 1] and [1, 1]: extents of a matrix must fit 32 bits",
            { () throws(ShapeError) in
                let tall = Tensor<F>(zeros: [1, 1]).expanded(to: [3_000_000_000, 1])
                _ = try apply(checking: MatMul<F>(), to: [tall.erased, z(1, 1)])
            }
        ),
        (
            "solve of [3, 2] and [3, 1]: needs a square matrix",
            { () throws(ShapeError) in _ = try apply(checking: LinearSolve<F>(), to: [z(3, 2), z(3, 1)]) }
        ),
        (
            "solve of [3, 3] and [2, 1]: the right-hand side needs 3 rows",
            { () throws(ShapeError) in _ = try apply(checking: LinearSolve<F>(), to: [z(3, 3), z(2, 1)]) }
        ),
        (
            "leastSquares of [2, 3, 3] and [4, 3, 1]: batch extents [2] and [4] do not fit each other",
            { () throws(ShapeError) in
                let operation = LeastSquaresSolve<F>(method: .svd)
                _ = try apply(checking: operation, to: [z(2, 3, 3), z(4, 3, 1)])
            }
        ),
        (
            "svd of [3]: needs a matrix, or a batch of them",
            { () throws(ShapeError) in _ = try apply(checking: SVD<F>(isFull: false), to: [z(3)]) }
        ),
        (
            "add of [2, 3] and [2]: extents aligned at the last axis must be equal or 1",
            { () throws(ShapeError) in _ = try apply(checking: Binary<F>(.add), to: [z(2, 3), z(2)]) }
        ),
        (
            "sum of [2, 3]: there is no axis 2",
            { () throws(ShapeError) in _ = try apply(checking: Reduce<F>(.sum, axes: [2]), to: [z(2, 3)]) }
        ),
        (
            "sum of [2, 3]: axis -1 is named twice",
            { () throws(ShapeError) in _ = try apply(checking: Reduce<F>(.sum, axes: [1, -1]), to: [z(2, 3)]) }
        ),
        (
            "max of [0, 3]: there is no max of no elements",
            { () throws(ShapeError) in _ = try apply(checking: Reduce<F>(.maximum, axes: [0]), to: [z(0, 3)]) }
        ),
        (
            "argmax of [2, 0]: needs between 1 and 2147483647 elements along axis 1",
            { () throws(ShapeError) in _ = try apply(checking: ArgMinMax<F>(.largest, axis: 1), to: [z(2, 0)]) }
        ),
        (
            "reshape of [2, 3] and [4, -1]: 6 elements do not fit the second shape",
            { () throws(ShapeError) in _ = try apply(checking: Reshape<F>(to: [4, -1]), to: [z(2, 3)]) }
        ),
        (
            "transpose of [2, 3]: [0, 0] does not name each axis once",
            { () throws(ShapeError) in _ = try apply(checking: Permute<F>([0, 0]), to: [z(2, 3)]) }
        ),
        (
            "expand of [2, 3] and [2, 6]: only axes of extent 1 can be stretched",
            { () throws(ShapeError) in _ = try apply(checking: Expand<F>(to: [2, 6]), to: [z(2, 3)]) }
        ),
        (
            "expand of [1] and [-1]: only axes of extent 1 can be stretched",
            { () throws(ShapeError) in _ = try apply(checking: Expand<F>(to: [-1]), to: [z(1)]) }
        ),
        (
            "expand of [1]: the result [4294967296, 4294967296] has more elements than can be addressed",
            { () throws(ShapeError) in _ = try apply(checking: Expand<F>(to: [1 << 32, 1 << 32]), to: [z(1)]) }
        ),
        (
            "reshape of [2] and [9223372036854775807, 2]: 2 elements do not fit the second shape",
            { () throws(ShapeError) in _ = try apply(checking: Reshape<F>(to: [.max, 2]), to: [z(2)]) }
        ),
        (
            "slice of [2]: axis 0 has no 3 positions from 0 in steps of 9223372036854775807",
            { () throws(ShapeError) in
                _ = try apply(checking: Slice<F>([AxisSlice(start: 0, step: .max, count: 3)]), to: [z(2)])
            }
        ),
        (
            "matmul of [2, 3]: takes 2 operands, not 1",
            { () throws(ShapeError) in _ = try apply(checking: MatMul<F>(), to: [z(2, 3)]) }
        ),
        (
            "concatenate of [2, 3] and [2, 4]: extents differ along axes other than 0",
            { () throws(ShapeError) in _ = try apply(checking: Concatenate<F>(axis: 0), to: [z(2, 3), z(2, 4)]) }
        ),
        (
            "concatenate: needs at least one tensor",
            { () throws(ShapeError) in _ = try apply(checking: Concatenate<F>(axis: 0), to: []) }
        ),
        (
            "slice of [2]: axis 0 has no 3 positions from 0 in steps of 1",
            { () throws(ShapeError) in _ = try apply(checking: Slice<F>([AxisSlice(start: 0, count: 3)]), to: [z(2)]) }
        ),
        (
            "scatterAddRows of [2, 3] and [3]: needs an index for each row",
            { () throws(ShapeError) in
                _ = try apply(checking: ScatterAddRows<F>(rows: 2), to: [z(2, 3), Tensor<Int32>([0, 1, 0]).erased])
            }
        ),
    ]

    @Test(arguments: cases.indices)
    func isThrown(_ index: Int) {
        let (message, body) = Self.cases[index]
        do {
            try body()
            Issue.record("nothing was thrown; expected: \(message)")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func programmersMistakesStopWithTheOperationAndBothShapes() async throws {
        let product = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Float>(zeros: [2, 3]).matmul(Tensor(zeros: [4, 5]))
        }
        try expect(product, "matmul of [2, 3] and [4, 5]: inner extents 3 and 4 differ")
        let loss = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = meanSquaredError(predicted: Tensor<Float>(zeros: [4, 1]), expected: Tensor(zeros: [4]))
        }
        try expect(loss, "meanSquaredError of [4, 1] and [4]: the shapes must be equal")
        let position = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Float>(zeros: [2, 3])[2]
        }
        try expect(position, "subscript of [2, 3]: position 2 is out of axis 0")
        let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = softmaxCrossEntropy(logits: Tensor<Float>([[1, 2, 3]]), labels: [7])
        }
        try expect(label, "softmaxCrossEntropy: there is no class 7 among 3")
        let random = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Float>(uniform: [-2], seed: 1)
        }
        try expect(random, "Tensor of shape [-2]: extents must be at least 0")
    }

    private func expect(_ result: ExitTest.Result?, _ message: String) throws {
        let printed = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(printed.contains(message))
    }

    private static func z(_ extents: Int...) -> AnyTensor { Tensor<F>(zeros: Shape(extents)).erased }
}
