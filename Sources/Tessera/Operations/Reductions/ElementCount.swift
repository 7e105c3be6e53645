/// The number of elements along some axes, as a value of the graph: where a function is traced the number of rows is
/// not known yet.
struct ElementCount<Scalar: RealScalar>: TensorOperation, ShapeFunction {
    let axes: [Int]

    var name: String { "count" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { [] }

    func value(of inputs: [Shape]) -> Double {
        Double(axes.map { inputs[0][$0] }.reduce(1, *))
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.base.initialize(to: Scalar(value(of: [inputs.shape(0)])))
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = rows[0] else { return .noRows }
        return axes.contains(row) ? .sumsRows : .mixesRows("counted along other axes")
    }
}

/// An operation whose result depends on the shapes of its operands only, and is known before they are.
protocol ShapeFunction {
    func value(of inputs: [Shape]) -> Double
}

extension Tensor where Scalar: RealScalar {
    /// The number of elements along some axes; an operation where this tensor is traced.
    func elementCount(along axes: [Int]) -> Tensor {
        isTraced
            ? apply(ElementCount(axes: axes), to: [erased])
            : Tensor(Scalar(axes.map { shape[$0] }.reduce(1, *)))
    }
}
