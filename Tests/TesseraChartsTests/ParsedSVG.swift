import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import TesseraCharts

/// The elements of an SVG text, read with an independent parser.
final class ParsedSVG: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        var text = ""

        func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }
    }

    private(set) var elements: [Element] = []
    private var open: [Int] = []

    /// Nil if the text is not well-formed XML.
    init?(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(Element(name: elementName, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if let last = open.last { elements[last].text += string }
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open.removeLast()
    }
}

extension ParsedSVG {
    func elements(ofClass name: String) -> [Element] {
        elements.filter { $0.attributes["class"] == name }
    }

    func texts(ofClass name: String) -> [String] {
        elements(ofClass: name).map(\.text)
    }

    /// The boxes of all texts that stand upright.
    var textBoxes: [(text: String, box: Rect)] {
        elements.filter { $0.name == "text" && $0.attributes["transform"] == nil }.map { element in
            let size = element.number("font-size")
            let bold = element.attributes["font-weight"] == "bold"
            let width = TextMetrics.width(of: element.text, size: size, bold: bold)
            let x = element.number("x")
            let left =
                switch element.attributes["text-anchor"] {
                case "middle": x - width / 2
                case "end": x - width
                default: x
                }
            return (element.text, Rect(x: left, y: element.number("y") - 0.8 * size, width: width, height: size))
        }
    }

    /// Every number in attributes that hold coordinates.
    var holdsOnlyNumbers: Bool {
        let names = ["x", "y", "cx", "cy", "x1", "x2", "y1", "y2", "width", "height", "r"]
        return elements.allSatisfy { element in
            names.allSatisfy { element.attributes[$0].map { Double($0)?.isFinite == true } ?? true }
                && ["nan", "inf"].allSatisfy { element.attributes["d"]?.contains($0) != true }
        }
    }
}
