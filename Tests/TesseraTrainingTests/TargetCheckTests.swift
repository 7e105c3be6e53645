import Testing

@testable import Tessera
@testable import TesseraModels
@testable import TesseraTraining

/// The check of rows before training, beside what the rows were made to hold.
@Suite struct TargetCheckTests {
    private static let rows = 50_000

    private static func targets() -> [Float] { (0..<rows).map { Float($0 % 2) } }

    private func table(_ features: Tensor<Float>, _ targets: [Float]) throws -> RowTable<Float> {
        try RowTable(features: features, targets: Tensor(targets))
    }

    @Test(arguments: [0, 1, 4095, 20_000, 49_999])
    func theFirstNumberThatIsNotFinite(_ row: Int) throws {
        var features = Tensor<Float>(ones: [Self.rows, 3])
        features[row, 1] = .infinity
        features[-1, 2] = .infinity
        let error = InputError.nonFinite(row: row, column: 1, value: .infinity)
        let rows = try table(features, Self.targets())
        #expect(throws: error) { try rows.checkFinite() }
        #expect(throws: error) { try rows.checkBothClasses() }
    }

    @Test(arguments: [0, 1, 4095, 20_000, 49_999])
    func theFirstTargetThatIsNoClass(_ row: Int) throws {
        for other: Float in [0.5, -1, 2, .leastNonzeroMagnitude, Float(1).nextUp] {
            var targets = Self.targets()
            targets[row] = other
            targets[Self.rows - 1] = targets[Self.rows - 1] == other ? other : 3
            let rows = try table(Tensor(ones: [Self.rows, 2]), targets)
            #expect(throws: InputError.notBinary(row: row, value: Double(other))) { try rows.checkBinary() }
            #expect(try !rows.hasBinaryTargets())
        }
    }

    @Test(arguments: [0, 1] as [Float])
    func oneClassOnly(_ value: Float) throws {
        var targets = [Float](repeating: value, count: Self.rows)
        let rows = try table(Tensor(ones: [Self.rows, 2]), targets)
        #expect(throws: InputError.oneClassOnly(Double(value))) { try rows.checkBothClasses() }
        targets[Self.rows - 1] = 1 - value
        try table(Tensor(ones: [Self.rows, 2]), targets).checkBothClasses()
    }

    /// A sum of finite numbers may overflow.
    @Test func largeNumbersAreFinite() throws {
        let large = Tensor<Float>(repeating: .greatestFiniteMagnitude, shape: [Self.rows, 2])
        try table(large, Self.targets()).checkBothClasses()
        try table(Tensor(ones: [Self.rows, 2]), Array(repeating: .greatestFiniteMagnitude, count: Self.rows))
            .checkFinite()
    }
}
