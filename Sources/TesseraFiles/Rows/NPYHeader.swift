/// The header of an `.npy` file that holds a matrix of real numbers in row-major order (NumPy's format, versions 1 to 3).
struct NPYHeader: Equatable {
    enum Element: String {
        case float = "<f4"
        case double = "<f8"

        var byteCount: Int { self == .float ? 4 : 8 }
    }

    let element: Element
    let rows: Int
    let columns: Int
    /// Where the numbers begin.
    let byteCount: Int

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// More than any header of a matrix.
    static let maximumByteCount = 4096
    /// Far more than any table has; a damaged header may name more than memory holds.
    static let maximumColumns = 1 << 24

    /// Reads the header at the start of some bytes.
    init(_ bytes: [UInt8]) throws(RowFileError.Reason) {
        guard bytes.starts(with: Self.magic), bytes.count >= 12 else { throw .notNPY }
        let isFirst = bytes[6] == 1
        guard (1...3).contains(bytes[6]) else { throw .unsupported("version \(bytes[6]) of the format") }
        let length = Int(bytes[8]) | Int(bytes[9]) << 8 | (isFirst ? 0 : Int(bytes[10]) << 16 | Int(bytes[11]) << 24)
        let start = isFirst ? 10 : 12
        guard start + length <= bytes.count else { throw .unsupported("a header of \(length) bytes") }
        let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let type = Self.value(of: "descr", in: text), let order = Self.value(of: "fortran_order", in: text),
            let shape = Self.value(of: "shape", in: text)
        else { throw .notNPY }
        guard let element = Element(rawValue: type.filter { $0 != "'" && $0 != "\"" }) else {
            throw .unsupported("elements of type \(type); <f4 and <f8 can be read")
        }
        guard order == "False" else { throw .unsupported("columns one after another (fortran_order)") }
        let extents = shape.dropFirst().dropLast().split(separator: ",").map {
            Int($0.filter { $0 != " " && $0 != "L" })
        }
        guard extents.count == 2, let rows = extents[0], let columns = extents[1], rows >= 0, columns >= 0 else {
            throw .unsupported("an array of shape \(shape); a matrix is needed")
        }
        let (count, overflow) = rows.multipliedReportingOverflow(by: max(1, columns))
        guard !overflow, count < Int.max / 16, columns <= Self.maximumColumns else {
            throw .unsupported("an array of shape \(shape)")
        }
        self.element = element
        self.rows = rows
        self.columns = columns
        byteCount = start + length
    }

    init(_ element: Element, rows: Int, columns: Int) {
        self.element = element
        self.rows = rows
        self.columns = columns
        byteCount = 128
    }

    /// The header as bytes, padded to 128.
    var bytes: [UInt8] {
        let text = "{'descr': '\(element.rawValue)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let padding = String(repeating: " ", count: byteCount - 10 - text.utf8.count - 1)
        return Self.magic + [1, 0, UInt8(byteCount - 10), 0] + Array((text + padding + "\n").utf8)
    }

    /// The text of a value of the header's dictionary.
    private static func value(of key: String, in text: String) -> Substring? {
        guard let place = text.firstRange(of: "'\(key)':") ?? text.firstRange(of: "\"\(key)\":") else { return nil }
        let rest = text[place.upperBound...].drop { $0 == " " }
        if rest.first == "(" { return rest.firstIndex(of: ")").map { rest[...$0] } }
        return rest.prefix { $0 != "," && $0 != "}" && $0 != " " }
    }
}
