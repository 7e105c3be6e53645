import Testing

import Tessera

/// An operation that a program adds through the public protocol alone.
struct Cube<Scalar: RealScalar>: TensorOperation {
    var name: String { "cube" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        x.withSpan { source in
            result.withMutableSpan { target in
                for index in source.indices { target[index] = source[index] * source[index] * source[index] }
            }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let x: Tensor<Scalar> = inputs[0]
        return (upstream * 3 * x.squared()).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        axes[0].map { .perRow(axis: $0) } ?? .noRows
    }
}

@Suite struct CustomOperationTests {
    @Test func behavesLikeAnyOther() throws {
        let x = Tensor<Double>([[1, 2], [-3, 0.5]])
        #expect(apply(Cube<Double>(), to: x) == [[1, 8], [-27, 0.125]])
        #expect(apply(Cube<Double>(), to: x.transposed()) == [[1, -27], [8, 0.125]])
        let derivative = gradient(at: x) { apply(Cube<Double>(), to: $0).sum() }
        #expect(derivative == [[3, 12], [27, 0.75]])
        let curvature = gradient(at: x) { x in
            gradient(at: x) { apply(Cube<Double>(), to: $0).sum() }.sum()
        }
        #expect(curvature == [[6, 12], [-18, 3]])
        let watched = x.watched(as: "x")
        #expect(
            Graph(of: apply(Cube<Double>(), to: watched).sum()).vertices.map(\.name) == [
                "x", "cube", "sum",
            ])
        #expect(throws: ShapeError("cube", [], "takes 1 operand, not 0")) { try apply(checking: Cube<Float>(), to: []) }
    }
}
