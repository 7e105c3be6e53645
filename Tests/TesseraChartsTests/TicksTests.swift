import Testing

@testable import TesseraCharts

@Suite struct TicksTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let range: ClosedRange<Double>
        let count: Int
        let labels: [String]
        var testDescription: String { "\(range) by \(count)" }
    }

    @Test(arguments: [
        Case(range: 0...1, count: 5, labels: ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        Case(range: 0...10, count: 5, labels: ["0", "2", "4", "6", "8", "10"]),
        Case(range: 0...10, count: 4, labels: ["0", "5", "10"]),
        Case(range: -1...1, count: 4, labels: ["−1.0", "−0.5", "0", "0.5", "1.0"]),
        Case(range: 0.13...0.47, count: 4, labels: ["0.2", "0.3", "0.4"]),
        Case(range: 3...97, count: 5, labels: ["20", "40", "60", "80"]),
        Case(range: -250 ... -40, count: 4, labels: ["−200", "−100"]),
        Case(range: 0...5000, count: 5, labels: ["0", "1000", "2000", "3000", "4000", "5000"]),
        Case(range: 0...3e6, count: 3, labels: ["0", "1×10⁶", "2×10⁶", "3×10⁶"]),
        Case(
            range: 0...3e-6, count: 6,
            labels: ["0", "0.5×10⁻⁶", "1.0×10⁻⁶", "1.5×10⁻⁶", "2.0×10⁻⁶", "2.5×10⁻⁶", "3.0×10⁻⁶"]),
        Case(
            range: 1e15...(1e15 + 4), count: 4,
            labels: [
                "1.000000000000000×10¹⁵", "1.000000000000001×10¹⁵", "1.000000000000002×10¹⁵",
                "1.000000000000003×10¹⁵", "1.000000000000004×10¹⁵",
            ]),
    ])
    func linearTicksFollowTheOneTwoFiveRule(_ example: Case) {
        #expect(Ticks.linear(over: example.range, count: example.count).map(\.label) == example.labels)
    }

    @Test func ticksAreExactDecimals() {
        #expect(
            Ticks.linear(over: 0...1, count: 10).map(\.value) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    }

    @Test func wholeNumbersAreNotDivided() {
        #expect(Ticks.linear(over: 1...3, count: 8, wholeNumbers: true).map(\.value) == [1, 2, 3])
    }

    @Test(arguments: [
        Case(range: 0.01...100, count: 6, labels: ["0.01", "0.1", "1", "10", "100"]),
        Case(range: 1...10, count: 6, labels: ["1", "2", "5", "10"]),
        Case(range: 0.3...25, count: 4, labels: ["0.5", "1", "2", "5", "10", "20"]),
        Case(range: 1e-7...1e-4, count: 5, labels: ["10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴"]),
        Case(range: 1e-6...4e-5, count: 5, labels: ["10⁻⁶", "2×10⁻⁶", "5×10⁻⁶", "10⁻⁵", "2×10⁻⁵"]),
        Case(range: 1e-12...1, count: 4, labels: ["10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰"]),
        Case(range: 3...4, count: 5, labels: ["3.0", "3.2", "3.4", "3.6", "3.8", "4.0"]),
    ])
    func logarithmicTicks(_ example: Case) {
        #expect(Ticks.logarithmic(over: example.range, count: example.count).map(\.label) == example.labels)
    }

    @Test func fineGridOfADecade() {
        #expect(Ticks.minorLogarithmic(over: 1...10) == [2, 3, 4, 5, 6, 7, 8, 9])
        #expect(Ticks.minorLogarithmic(over: 1e-12...1).isEmpty)
    }
}
