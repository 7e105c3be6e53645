#if DEBUG
    /// Whether these tests were built in release mode, and have the time for large matrices.
    let isOptimised = false
#else
    let isOptimised = true
#endif
