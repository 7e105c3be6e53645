import Testing

@testable import Tessera

/// Every row of the operation table × backend × scalar × layout.
@Suite struct OperationTests {
    static let names = operationTable(Double.self).map(\.name)

    @Test(arguments: names, backendNumbers)
    func agreesWithTheNaiveReference(_ name: String, _ backend: Int) throws {
        try onBackend(backend) {
            forward(try row(name, Float.self))
            forward(try row(name, Double.self))
        }
    }

    private func forward<S: RealScalar>(_ row: OperationCase<S>) {
        for shapes in row.shapes {
            for layout in Layout.allCases {
                let operands = row.operands(shapes, layout)
                expectClose(row.compute(operands), row.reference(operands.map(\.naive)), "\(shapes) \(layout)")
            }
        }
    }

    /// A NaN in any operand reaches the result wherever the arithmetic says so, even times zero.
    @Test(arguments: names, backendNumbers)
    func keepsNaN(_ name: String, _ backend: Int) throws {
        let row = try row(name, Double.self)
        onBackend(backend) {
            for shapes in row.shapes {
                for index in shapes.indices where shapes[index].reduce(1, *) > 0 {
                    var operands = row.operands(shapes, .contiguous)
                    let others = operands.indices.filter { $0 != index && name.hasPrefix("matmul") }
                    for other in others { operands[other] = Tensor(zeros: operands[other].shape) }
                    operands[index].withMutableSpan { $0[$0.count / 2] = .nan }
                    expectClose(
                        row.compute(operands), row.reference(operands.map(\.naive)), "\(shapes), NaN in \(index)")
                }
            }
        }
    }

    /// Directional derivatives along random directions agree with central differences of step h, whose error is of
    /// order h² + ulp / h.
    @Test(arguments: names, backendNumbers)
    func hasTheGradientOfFiniteDifferences(_ name: String, _ backend: Int) throws {
        let row = try row(name, Double.self)
        guard row.derivatives > 0 else { return }
        onBackend(backend) {
            for shapes in row.shapes {
                for layout in Layout.allCases where !(row.kinks && layout == .broadcast) {
                    let operands = row.operands(shapes, layout)
                    let check = GradientCheck(row.compute, at: operands, step: row.kinks ? 1e-6 : 5e-4)
                    check.expectFirst("\(shapes) \(layout)")
                    if row.derivatives > 1 { check.expectSecond("\(shapes) \(layout)") }
                }
            }
        }
    }

    @Test(arguments: names, backendNumbers)
    func hasTheSameGradientInSinglePrecision(_ name: String, _ backend: Int) throws {
        let (single, double) = (try row(name, Float.self), try row(name, Double.self))
        guard single.derivatives > 0 else { return }
        onBackend(backend) {
            for shapes in single.shapes {
                let operands = single.operands(shapes, .contiguous)
                let derivatives = gradient(at: operands) { single.compute($0).sum() }
                let exact = gradient(at: operands.map { Tensor<Double>($0) }) { double.compute($0).sum() }
                for (derivative, exact) in zip(derivatives, exact) {
                    expectClose(derivative, exact.naive, ulps: 256, "\(shapes)")
                }
            }
        }
    }

    /// Each operation in the graph of a result says what it does to rows; computing two parts of the rows shows it.
    @Test(arguments: names)
    func keepsItsRowRule(_ name: String) throws {
        let row = try row(name, Double.self)
        for shapes in row.shapes {
            let operands = row.operands(shapes, .contiguous).map { $0.watched() }
            var results = [row.compute(operands)]
            if row.derivatives > 0 { results += results[0].sum().gradients(of: operands) }
            for result in results {
                guard let root = result.node else { continue }
                for node in ReverseWalk(from: root).nodes { RowRuleCheck(node).expectRule("\(shapes)") }
            }
        }
    }

    private func row<S: RealScalar>(_ name: String, _ type: S.Type) throws -> OperationCase<S> {
        try #require(operationTable(type).first { $0.name == name })
    }
}

/// The numbers of the backends of this build.
let backendNumbers = Array(Backend.available.indices)

func onBackend<Result>(_ number: Int, _ body: () throws -> Result) rethrows -> Result {
    try Backend.available[number].run(body)
}
