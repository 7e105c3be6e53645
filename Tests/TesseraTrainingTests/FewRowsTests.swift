import Tessera
import TesseraTraining
import Testing

/// Tables of a few rows: the backend runs whole epochs, which gives the bits of epochs that somebody follows.
@Suite struct FewRowsTests {
    @Test(arguments: 1...5, OptimizerCase.all)
    func epochsAtOnceAreEpochs(_ rows: Int, _ method: OptimizerCase) throws {
        try compare(Float.self, rows, features: 1, method)
        try compare(Double.self, rows, features: 1, method)
        try compare(Float.self, rows, features: 3, method)
    }

    private func compare<S: RealScalar>(
        _ type: S.Type, _ rows: Int, features: Int, _ method: OptimizerCase
    ) throws {
        let x = Tensor<S>(normal: [rows, features], seed: 3)
        let data = try RowTable(features: x, targets: x.sum(axis: 1, keepingDimensions: true).sin())
        let options = TrainingOptions(epochs: 70)
        let optimizer = method.make(S.self)
        for backend in Backend.available {
            try backend.run {
                for bias in [false, true] {
                    var unseen = Linear<S>(zeroInputs: features, bias: bias)
                    var seen = unseen
                    let history = try unseen.fit(data, loss: .meanSquaredError, optimizer: optimizer, options: options)
                    let followed = try seen.fit(data, loss: .meanSquaredError, optimizer: optimizer, options: options) {
                        _ in
                    }
                    #expect(history.losses == followed.losses)
                    #expect(unseen.weight == seen.weight)
                    #expect(unseen.bias == seen.bias)
                    #expect(history.losses[69] < history.losses[0])
                }
            }
        }
    }
}
