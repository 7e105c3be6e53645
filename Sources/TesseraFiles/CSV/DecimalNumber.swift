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

/// Rounds a decimal mantissa and exponent correctly to `Double`.
enum DecimalRounding {
    /// Returns `mantissa` × 10^`exponent` rounded to nearest, ties to even; nil if that takes more than 128 bits.
    @inline(__always)
    static func nearest(_ mantissa: UInt64, timesTenTo exponent: Int) -> Double? {
        // Fast path (W. Clinger, "How to read floating point numbers accurately", 1990): both operands are exact in a
        // Double, so the one operation rounds once.
        if mantissa <= 1 << 53, abs(exponent) <= 22 {
            let power = powersOfTen[abs(exponent)]
            return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        }
        return nearestWide(mantissa, exponent)
    }

    @inline(never)
    private static func nearestWide(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        // A mantissa below 2^64 cannot compensate for these exponents: the least Double is 5e-324, the greatest
        // 1.8e308.
        if mantissa == 0 || exponent < -400 { return 0 }
        if exponent > 400 { return .infinity }
        switch exponent {
        case 0...27: return product(mantissa, exponent)
        case -27..<0: return quotient(mantissa, -exponent)
        default: return nil
        }
    }

    /// Reduces the exact product with 5^`power` to 64 bits, rounds those, and multiplies by the powers of two left out.
    private static func product(_ mantissa: UInt64, _ power: Int) -> Double {
        let exact = UInt128(mantissa) * UInt128(powersOfFive[power])
        let shift = max(0, 64 - exact.leadingZeroBitCount)
        let isInexact = exact & ((1 << UInt128(shift)) - 1) != 0
        return rounded(UInt64(exact >> UInt128(shift)), isInexact, timesTwoTo: shift + power)
    }

    /// Divides by 5^`power` to at least 62 bits, rounds those, and multiplies by the powers of two left out.
    private static func quotient(_ mantissa: UInt64, _ power: Int) -> Double {
        let shiftUp = mantissa.leadingZeroBitCount
        let divisor = powersOfFive[power]
        let scale = divisor.leadingZeroBitCount
        // Both operands are normalised to 64 bits and the dividend is shifted by 63, so the quotient lies between 2^62
        // and 2^64.
        let dividend = UInt128(mantissa << UInt64(shiftUp)) << 63
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: UInt128(divisor << UInt64(scale)))
        return rounded(UInt64(quotient), remainder != 0, timesTwoTo: scale - shiftUp - 63 - power)
    }

    /// Rounds once, to nearest and ties to even. A lost remainder is kept as a sticky bit: the last bit, which lies
    /// below the rounding position and only breaks ties.
    private static func rounded(_ bits: UInt64, _ isInexact: Bool, timesTwoTo exponent: Int) -> Double {
        let nearest = Double(isInexact ? bits | 1 : bits)
        return nearest * Double(sign: .plus, exponent: exponent, significand: 1)
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The powers of five up to 5^27, the largest that fits 64 bits.
    private static let powersOfFive: [UInt64] = (0...27).map { power in
        (0..<power).reduce(1) { product, _ in product * 5 }
    }
}
