/// File formats that are mistaken for CSV, recognised by their magic bytes.
public enum FileKind: String, Sendable, CaseIterable {
    /// An array in NumPy's format.
    case npy
    /// A ZIP archive, as spreadsheets and `.npz` files are.
    case zip
    /// Data compressed by gzip.
    case gzip
    /// A Parquet file.
    case parquet
    /// Text in UTF-16.
    case utf16

    /// Recognises the format of a file by its first bytes; nil for any other, such as CSV text.
    init?(of bytes: Span<UInt8>) {
        guard let kind = Self.allCases.first(where: { kind in kind.starts.contains { bytes.starts(with: $0) } })
        else { return nil }
        self = kind
    }

    /// The magic bytes, any of which a file of this format begins with.
    private var starts: [[UInt8]] {
        switch self {
        case .npy: [[0x93] + Array("NUMPY".utf8)]
        case .zip: [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]
        case .gzip: [[0x1F, 0x8B]]
        case .parquet: [Array("PAR1".utf8) + [0x15]]
        case .utf16: [[0xFF, 0xFE], [0xFE, 0xFF]]
        }
    }

    var explanation: String {
        switch self {
        case .npy: "the file is an .npy file; only tessera train reads those, by names that end with .npy"
        case .zip: "the file is a ZIP archive, as spreadsheets and .npz files are; its table must be saved as CSV"
        case .gzip: "the file is compressed by gzip; it must be unpacked first"
        case .parquet: "the file is a Parquet file; its table must be saved as CSV"
        case .utf16: "the text is UTF-16; the file must be saved as UTF-8"
        }
    }
}

extension Span<UInt8> {
    fileprivate func starts(with start: [UInt8]) -> Bool {
        count >= start.count && start.indices.allSatisfy { self[$0] == start[$0] }
    }
}
