import Testing

@testable import TesseraCharts

@Suite struct DrawingTests {
    @Test(arguments: [
        (0.0, "0"), (-0.001, "0"), (1, "1"), (1.5, "1.5"), (1.05, "1.05"), (-0.25, "-0.25"), (12.345678, "12.35"),
        (99.999, "100"), (-3.999, "-4"), (.nan, "0"), (.infinity, "10000000"),
    ])
    func numbersHaveAtMostTwoDecimals(value: Double, text: String) {
        #expect(value.svgText == text)
    }

    @Test(arguments: [
        ("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;"), ("∂L/∂ŷ²", "∂L/∂ŷ²"),
        ("\u{0}\u{1B}\u{FFFF}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("a\nb", "a b"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("&amp;", "&amp;amp;"),
    ])
    func textIsEscaped(text: String, escaped: String) {
        #expect(text.xmlEscaped == escaped)
    }

    @Test func combiningMarksTakeNoRoom() {
        let plain = TextMetrics.width(of: "y", size: 12)
        #expect(TextMetrics.width(of: "y\u{302}", size: 12) == plain)
        #expect(TextMetrics.width(of: "yy", size: 12) == 2 * plain)
    }

    @Test func longTextIsWrappedThenCut() {
        let lines = TextMetrics.wrapped("one two three incomprehensibilities", size: 10, width: 60)
        #expect(lines.dropLast() == ["one two", "three"])
        #expect(lines.last?.hasSuffix("…") == true)
        #expect(lines.allSatisfy { TextMetrics.width(of: $0, size: 10) <= 60 })
    }

    @Test func colorsAreSixDigits() {
        #expect(ChartColor(hex: 0x72B2).hex == "#0072B2")
        #expect(ChartColor(hex: 0xFF00_0001).hex == "#000001")
    }

    @Test func aLabelAvoidsWhatIsThere() {
        var obstacles = Obstacles(bounds: Rect(x: 0, y: 0, width: 100, height: 100))
        obstacles.addLine(from: Point(0, 20), to: Point(100, 20))
        obstacles.add(Rect(x: 0, y: 40, width: 100, height: 10))
        let crossing = Rect(x: 10, y: 10, width: 30, height: 20)
        let covering = Rect(x: 10, y: 35, width: 30, height: 20)
        let outside = Rect(x: 80, y: 70, width: 30, height: 20)
        let free = Rect(x: 10, y: 70, width: 30, height: 20)
        #expect(obstacles.best(of: [crossing, covering, outside, free])?.box == free)
        #expect(obstacles.best(of: [outside, covering, crossing])?.box == crossing)
        #expect(obstacles.best(of: []) == nil)
    }
}
