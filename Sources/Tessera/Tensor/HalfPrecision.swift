/// The conversions between `Float` and the bits of 16-bit floating-point numbers: bfloat16, the upper half of a `Float`,
/// and IEEE 754's binary16, which is Swift's `Float16`. The kernels in C give the same bits.
///
/// A number is rounded to nearest with ties to even, or becomes infinite from the middle between the largest number and
/// the next; NaN becomes a quiet NaN with the upper bits of its payload. There are no branches, so that loops vectorise,
/// and no `Float16` is converted, for which Swift calls a function wherever the instruction set has no conversion.
enum HalfPrecision {
    @inline(__always)
    static func float(bfloat16 bits: UInt16) -> Float {
        let widened = UInt32(bits) &<< 16
        return Float(bitPattern: widened | (widened & 0x7fff_ffff > 0x7f80_0000 ? 0x40_0000 : 0))
    }

    @inline(__always)
    static func bfloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let rounded = (bits &+ 0x7fff &+ (bits &>> 16 & 1)) &>> 16
        let isNaN = bits & 0x7fff_ffff > 0x7f80_0000
        return UInt16(truncatingIfNeeded: isNaN ? bits &>> 16 | 0x40 : rounded)
    }

    /// Moves the exponent from one bias to the other (F. Giesen, "Float->half variants", 2012). A subtraction of floats
    /// normalises subnormal numbers.
    @inline(__always)
    static func float(float16 half: UInt16) -> Float {
        let magnitude = UInt32(half & 0x7fff) &<< 13
        let quiet: UInt32 = magnitude > 0x0f80_0000 ? 0x40_0000 : 0
        let subnormal = (Float(bitPattern: magnitude &+ 0x3880_0000) - 0x1p-14).bitPattern
        var bits = magnitude < 0x0080_0000 ? subnormal : magnitude &+ 0x3800_0000
        bits = magnitude >= 0x0f80_0000 ? magnitude | 0x7f80_0000 | quiet : bits
        return Float(bitPattern: bits | UInt32(half & 0x8000) &<< 16)
    }

    /// The sum with 0.5, whose last place is that of subnormal numbers of 16 bits, rounds those.
    @inline(__always)
    static func float16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let magnitude = bits & 0x7fff_ffff
        let normal = (magnitude &- 0x3800_0000 &+ 0xfff &+ (magnitude &>> 13 & 1)) &>> 13
        let subnormal = (Float(bitPattern: magnitude) + 0.5).bitPattern &- 0x3f00_0000
        var half = magnitude < 0x3880_0000 ? subnormal : normal
        half = magnitude >= 0x4780_0000 ? 0x7c00 : half
        half = magnitude > 0x7f80_0000 ? 0x7e00 | magnitude &>> 13 & 0x3ff : half
        return UInt16(truncatingIfNeeded: half | bits &>> 16 & 0x8000)
    }

    /// Rounds to odd: towards 0, with the last bit set unless the number is exact. A second rounding, to fewer bits, then
    /// gives what a single one would give (S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved
    /// algorithms using rounding to odd", 2008).
    @inline(__always)
    static func roundedToOdd(_ value: Double) -> Float {
        let nearest = Float(value)
        let back = Double(nearest)
        let isInexact = back < value || back > value
        let isLarger = isInexact && back.magnitude > value.magnitude
        return Float(bitPattern: nearest.bitPattern &- (isLarger ? 1 : 0) | (isInexact ? 1 : 0))
    }

    /// Rounds an integer to odd.
    static func roundedToOdd(_ value: Int64) -> Float {
        let magnitude = value.magnitude
        let excess = max(0, UInt64.bitWidth - magnitude.leadingZeroBitCount - Float.significandBitCount - 1)
        let kept = magnitude >> UInt64(excess)
        let odd = kept << UInt64(excess) == magnitude ? kept : kept | 1
        let rounded = Float(sign: .plus, exponent: excess, significand: Float(odd))
        return value < 0 ? -rounded : rounded
    }
}
