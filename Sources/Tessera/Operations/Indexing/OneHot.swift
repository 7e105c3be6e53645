/// One-hot encoding: labels of shape `[…]` give a mask of shape `[…, classes]`, true at each label's class. No gradient
/// flows.
struct OneHot: TensorOperation {
    typealias Scalar = Bool
    let classes: Int
    /// The function that encodes the labels, named in errors.
    let caller: String

    var name: String { "oneHot" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { Shape(inputs[0].dimensions + [classes]) }

    func checkElements(of inputs: Inputs) throws(ShapeError) {
        for label in (inputs[0] as Tensor<Int32>).scalars where !(0..<classes).contains(Int(label)) {
            throw ShapeError(caller, [], "there is no class \(label) among \(classes)")
        }
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Bool>) {
        result.base.initialize(repeating: false, count: result.count)
        for (row, label) in (inputs[0] as Tensor<Int32>).scalars.enumerated() {
            result.base[row * classes + Int(label)] = true
        }
    }

    func gradient(_ upstream: Tensor<Bool>, at input: Int, inputs: Inputs, result: Tensor<Bool>) -> AnyTensor? { nil }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule { axes[0].map { .perRow(axis: $0) } ?? .noRows }
}
