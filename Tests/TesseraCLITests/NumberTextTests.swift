import Testing

@testable import TesseraCLI

@Suite struct NumberTextTests {
    @Test(
        arguments: [(0.0, "0"), (999, "999"), (1234, "1.23 k"), (3.456e6, "3.46 M"), (7e9, "7 G")] as [(Double, String)]
    )
    func counts(number: Double, text: String) {
        #expect(shortCount(number) == text)
    }

    @Test(
        arguments: [
            (0.0123, "12.3 ms"), (1.5, "1.5 s"), (99, "99 s"), (125, "2 min 5 s"), (7_260, "2 h 1 min"),
            (.infinity, "unknown"), (.nan, "unknown"),
        ] as [(Double, String)])
    func times(seconds: Double, text: String) {
        #expect(shortTime(seconds) == text)
    }

    @Test func wholeNumbersHaveNoDecimals() {
        #expect(plain(2.0) == "2")
        #expect(plain(Float(0.1)) == "0.1")
        #expect(plain(1e300) == "1e+300")
    }

    @Test func valuesAlign() {
        var lines = AlignedLines()
        lines.add("a", "1")
        lines.add("only a name, longer than the others", "")
        lines.add("b\nc", "2")
        #expect(lines.text == "a     1\nonly a name, longer than the others\nb\\nc  2\n")
    }
}
