import Testing

@testable import Tessera

@Suite struct OneLineTests {
    @Test(arguments: [
        ("price", "price"), ("Größe in m²", "Größe in m²"), ("価格 €", "価格 €"), ("e\u{301}", "e\u{301}"), ("", ""),
        ("a\nb\r\n\tc\0", "a\\nb\\r\\n\\tc\\0"), ("\u{1B}[31mred", "\\u{1B}[31mred"),
        ("\u{7F}\u{85}\u{9B}", "\\u{7F}\\u{0085}\\u{009B}"),
        // Line and paragraph separators.
        ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
        // Characters that change the direction: marks, embeddings, overrides and isolates.
        (
            "\u{200E}\u{200F}\u{61C}\u{202A}\u{202E}\u{2066}\u{2069}x",
            "\\u{200E}\\u{200F}\\u{061C}\\u{202A}\\u{202E}\\u{2066}\\u{2069}x"
        ),
        // Characters without a width: spaces, joiners, the byte order mark, the soft hyphen, fillers, tags, selectors.
        ("a\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}\u{AD}", "a\\u{200B}\\u{200C}\\u{200D}\\u{2060}\\u{FEFF}\\u{00AD}"),
        ("\u{115F}\u{3164}\u{E0041}\u{FE0F}\u{34F}", "\\u{115F}\\u{3164}\\u{000E0041}\\u{FE0F}\\u{034F}"),
    ])
    func whatCannotBeSeenIsEscaped(text: String, shown: String) {
        #expect(text.onOneLine == shown)
    }

    /// Names that differ in what cannot be seen are shown differently.
    @Test func everyScalarIsSeenOrEscaped() {
        let invisible: [ClosedRange<UInt32>] = [
            0...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F,
            0xE0000...0xE0FFF,
        ]
        for range in invisible {
            for value in range {
                guard let scalar = Unicode.Scalar(value) else { continue }
                #expect(String(Character(scalar)).onOneLine.hasPrefix("\\"), "\(value)")
            }
        }
    }

    @Test func longNamesAreCut() {
        #expect(String(repeating: "a", count: 32).quoted == "\"\(String(repeating: "a", count: 32))\"")
        #expect(String(repeating: "a", count: 33).quoted == "\"\(String(repeating: "a", count: 32))…\"")
        #expect("a\nb".quoted == "\"a\\nb\"")
    }

    @Test(arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
    func oneIsSingular(count: Int, text: String) {
        #expect(counted(count, "row") == text)
    }
}
