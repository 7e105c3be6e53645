/// A path split at its last slash, without looking at the disk.
struct PathParts {
    /// What comes before the last slash: "." without a slash, "/" for a file at the root.
    let folder: String

    init(_ path: String) {
        guard let slash = path.lastIndex(of: "/") else {
            folder = "."
            return
        }
        folder = slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Where a symbolic link in this folder points to when it holds `destination`.
    func resolving(_ destination: String) -> String {
        destination.hasPrefix("/") ? destination : "\(folder)/\(destination)"
    }
}
