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
