/// A parser of decimal numbers: an optional sign, digits with at most one point, an optional exponent.
enum DecimalNumber {
    /// Parses the number that starts at `position` and advances `position` past it. Returns nil if there is none;
    /// `position` is then unspecified.
    ///
    /// The number is rounded to the nearest `Double`, ties to even; a number too large gives infinity.
    @inline(__always)
    static func read(_ text: Span<UInt8>, at position: inout Int) -> Double? {
        let start = position
        let isNegative = position < text.count && text[position] == ASCII.minus
        if isNegative || position < text.count && text[position] == ASCII.plus { position += 1 }

        var mantissa: UInt64 = 0
        var digitCount = readDigits(text, at: &position, into: &mantissa)
        var exponent = 0
        if position < text.count, text[position] == ASCII.point {
            position += 1
            let decimals = readDigits(text, at: &position, into: &mantissa)
            digitCount += decimals
            exponent = -decimals
        }
        guard digitCount > 0, let shift = readExponent(text, at: &position) else { return nil }
        exponent += shift

        let isExact = digitCount <= 19 || significantDigits(text, from: start) <= 19
        if isExact, let magnitude = DecimalRounding.nearest(mantissa, timesTenTo: exponent) {
            return isNegative ? -magnitude : magnitude
        }
        return readSlowly(text, start..<position)
    }

    /// Appends digits to the mantissa, which may wrap around after 19 significant digits; returns their number.
    @inline(__always)
    private static func readDigits(
        _ text: Span<UInt8>, at position: inout Int, into mantissa: inout UInt64
    ) -> Int {
        let start = position
        while position < text.count {
            let digit = text[position] &- ASCII.zero
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            position += 1
        }
        return position - start
    }

    /// Parses the exponent: 0 if none is written, nil if an "e" has no digits after it.
    @inline(__always)
    private static func readExponent(_ text: Span<UInt8>, at position: inout Int) -> Int? {
        guard position < text.count, text[position] | 0x20 == ASCII.e else { return 0 }
        position += 1
        let isNegative = position < text.count && text[position] == ASCII.minus
        if isNegative || position < text.count && text[position] == ASCII.plus { position += 1 }
        let start = position
        var exponent = 0
        while position < text.count {
            let digit = text[position] &- ASCII.zero
            if digit > 9 { break }
            // Saturates: no text has enough digits to compensate for an exponent this large.
            if exponent < 1 << 50 { exponent = exponent * 10 + Int(digit) }
            position += 1
        }
        guard position > start else { return nil }
        return isNegative ? -exponent : exponent
    }

    /// Counts the digits, without leading zeros, of the number that starts at `start`.
    private static func significantDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var count = 0
        for index in start..<text.count {
            let byte = text[index]
            if byte == ASCII.minus || byte == ASCII.plus || byte == ASCII.point { continue }
            let digit = byte &- ASCII.zero
            if digit > 9 { break }
            if digit > 0 || count > 0 { count += 1 }
        }
        return count
    }

    /// The correct fallback for numbers that `DecimalRounding` cannot round.
    private static func readSlowly(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
        String(text, range).flatMap(Double.init)
    }
}
