import Testing

@testable import Tessera

/// The equations and the order of Einstein summations; their values are rows of the operation table.
@Suite struct EinsumTests {
    static let errors: [(String, [[Int]], String)] = [
        ("ij,jk->ik", [[2, 3]], "einsum ij,jk->ik of [2, 3]: the equation has 2 operands, 1 were given"),
        ("ij,jk->ik", [[2, 3], [4, 5]], "einsum ij,jk->ik of [2, 3] and [4, 5]: j has the extents 3 and 4"),
        ("ij->k", [[2, 3]], "einsum ij->k of [2, 3]: no operand has the label k of the result"),
        ("ij->ii", [[2, 3]], "einsum ij->ii of [2, 3]: the result names i twice"),
        ("ijk", [[2, 3]], "einsum ijk of [2, 3]: 3 labels for the axes of [2, 3]"),
        ("i", [[2, 3]], "einsum i of [2, 3]: 1 label for the axes of [2, 3]"),
        ("i1", [[2, 3]], "einsum i1 of [2, 3]: a label is a letter, not 1"),
        ("i..", [[2, 3]], "einsum i.. of [2, 3]: an ellipsis is three points, once in an operand"),
        ("ij-ij", [[2, 3]], "einsum ij-ij of [2, 3]: - must be followed by >"),
        ("...i,...i", [[2, 3], [4, 3]], "einsum ...i,...i of [2, 3] and [4, 3]: ... has the extents 2 and 4"),
    ]

    @Test(arguments: errors)
    func namesWhatDoesNotFit(_ row: (equation: String, shapes: [[Int]], message: String)) {
        let error = #expect(throws: ShapeError.self) {
            try einsum(checking: row.equation, row.shapes.map { Tensor<Float>(zeros: Shape($0)) })
        }
        #expect(error?.description == row.message)
    }

    @Test func multipliesTheSmallestProductFirst() {
        #expect(
            einsumOrder("ij,jk,kl->il", shapes: [10, 100], [100, 5], [5, 50])
                == """
                1. ij,jk->ik, operands 0 and 1: 5000 multiplications
                2. kl,ik->il, operand 2 and product 1: 2500 multiplications
                """)
        #expect(
            einsumOrder("ij,jk,kl->il", shapes: [50, 5], [5, 100], [100, 10])
                == """
                1. jk,kl->jl, operands 1 and 2: 5000 multiplications
                2. ij,jl->il, operand 0 and product 1: 2500 multiplications
                """)
        #expect(
            einsumOrder("a,b,ab...->...", shapes: [2], [3], [2, 3, 4])
                == """
                1. b,ab...->a..., operands 1 and 2: 24 multiplications
                2. a,a...->..., operand 0 and product 1: 8 multiplications
                """)
        #expect(einsumOrder("ij->ji", shapes: [2, 3]) == "")
    }

    /// What a product amounts to is read in place: the operations recorded are views and one product.
    @Test(arguments: [
        ("ij,jk->ik", [[4, 5], [5, 6]]), ("ji,jk->ik", [[5, 4], [5, 6]]), ("ij,kj->ki", [[4, 5], [6, 5]]),
        ("bij,bjk->bik", [[2, 4, 5], [2, 5, 6]]), ("ijk,kl->ijl", [[2, 4, 5], [5, 6]]),
        ("jik,kl->ijl", [[2, 4, 5], [5, 6]]), ("nchw,fc->nfhw", [[2, 3, 4, 4], [5, 3]]),
        ("bqhd,bkhd->bhqk", [[2, 3, 2, 4], [2, 5, 2, 4]]),
    ])
    func copiesNothing(_ equation: String, _ shapes: [[Int]]) throws {
        let operands = shapes.map { Tensor<Double>(uniform: Shape($0), seed: 1).watched() }
        let result = einsum(equation, operands)
        let nodes = ReverseWalk(from: try #require(result.node)).nodes
        #expect(nodes.count { $0.operation.name == "matmul" } == 1)
        for node in nodes where !["matmul", "variable"].contains(node.operation.name) {
            #expect(node.value.sharesMemory(with: node.inputs[0]), "\(node.operation.name)")
        }
    }
}

extension AnyTensor {
    fileprivate func sharesMemory(with other: AnyTensor) -> Bool {
        guard let a: Tensor<Double> = typed(), let b: Tensor<Double> = other.typed() else { return false }
        return a.storage === b.storage
    }
}
