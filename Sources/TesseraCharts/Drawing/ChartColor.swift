/// A colour of a chart. A series without one takes the next of the Okabe–Ito palette, which colour-blind readers can
/// distinguish, with a softer black.
public struct ChartColor: Sendable, Hashable {
    /// The colour as `#RRGGBB`.
    package let hex: String

    /// Creates a colour from its 24 bits, such as `0x0072B2`; higher bits are ignored.
    public init(hex bits: UInt32) {
        let digits = String(bits & 0xFFFFFF, radix: 16, uppercase: true)
        hex = "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The palette's blue.
    package static let blue = ChartColor(hex: 0x0072B2)
    /// The palette's red.
    package static let vermillion = ChartColor(hex: 0xD55E00)
    /// The palette's green.
    package static let green = ChartColor(hex: 0x009E73)
    /// The palette's orange.
    package static let orange = ChartColor(hex: 0xE69F00)
    /// The palette's purple.
    package static let purple = ChartColor(hex: 0xCC79A7)
    /// The palette's sky blue.
    package static let skyBlue = ChartColor(hex: 0x56B4E9)
    /// A black that is softer than the palette's.
    package static let black = ChartColor(hex: 0x1F2933)
    /// A grey that is not in the palette.
    package static let gray = ChartColor(hex: 0x8793A1)

    /// The colours that series without one take in turn. Yellow is left out because it is too faint on white.
    package static let palette: [ChartColor] = [.blue, .vermillion, .green, .orange, .purple, .skyBlue, .black]
}

/// The greys and font sizes of every drawing; the colours of data come from `ChartColor.palette`.
enum Theme {
    static let card = ChartColor(hex: 0xFFFFFF)
    static let cardBorder = ChartColor(hex: 0xE1E5EA)
    static let text = ChartColor(hex: 0x1F2933)
    static let mutedText = ChartColor(hex: 0x52606D)
    static let grid = ChartColor(hex: 0xE7EAEE)
    static let minorGrid = ChartColor(hex: 0xF3F5F7)
    static let zeroLine = ChartColor(hex: 0xB8C1CC)
    static let axis = ChartColor(hex: 0x8793A1)
    static let referenceLine = ChartColor(hex: 0x616E7C)

    static let titleSize = 16.0
    static let labelSize = 13.0
    static let tickSize = 12.0
}
