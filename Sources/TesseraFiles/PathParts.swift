/// A path split at its last slash, without access to the file system.
struct PathParts {
    /// The part before the last slash: "." without a slash, "/" for a file in the root folder.
    let folder: String
    /// The part after the last slash.
    let name: String

    init(_ path: String) {
        // Splits by bytes, as the system does: a `Character` made of a slash and a combining accent contains a slash.
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
            (folder, name) = (".", path)
            return
        }
        name = String(decoding: bytes[bytes.index(after: slash)...], as: UTF8.self)
        folder = slash == bytes.startIndex ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// Returns the path that a symbolic link in this folder with the contents `destination` leads to.
    func resolving(_ destination: String) -> String {
        destination.hasPrefix("/") ? destination : "\(folder)/\(destination)"
    }
}
