extension Tensor: CustomReflectable {
    /// The shape and the elements, for debuggers and `dump`; the description in place of more than 1000 elements.
    public var customMirror: Mirror {
        let elements: Any = isTraced || count > 1000 ? description : scalars
        return Mirror(self, children: ["shape": shape.dimensions, "scalars": elements], displayStyle: .struct)
    }
}
