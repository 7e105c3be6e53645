import Foundation
import Testing

/// The JSON of `tessera train`.
struct TrainedModel: Decodable {
    struct Evaluation: Decodable {
        let rows: Int
        let loss: Double
        let metrics: [String: Double]
    }

    let task: String
    let rows: Int
    let features: Int
    let featureNames: [String]
    let epochs: Int
    let stoppedEarly: Bool
    let converged: Bool
    let loss: Double
    let metrics: [String: Double]
    let validation: Evaluation?
    let weights: [Double]!
    let bias: Double!
    let hidden: [Int]?
    let activation: String?
    let parameters: Int
    let recoveredError: Double?
    let weightsSHA256: String
    let seconds: Double
    let rowsPerSecond: Double
    let peakResidentBytes: Int
    let backend: String
    let precision: String
}

extension Tool {
    /// Runs `tessera train … --json`, which must succeed silently, and reads the object it prints.
    func train(_ arguments: String) async throws -> TrainedModel {
        let outcome = try await run("train \(arguments) --json")
        try #require(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        return try JSONDecoder().decode(TrainedModel.self, from: Data(outcome.output.utf8))
    }

    /// Writes `line.csv`, y = 2x for x = 1…4, and `step.csv`, 1 above x = 2.5.
    func writeLessonTables() throws {
        try folder.write("x,y\n1,2\n2,4\n3,6\n4,8\n", to: "line.csv")
        try folder.write("x,y\n1,0\n2,0\n3,1\n4,1\n", to: "step.csv")
    }
}
