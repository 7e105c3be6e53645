import Testing

@testable import Tessera

/// Numbers at the edge of the range, where formulas that are right on paper overflow or cancel.
@Suite struct ExtremeValueTests {
    @Test(arguments: backendNumbers)
    func crossEntropyOfLogitsIsFiniteForAnyFiniteLogit(_ backend: Int) {
        onBackend(backend) {
            let z = Tensor<Float>([-3e38, -1000, -1e-30, 0, 1e-30, 1000, 3e38])
            for label in [0, 1] as [Float] {
                let y = Tensor<Float>(repeating: label, shape: z.shape)
                let losses = z.binary(.crossEntropyOfLogits, y)
                #expect(losses.scalars.allSatisfy { $0.isFinite && $0 >= 0 })
                let derivatives = gradient(at: z) { $0.binary(.crossEntropyOfLogits, y).sum() }
                #expect(derivatives.scalars.allSatisfy { $0.isFinite && abs($0) <= 1 })
            }
            #expect(binaryCrossEntropy(logits: Tensor<Float>([1000]), expected: [0]).item == 1000)
        }
    }

    @Test(arguments: backendNumbers)
    func certainProbabilitiesCostAtMostOneHundred(_ backend: Int) {
        onBackend(backend) {
            let p = Tensor<Float>([0, 1, 0, 1])
            let y = Tensor<Float>([0, 1, 1, 0])
            #expect(p.binary(.crossEntropyOfProbabilities, y) == [0, 0, 100, 100])
            let derivatives = gradient(at: p) { binaryCrossEntropy(probabilities: $0, expected: y) }
            #expect(derivatives.scalars.allSatisfy { $0.isFinite })
        }
    }

    @Test(arguments: backendNumbers)
    func functionsKeepTheirLimits(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>([-.infinity, -1e4, 1e4, .infinity])
            #expect(x.sigmoid() == [0, 0, 1, 1])
            #expect(x.tanh() == [-1, -1, 1, 1])
            #expect(x.softplus() == [0, 0, 1e4, .infinity])
            #expect(x.logSigmoid() == [-.infinity, -1e4, 0, 0])
            #expect(x.exp() == [0, 0, .infinity, .infinity])
            #expect(Tensor<Double>([1e-20, -1e-20]).expm1() == [1e-20, -1e-20])
            #expect(Tensor<Double>([1e-20, -1e-20]).log1p() == [1e-20, -1e-20])
            let logits = Tensor<Double>([1000, 1001, -.infinity])
            #expect(logits.logSumExp().isClose(to: Tensor(1001.3132616875182)))
            #expect(Tensor<Double>([-.infinity, -.infinity]).logSumExp().item == -.infinity)
            #expect(Tensor<Double>([1e308, 1e308]).softmax() == [0.5, 0.5])
        }
    }

    /// 0 × NaN is NaN in products of every form, whichever routine computes them.
    @Test(arguments: backendNumbers)
    func productsDoNotEraseNaN(_ backend: Int) {
        onBackend(backend) {
            for (rows, depth, columns) in [
                (1, 1, 1), (1, 5, 1), (1, 5, 7), (7, 5, 1), (7, 1, 5), (6, 5, 7), (40, 33, 50),
            ] {
                var a = Tensor<Float>(zeros: [rows, depth])
                let b = Tensor<Float>(zeros: [depth, columns])
                a[rows - 1, depth - 1] = Tensor(.nan)
                let right = a.matmul(b)
                #expect(right[rows - 1].scalars.allSatisfy { $0.isNaN }, "\(rows) × \(depth) × \(columns)")
                let left = b.transposed().matmul(a.transposed())
                #expect(left[.full, rows - 1].scalars.allSatisfy { $0.isNaN }, "\(columns) × \(depth) × \(rows)")
            }
        }
    }

    @Test(arguments: backendNumbers)
    func powersOfNegativeNumbersAreThoseOfIEEE(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>([-2, -2, -2, -2, 0, 0, -1, 1, .nan, -.infinity])
            let y = Tensor<Double>([3, 2, -1, 0.5, 0, -1, .infinity, .nan, 0, 3])
            let powers = x.pow(y).scalars
            #expect(powers[3].isNaN)
            #expect(
                powers.enumerated().filter { $0.offset != 3 }.map(\.element)
                    == [-8, 4, -0.5, 1, .infinity, 1, 1, 1, -.infinity])
        }
    }
}
