extension ParameterSnapshot {
    /// The same numbers in memory of their own, which later steps leave as they are.
    package func copied() -> ParameterSnapshot {
        let copies = blocks.map { block in
            let copy = Block(byteCount: block.byteCount)
            copy.base.copyMemory(from: block.base, byteCount: block.byteCount)
            return copy
        }
        return ParameterSnapshot(blocks: copies, places: places, scalarType: scalarType)
    }
}
