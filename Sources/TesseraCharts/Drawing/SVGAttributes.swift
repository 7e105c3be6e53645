/// The attributes of an SVG element, in the order in which they are written.
struct SVGAttributes: ExpressibleByDictionaryLiteral {
    private(set) var pairs: [(name: String, value: any SVGValue)]

    init(dictionaryLiteral elements: (String, any SVGValue)...) {
        pairs = elements.map { (name: $0.0, value: $0.1) }
    }

    mutating func add(_ name: String, _ value: any SVGValue) {
        pairs.append((name: name, value: value))
    }
}
