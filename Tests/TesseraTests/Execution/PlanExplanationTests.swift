import Testing

@testable import Tessera

@Suite struct PlanExplanationTests {
    @Test func saysWhatRunsWhenAndInHowMuchMemory() throws {
        let plan = try Plan(for: [Tensor<Float>(zeros: [64, 1]), [0]], rows: RowShape(features: 64)) { model, batch in
            meanSquaredError(predicted: batch.features.matmul(model[0]) + model[1], expected: batch.targets)
        }
        let lines = Backend.swift.run { plan.explanation }.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("plan over rows of 64 features and 1 targets, float"))
        #expect(lines[1] == "1048576 rows in 2048 tiles of 512, added up in 64 chunks")
        #expect(lines.contains("pass 1, on every tile"))
        #expect(lines.contains { $0.contains("matmul(features, parameter 0): [rows, 1], 2048 bytes") })
        #expect(lines.contains { $0.contains("sum of squaredDifference") && $0.hasSuffix("[], 4 bytes") })
        #expect(lines.last?.contains("parameters 320 bytes") ?? false)
    }

    @Test(arguments: planCases(Float.self))
    func namesTheObstacle(_ example: PlanCase<Float>) throws {
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        let isOneTile = plan.explanation(rows: 100_000).contains("all 100000 rows are one tile: ")
        #expect(isOneTile != example.isTiled, "\(plan.explanation)")
    }

    /// Whether rows can be cut does not depend on their number, nor on what other extents are equal to it.
    @Test(arguments: planCases(Float.self).filter(\.isTiled), [2, 5, 6, 7, 8, 24, 64, 100, 256])
    func tilesWhateverTheRowCount(_ example: PlanCase<Float>, _ rows: Int) throws {
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        #expect(!plan.explanation(rows: rows).contains("are one tile: "), "\(plan.explanation(rows: rows))")
    }

    @Test func theObstacleIsTheOperation() throws {
        let plan = try Plan(for: Tensor<Float>(zeros: [2, 1]), rows: RowShape(features: 2)) { w, batch in
            batch.features.matmul(w).max()
        }
        #expect(
            plan.explanation(rows: 9).contains(
                "all 9 rows are one tile: max: the max over the rows needs all of them"))
    }
}
