/// Which numbers of a seed are used for what: streams that share a seed must not share numbers.
enum RandomStream {
    static let features = purpose(1)
    static let weights = purpose(2)
    static let noise = purpose(3)
    static let labels = purpose(4)
    static let split = purpose(5)

    /// The lowest 24 bits are left to the groups of the epoch's order.
    static func order(epoch: Int) -> UInt64 { purpose(6) | UInt64(epoch) << 24 }
    static func layer(_ index: UInt64) -> UInt64 { purpose(7) | index }
    /// Of layers that are made without a seed, one after another.
    static func unseededLayer(_ index: UInt64) -> UInt64 { purpose(8) | index }
    static let powerIteration = purpose(9)

    private static func purpose(_ number: UInt64) -> UInt64 { number << 48 }
}
