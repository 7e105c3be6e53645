extension ParameterSnapshot {
    /// Returns a copy in separate memory, which later steps do not change.
    package func copied() -> ParameterSnapshot {
        let copies = blocks.map { block in
            let copy = Block(byteCount: block.byteCount)
            copy.base.copyMemory(from: block.base, byteCount: block.byteCount)
            return copy
        }
        return ParameterSnapshot(blocks: copies, places: places, scalarType: scalarType)
    }
}
