import Tessera

/// The header of an `.npy` file (NumPy's format, versions 1 to 3) that holds a matrix of real numbers in row-major
/// order.
struct NPYHeader: Equatable {
    /// The type of the elements, by NumPy's name for it: little-endian, with 4 or 8 bytes.
    enum Element: String {
        case float = "<f4"
        case double = "<f8"

        var byteCount: Int { self == .float ? 4 : 8 }
    }

    let element: Element
    let rows: Int
    let columns: Int
    /// The size of the header in bytes, which is the offset of the first number.
    let byteCount: Int

    /// The size of the file in bytes: less than 2⁶³, as reading refuses a larger one.
    var fileByteCount: Int { byteCount + rows * columns * element.byteCount }

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// The largest header that is read: the 10 000 bytes that NumPy accepts, and the 12 before them that give their
    /// number.
    static let maximumByteCount = 10_012
    /// The largest number of columns, far more than any table has; a damaged header may name more than memory holds.
    static let maximumColumns = 1 << 24

    /// Parses the header at the start of some bytes, as strictly as NumPy does.
    ///
    /// - Throws: `RowFileError.Reason` if it is not a header, or not one of a matrix that can be read.
    init(_ bytes: [UInt8]) throws(RowFileError.Reason) {
        let start = try Self.textRange(bytes)
        // Versions 1 and 2 are in Latin-1, version 3 in UTF-8; the characters that matter are the same in both.
        let text = String(decoding: bytes[start], as: UTF8.self)
        guard case .dictionary(let entries)? = PythonLiteral(text) else {
            throw .badHeader("it is not written as Python writes a dictionary")
        }
        func entry(_ key: String) throws(RowFileError.Reason) -> PythonLiteral.Entry {
            let found = entries.filter { $0.key == key }
            guard let first = found.first else { throw .badHeader("it has no \(key)") }
            if found.count > 1 { throw .badHeader("it has \(key) \(found.count) times") }
            return first
        }
        element = try Self.element(entry("descr"))
        guard case .boolean(let isFortran) = try entry("fortran_order").value else {
            throw .badHeader("fortran_order is neither True nor False")
        }
        (rows, columns) = try Self.extents(entry("shape"))
        if let other = entries.first(where: { !["descr", "fortran_order", "shape"].contains($0.key) }) {
            throw .badHeader("it has \(other.key.quoted), which is not known")
        }
        if isFortran { throw .unsupported("columns one after another (fortran_order)") }
        byteCount = start.upperBound
    }

    /// Returns the byte range of the dictionary.
    private static func textRange(_ bytes: [UInt8]) throws(RowFileError.Reason) -> Range<Int> {
        guard bytes.starts(with: magic), bytes.count >= 10 else { throw .notNPY }
        let (major, minor) = (bytes[6], bytes[7])
        guard (1...3).contains(major), minor == 0 else { throw .unsupported("version \(major).\(minor) of the format") }
        let start = major == 1 ? 10 : 12
        guard bytes.count >= start else { throw .badHeader("the file ends within it") }
        let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        guard start + length <= maximumByteCount else { throw .unsupported("a header of \(counted(length, "byte"))") }
        guard start + length <= bytes.count else { throw .badHeader("the file ends within it") }
        return start..<start + length
    }

    private static func element(_ entry: PythonLiteral.Entry) throws(RowFileError.Reason) -> Element {
        guard case .string(let name) = entry.value, let element = Element(rawValue: name) else {
            throw .unsupported("elements of type \(entry.text.onOneLine); <f4 and <f8 can be read")
        }
        return element
    }

    private static func extents(
        _ entry: PythonLiteral.Entry
    ) throws(RowFileError.Reason) -> (rows: Int, columns: Int) {
        guard case .tuple(let extents) = entry.value, extents.allSatisfy(\.isExtent) else {
            throw .badHeader("shape is \(entry.text.onOneLine), not a tuple of whole numbers")
        }
        guard extents.count == 2 else {
            throw .unsupported("an array of shape \(entry.text.onOneLine); a matrix is needed")
        }
        guard case .integer(let rows?) = extents[0], case .integer(let columns?) = extents[1],
            columns <= maximumColumns, !rows.multipliedReportingOverflow(by: max(1, columns)).overflow,
            rows * max(1, columns) < Int.max / 16
        else { throw .unsupported("an array of shape \(entry.text.onOneLine)") }
        return (rows, columns)
    }

    /// Creates the header of a file to be written.
    init(_ element: Element, rows: Int, columns: Int) {
        self.element = element
        self.rows = rows
        self.columns = columns
        byteCount = 128
    }

    /// The header as bytes, padded with spaces to 128.
    var bytes: [UInt8] {
        let text = "{'descr': '\(element.rawValue)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let padding = String(repeating: " ", count: byteCount - 10 - text.utf8.count - 1)
        return Self.magic + [1, 0, UInt8(byteCount - 10), 0] + Array((text + padding + "\n").utf8)
    }
}

extension PythonLiteral {
    /// Whether it is an integer of at least 0; one that does not fit `Int` counts as such.
    fileprivate var isExtent: Bool {
        guard case .integer(let number) = self else { return false }
        return number.map { $0 >= 0 } ?? true
    }
}
