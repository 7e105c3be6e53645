/// An operation whose result is its only operand (the identity); conforming types differ in their gradient.
protocol IdentityOperation: BroadcastingOperation {}

extension IdentityOperation {
    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.assign(inputs[0])
    }

    func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        inputs.tensors[0].recorded(by: nil).typed()
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}
