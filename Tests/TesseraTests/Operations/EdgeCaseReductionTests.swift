import Testing

@testable import Tessera

/// Reductions of nothing, of infinities, and with nothing left to divide by.
@Suite struct EdgeCaseReductionTests {
    @Test(arguments: backendNumbers)
    func reductionsOfNothingAreNeutral(_ backend: Int) {
        onBackend(backend) {
            let empty = Tensor<Double>(zeros: [2, 0])
            #expect(empty.sum(axis: 1) == [0, 0] && empty.product(axis: 1) == [1, 1])
            #expect(empty.logSumExp(axis: 1) == [-.infinity, -.infinity])
            #expect(empty.logSumExp().item == -.infinity && empty.norm().item == 0)
            #expect(empty.mean(axis: 1).scalars.allSatisfy { $0.isNaN })
            #expect(empty.variance(axis: 1).scalars.allSatisfy { $0.isNaN })
            #expect(empty.softmax(axis: 1).shape == [2, 0] && empty.logSoftmax(axis: 1).shape == [2, 0])
            #expect(gradient(at: empty) { $0.logSumExp(axis: 1).sum() }.shape == [2, 0])
        }
    }

    @Test func errorsNameTheOperationThatWasCalled() {
        for (reduction, name) in [(Reduction.maximum, "max"), (.minimum, "min")] {
            let error = #expect(throws: ShapeError.self) {
                try apply(checking: Reduce<Double>(reduction, axes: [1]), to: Tensor<Double>(zeros: [2, 0]))
            }
            #expect(error.map { "\($0)" }?.hasPrefix("\(name) of [2, 0]") == true)
        }
    }

    /// The derivative of log Σ exp is softmax where the result is finite, else 0.
    @Test(arguments: backendNumbers)
    func logSumExpOfInfinities(_ backend: Int) {
        onBackend(backend) {
            let inf = Double.infinity
            let x = Tensor<Double>([-inf, -inf, -inf, -inf, 1, 1, inf, 1, -inf, inf, inf, 0], shape: [4, 3])
            #expect(x.logSumExp(axis: 1).isClose(to: Tensor([-inf, 1 + 0.6931471805599453, inf, inf])))
            let derivative = gradient(at: x) { $0.logSumExp(axis: 1).sum() }
            #expect(derivative == [[0, 0, 0], [0, 0.5, 0.5], [0, 0, 0], [0, 0, 0]])
            let curvature = gradient(at: x) { x in
                (gradient(at: x) { $0.logSumExp(axis: 1).sum() } * Tensor([1, 2, 4])).sum()
            }
            #expect(curvature.isClose(to: [[0, 0, 0], [0, -0.5, 0.5], [0, 0, 0], [0, 0, 0]]), "\(curvature)")
            let single = gradient(at: Tensor<Float>([-.infinity, -.infinity])) { $0.logSumExp() }
            #expect(single == [0, 0])
        }
    }

    @Test(arguments: backendNumbers)
    func normsOfInfinitiesAreInfinite(_ backend: Int) throws {
        try onBackend(backend) {
            for x in [[1, -.infinity, 0], [.infinity, .infinity, 1e308]] as [[Double]] {
                #expect(Tensor(x).norm().item == .infinity)
                #expect(Tensor(x.map { Float($0) }).norm().item == .infinity)
                let norm = try Tensor(x + [0, 0, 0], shape: [2, 3]).matrixNorm(.frobenius)
                #expect(norm.item == .infinity)
            }
            let batch = Tensor<Double>([[[3, 4]], [[-.infinity, 4]], [[0, 0]]])
            let norms = try batch.matrixNorm(.frobenius)
            #expect(norms == [5, .infinity, 0])
            let derivative = gradient(at: batch) { x in (try? x.matrixNorm(.frobenius)[0]) ?? x.sum() }
            #expect(derivative[0].isClose(to: [[0.6, 0.8]]))
        }
    }

    @Test(arguments: backendNumbers)
    func varianceWithoutDegreesOfFreedomIsNotANumber(_ backend: Int) {
        var random = SplitMix64(21)
        onBackend(backend) {
            for count in 1...5 {
                let x = Tensor<Double>(random.values(2 * count), shape: [2, count])
                for correction in -1...7 {
                    for variance in [
                        x.variance(axis: 1, correction: correction),
                        Tensor<Double>(Tensor<Float>(x).variance(axis: 1, correction: correction)),
                    ] {
                        if correction >= count {
                            #expect(variance.scalars.allSatisfy { $0.isNaN })
                        } else {
                            let centred = x - x.mean(axis: 1, keepingDimensions: true)
                            let expected = centred.squared().sum(axis: 1) / Double(count - correction)
                            #expect(variance.isClose(to: expected, relativeTolerance: 1e-5, absoluteTolerance: 1e-6))
                        }
                    }
                }
                let derivative = gradient(at: x) { $0.variance(axis: 1, correction: count).sum() }
                #expect(derivative.scalars.allSatisfy { $0.isNaN })
            }
        }
    }

    /// Each function gives the same sign of 0, infinity or NaN on every backend.
    @Test(arguments: UnaryFunction.allCases)
    func backendsAgreeOnSpecialValues(_ function: UnaryFunction) {
        expectAgreement(function, Float.self)
        expectAgreement(function, Double.self)
    }

    private func expectAgreement<S: RealScalar>(_ function: UnaryFunction, _ type: S.Type) {
        let special: [S] = [
            0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
        ]
        let x = Tensor(special)
        let values = Backend.available.map { $0.run { x.unary(function).scalars } }
        for other in values {
            for (index, (a, b)) in zip(values[0], other).enumerated() {
                let agree = a.isNaN ? b.isNaN : a.sign == b.sign && (a == b || abs(a - b) <= 4 * S.ulpOfOne * abs(a))
                #expect(agree, "\(function)(\(special[index])) is \(a) and \(b)")
            }
        }
    }

    @Test(arguments: BinaryFunction.allCases)
    func backendsAgreeOnPairsOfSpecialValues(_ function: BinaryFunction) {
        let special: [Double] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan]
        let x = Tensor(special).expandingDimensions(at: 1), y = Tensor(special)
        let values = Backend.available.map { $0.run { x.binary(function, y).scalars } }
        for other in values {
            for (index, (a, b)) in zip(values[0], other).enumerated() {
                let agree = a.isNaN ? b.isNaN : a.sign == b.sign && (a == b || abs(a - b) <= 4e-16 * abs(a))
                #expect(agree, "\(function)(\(special[index / 7]), \(special[index % 7])) is \(a) and \(b)")
            }
        }
    }

    /// A position that is read several times gets what flows to all of them; one that would be written several times is
    /// refused.
    @Test(arguments: backendNumbers)
    func positionsThatRepeat(_ backend: Int) {
        var random = SplitMix64(31)
        onBackend(backend) {
            for _ in 0..<10 {
                let (rows, columns, count) = (
                    Int(1 + 3 * random.next()), Int(1 + 4 * random.next()), Int(1 + 5 * random.next())
                )
                let start = Int(Double(columns) * random.next())
                let slices = [AxisSlice(start: 0, count: rows), AxisSlice(start: start, step: 0, count: count)]
                let weights = Tensor<Double>(random.values(rows * count), shape: [rows, count])
                let derivative = gradient(at: Tensor<Double>(ones: [rows, columns])) {
                    (apply(Slice<Double>(slices), to: $0) * weights).sum()
                }
                for row in 0..<rows {
                    for column in 0..<columns {
                        let expected = column == start ? (0..<count).reduce(0) { $0 + weights[row, $1].item } : 0
                        #expect(abs(derivative[row, column].item - expected) < 1e-14)
                    }
                }
                guard count > 1 else { continue }
                let part = Tensor<Double>(zeros: [rows, count])
                #expect(throws: ShapeError.self) {
                    try apply(checking: Pad<Double>(slices, in: [rows, columns]), to: part)
                }
                #expect(throws: ShapeError.self) {
                    try apply(
                        checking: DynamicUpdateSlice<Double>(slices), to: Tensor<Double>(ones: [rows, columns]), part)
                }
                let indices = Tensor<Int32>((0..<count).map { _ in Int32(start) })
                let gathered = gradient(at: Tensor<Double>(ones: [columns])) {
                    ($0.gatheringRows(indices) * weights[0]).sum()
                }
                #expect(abs(gathered[start].item - weights[0].sum().item) < 1e-14)
            }
        }
    }
}
