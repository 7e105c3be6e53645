#if CKernels
    import Testing

    @testable import Tessera
    @testable import TesseraTraining

    /// Training in every instruction set with fused multiply-adds that this processor has: the same saved model, byte for
    /// byte.
    @Suite struct InstructionSetTrainingTests {
        static let best = CKernelTables.levels.count
        static let others = Array(2..<max(2, best))

        @Test(arguments: others, [nil, 128])
        func modelsAreTheSame(_ level: Int, _ batchSize: Int?) throws {
            #expect(try models(Self.best, Float.self, batchSize) == models(level, Float.self, batchSize))
            #expect(try models(Self.best, Double.self, batchSize) == models(level, Double.self, batchSize))
        }

        /// Returns the saved models of a linear, a logistic and a network regression. Without a batch size the linear one
        /// is trained from its Gram matrix.
        private func models<S: RealScalar>(_ level: Int, _ type: S.Type, _ batchSize: Int?) throws -> [[UInt8]] {
            let options = TrainingOptions(epochs: 3, batchSize: batchSize)
            let (optimizer, names) = (Adam<S>(learningRate: 0.01), (1...7).map { "x\($0)" })
            return try Backend(NativeKernels(level: level, usesOpenBLAS: false)).run {
                let numbers = try SyntheticTable<S>(rows: 900, features: 7, target: .linear(noise: 0.1), seed: 3)
                let classes = try SyntheticTable<S>(rows: 900, features: 7, target: .logistic(noise: 0.1), seed: 3)
                var linear = LinearRegression<S>()
                try linear.fit(numbers.materialized(), optimizer: optimizer, options: options)
                var logistic = LogisticRegression<S>()
                try logistic.fit(classes.materialized(), optimizer: optimizer, options: options)
                var network = NetworkRegression<S>(.logistic, hidden: [70, 33])
                try network.fit(classes.materialized(), optimizer: optimizer, options: options)
                return [
                    try linear.saved(features: names, target: "y").json(),
                    try logistic.saved(features: names, target: "y").json(),
                    try network.saved(features: names, target: "y").json(),
                ]
            }
        }
    }
#endif
