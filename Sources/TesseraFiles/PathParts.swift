/// A path split at its last slash, without looking at the disk.
struct PathParts {
    /// What comes before the last slash: "." without a slash, "/" for a file at the root.
    let folder: String
    /// What comes after it.
    let name: String

    init(_ path: String) {
        // By bytes, as the system does: a letter made of a slash and an accent has a slash in it.
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
            (folder, name) = (".", path)
            return
        }
        name = String(decoding: bytes[bytes.index(after: slash)...], as: UTF8.self)
        folder = slash == bytes.startIndex ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// Where a symbolic link in this folder points to when it holds `destination`.
    func resolving(_ destination: String) -> String {
        destination.hasPrefix("/") ? destination : "\(folder)/\(destination)"
    }
}
