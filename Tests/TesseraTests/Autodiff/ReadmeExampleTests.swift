import Tessera
import Testing

/// The example of the README and of the documentation, with nothing imported but the library.
@Suite struct ReadmeExampleTests {
    @Test func gradientDescentFindsTheSlopeOfTheLine() {
        let x = Tensor<Float>([[1], [2], [3], [4]])
        let y = 2 * x
        var w = Tensor<Float>([[1]])
        var losses: [Float] = []
        for _ in 0..<100 {
            let (loss, dw) = valueAndGradient(at: w) { w in
                meanSquaredError(predicted: x.matmul(w), expected: y)
            }
            losses.append(loss.item)
            w -= 0.01 * dw
        }
        // The loss is 7.5·(w − 2)², so each step multiplies the error by 1 − 0.15.
        #expect(losses[0] == 7.5)
        #expect(abs(w.item - 2) < 1e-6)

        let curvature = gradient(at: w) { w in
            gradient(at: w) { w in meanSquaredError(predicted: x.matmul(w), expected: y) }.sum()
        }
        #expect(curvature == [[15]])

        let pair = gradient(at: w, Tensor<Float>([0])) { w, b in (x.matmul(w) + b).squared().sum() }
        #expect(pair.0.shape == [1, 1])
        #expect(abs(pair.1.item - 40) < 1e-4)
    }

    @Test func tensorsAreValuesWithViews() throws {
        let a = Tensor<Double>(normal: [3, 4], seed: 1)
        let b = a.transposed()[1..., .every(2)]
        let c = (a - a.mean(axis: 0)) / a.variance(axis: 0).sqrt()
        var d = a
        d[0, 1...] = [7, 8, 9]
        #expect(b.shape == [3, 2])
        #expect(c.matmul(c.transposed()).shape == [3, 3])
        #expect(d[0, 1...] == [7, 8, 9] && a[0, 1...] != [7, 8, 9])
        #expect(throws: ShapeError("matmul", [[3, 4], [3, 4]], "inner extents 4 and 3 differ")) {
            try apply(checking: MatMul<Double>(), to: a, a)
        }
        #expect(Backend.swift.run { a.matmul(a.transposed()) }.isClose(to: a.matmul(a.transposed())))
    }

    @Test func theHessianTimesAVectorIsTheGradientOfAGradient() {
        let (x, v) = (Tensor<Double>([1, 2]), Tensor<Double>([1, -1]))
        @Sendable func f(_ x: Tensor<Double>) -> Tensor<Double> { x.pow(3).sum() }
        let hessianTimesVector = gradient(at: x) { x in (gradient(at: x, of: f) * v).sum() }
        #expect(hessianTimesVector == [6, -12])
    }
}
