/// Pairwise tree reduction: calls `join` with pairs of parts, of which the second is merged into the first: 0 and 1,
/// 2 and 3, …, then 0 and 2, and so on. At the end part 0 is the whole. The order depends only on the number of parts.
@inline(__always)
func reducePairwise(_ parts: Int, _ join: (_ into: Int, _ other: Int) -> Void) {
    var step = 1
    while step < parts {
        for part in stride(from: 0, to: parts - step, by: 2 * step) { join(part, part + step) }
        step *= 2
    }
}
