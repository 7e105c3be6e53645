import Synchronization

/// How many layers the program has made without a seed.
enum LayerCount {
    private static let count = Atomic<UInt64>(0)

    /// The number of the next one, from 0.
    static func next() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
