/// The colours of a picture: dark marks on a white card, light marks on a dark one, or whichever the reader prefers.
public enum ColorScheme: Sendable, Hashable, CaseIterable {
    /// Dark marks on a white card.
    case light
    /// Light marks on a dark card.
    case dark
    /// Light colours with a style sheet that turns them dark where the reader prefers it (CSS's `prefers-color-scheme`).
    /// Programs that do not know style sheets show the light ones.
    case automatic
}

extension ColorScheme {
    /// Returns the colour in which a colour of a light picture is written.
    func color(_ color: ChartColor) -> ChartColor {
        self == .dark ? Self.darkColors.first { $0.light == color }?.dark ?? color : color
    }

    /// The colours of a dark picture, by those of a light one. Texts keep a contrast of at least 4.5 to 1 with what they
    /// stand on, and the marks of data one of 3 to 1 with the card (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
    static let darkColors: [(light: ChartColor, dark: ChartColor)] = [
        (Theme.card, 0x151C24), (Theme.cardBorder, 0x2E3945), (Theme.text, 0xE4E9EF), (Theme.mutedText, 0xA8B3BF),
        (Theme.grid, 0x27313C), (Theme.minorGrid, 0x1D2630), (Theme.zeroLine, 0x4A5663), (Theme.axis, 0x7A8794),
        (Theme.referenceLine, 0x93A0AE), (.blue, 0x4DA6E0), (.vermillion, 0xF57F3A), (.green, 0x3CC99B),
        (.orange, 0xF0B840), (.purple, 0xDB93BC), (.skyBlue, 0x8CCFF5), (GraphDrawing.Kind.input.fill, 0x17303F),
        (GraphDrawing.Kind.parameter.fill, 0x3A2E14), (GraphDrawing.Kind.operation.fill, 0x202A34),
        (GraphDrawing.Kind.result.fill, 0x12352B),
    ].map { ($0.0, ChartColor(hex: $0.1)) }

    /// The style sheet of the automatic scheme. It overrides colours by their value, so that it serves any number of
    /// pictures on one page and marks need no classes for it.
    package static let automaticStyle: String = {
        let rules = darkColors.flatMap { light, dark in
            ["fill", "stroke"].map { "svg[role=img] [\($0)=\"\(light.hex)\"]{\($0):\(dark.hex)}" }
        }
        return "@media (prefers-color-scheme:dark){" + rules.joined() + "}"
    }()
}
