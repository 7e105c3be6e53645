/// Calls `join` with the numbers of the parts to be put together, the second into the first: 0 and 1, 2 and 3, …, then
/// 0 and 2, and so on; part 0 is the whole in the end. The order depends on the number of parts alone.
@inline(__always)
func joinPairwise(_ parts: Int, _ join: (_ into: Int, _ other: Int) -> Void) {
    var step = 1
    while step < parts {
        for part in stride(from: 0, to: parts - step, by: 2 * step) { join(part, part + step) }
        step *= 2
    }
}
