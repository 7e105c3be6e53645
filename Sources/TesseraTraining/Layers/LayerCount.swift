import Synchronization

/// The number of layers that the program has made without a seed.
enum LayerCount {
    private static let count = Atomic<UInt64>(0)

    /// Returns the index of the next such layer, from 0.
    static func next() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
