#if Logging
    import InMemoryLogging
    import Logging
    import Tessera
    import TesseraTraining
    import Testing

    /// What training says to the logger of the task.
    @Suite struct TrainingLogTests {
        private static let table = try! SyntheticTable<Float>(
            rows: 300, features: 4, target: .linear(noise: 0.1), seed: 1
        ).materialized()

        /// Runs a body with a logger that keeps all messages, and returns these.
        private func entries(_ body: () async throws -> Void) async rethrows -> [InMemoryLogHandler.Entry] {
            var handler = InMemoryLogHandler()
            handler.logLevel = .trace
            let kept = handler
            try await withLogger(Logger(label: "test") { _ in kept }) { _ in try await body() }
            return kept.entries
        }

        @Test(arguments: [nil, 50])
        func aTrainingTellsItsBeginningItsEpochsAndItsEnd(_ batchSize: Int?) async throws {
            let options = TrainingOptions(epochs: 3, batchSize: batchSize)
            let entries = try await entries {
                var model = Linear<Float>(zeroInputs: 4)
                try model.fit(
                    Self.table, loss: .meanSquaredError, optimizer: SGD(learningRate: 0.01), options: options,
                    validation: Self.table)
            }
            #expect(
                entries.map { "\($0.message)" }
                    == ["training begins", "epoch ended", "epoch ended", "epoch ended", "training ended"])
            #expect(entries[0].metadata["rows"] == "300" && entries[0].metadata["batch_size"] == "\(batchSize ?? 300)")
            #expect(entries[2].metadata["epoch"] == "2" && entries[2].metadata["validation_loss"] != "none")
            #expect(entries[4].metadata["updates"] == "\(3 * (300 / (batchSize ?? 300)))")
            #expect(entries[4].metadata["rows"] == "900" && entries[4].metadata["cancelled"] == "false")
            #expect(entries.allSatisfy { $0.level <= .debug })
        }

        /// What is thrown is said too, but no louder.
        @Test func aFailureIsNoLouder() async {
            let entries = await entries {
                var model = Linear<Float>(zeroInputs: 4)
                #expect(throws: TrainingError.self) {
                    try model.fit(
                        Self.table, loss: .meanSquaredError, optimizer: SGD(learningRate: 1e30),
                        options: TrainingOptions(epochs: 50))
                }
            }
            #expect(entries.last?.message == "training failed" && entries.allSatisfy { $0.level <= .debug })
        }

        /// The logger of a task is that of its training on another thread.
        @Test func theLoggerOfATaskGoesAlong() async throws {
            let entries = try await entries {
                _ = try await Linear<Float>(zeroInputs: 4).fitted(
                    Self.table, loss: .meanSquaredError, options: TrainingOptions(epochs: 2, batchSize: 100))
            }
            #expect(entries.first?.message == "training begins" && entries.last?.message == "training ended")
        }
    }
#endif
