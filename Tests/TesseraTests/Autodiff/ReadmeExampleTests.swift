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
            let (loss, slope) = valueAndGradient(at: w) { w in
                meanSquaredError(predicted: x.matmul(w), expected: y)
            }
            losses.append(loss.item)
            w -= 0.01 * slope
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
}
