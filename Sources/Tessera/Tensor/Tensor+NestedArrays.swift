/// An element of a tensor, or an array of such entries, nested to any depth: `Float`, `[Float]`, `[[Float]]`, …
public protocol NestedElements<TensorElement> {
    /// The type of the elements at the greatest depth.
    associatedtype TensorElement: TensorScalar
    /// The number of nested arrays; 0 for an element.
    static var _depth: Int { get }
    /// The number of entries at each depth, according to the first entry.
    var _extents: [Int] { get }
    /// Appends the elements in order. Returns false if an entry does not have the expected extents.
    func _append(to scalars: inout [TensorElement], expecting extents: ArraySlice<Int>) -> Bool
    /// Returns the entry of the given extents whose elements begin at a position.
    static func _entry(of scalars: [TensorElement], from first: Int, _ extents: ArraySlice<Int>) -> Self
}

extension TensorScalar {
    public static var _depth: Int { 0 }
    public var _extents: [Int] { [] }
    public func _append(to scalars: inout [Self], expecting extents: ArraySlice<Int>) -> Bool {
        scalars.append(self)
        return true
    }
    public static func _entry(of scalars: [Self], from first: Int, _ extents: ArraySlice<Int>) -> Self {
        scalars[first]
    }
}

extension Array: NestedElements where Element: NestedElements {
    public typealias TensorElement = Element.TensorElement
    public static var _depth: Int { Element._depth + 1 }
    public var _extents: [Int] { [count] + (first?._extents ?? [Int](repeating: 0, count: Element._depth)) }
    public func _append(to scalars: inout [TensorElement], expecting extents: ArraySlice<Int>) -> Bool {
        count == extents.first && allSatisfy { $0._append(to: &scalars, expecting: extents.dropFirst()) }
    }
    public static func _entry(of scalars: [TensorElement], from first: Int, _ extents: ArraySlice<Int>) -> Self {
        let inner = extents.dropFirst()
        let distance = inner.reduce(1, *)
        return (0..<extents[extents.startIndex]).map {
            Element._entry(of: scalars, from: first + $0 * distance, inner)
        }
    }
}

extension Tensor {
    /// Creates a tensor from arrays that are nested to any depth, which is its rank. Stops if entries at the same depth
    /// differ in number.
    ///
    /// ```swift
    /// let rows: [[[Float]]] = [[[1, 2]], [[3, 4]]]
    /// Tensor(nested: rows).shape          // [2, 1, 2]
    /// ```
    public init<Nested: NestedElements<Scalar>>(nested entries: Nested) {
        self = stopping { () throws(ShapeError) in try Tensor(entries, describedAs: "Tensor(nested:)") }
    }

    /// Returns the elements as arrays that are nested as deep as the tensor has axes. Stops for another depth.
    ///
    /// ```swift
    /// let rows: [[Float]] = x.nestedArrays()
    /// let depth3 = y.nestedArrays(as: [[[Float]]].self)
    /// ```
    public func nestedArrays<Nested: NestedElements<Scalar>>(as type: Nested.Type = Nested.self) -> Nested {
        guard Nested._depth == rank else { stop("nestedArrays", "\(type) is for tensors of rank \(Nested._depth)") }
        return Nested._entry(of: scalars, from: 0, shape.dimensions[...])
    }
}
