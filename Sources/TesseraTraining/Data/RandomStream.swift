/// The random streams of a seed, one for each purpose, so that no two purposes draw the same random numbers.
enum RandomStream {
    static let features = purpose(1)
    static let weights = purpose(2)
    static let noise = purpose(3)
    static let labels = purpose(4)
    static let split = purpose(5)

    /// The stream of an epoch's shuffle. Its lowest 24 bits are 0: `BlockShuffle` numbers the groups of rows with them.
    static func order(epoch: Int) -> UInt64 { purpose(6) | UInt64(epoch) << 24 }
    /// The stream of the initial weights of a layer that has a seed.
    static func layer(_ index: UInt64) -> UInt64 { purpose(7) | index }
    /// The stream of the initial weights of a layer made without a seed; `index` counts such layers, see `LayerCount`.
    static func unseededLayer(_ index: UInt64) -> UInt64 { purpose(8) | index }
    static let powerIteration = purpose(9)

    /// Returns the first stream of a purpose: its number in the upper 16 bits; the lower 48 bits number the streams
    /// within it.
    private static func purpose(_ number: UInt64) -> UInt64 { number << 48 }
}
