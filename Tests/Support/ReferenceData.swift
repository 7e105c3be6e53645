import Foundation

/// Data that was not computed with the library: in the folder `TESSERA_REFERENCE` names, or else in
/// `shared/reference` beside the checkout.
package enum ReferenceData {
    package static let isPresent = folder != nil
    package static let absence = "the reference data is absent: set TESSERA_REFERENCE to its folder"

    /// The path of one of its files or folders; only for tests that are disabled where the data is absent.
    package static func path(_ name: String) -> String { "\(folder!)/\(name)" }

    private static let folder: String? = {
        let candidates = ProcessInfo.processInfo.environment["TESSERA_REFERENCE"].map { [$0] } ?? besideCheckout
        if let found = candidates.first(where: FileManager.default.fileExists) { return found }
        FileHandle.standardError.write(Data("tests SKIPPED, \(absence)\n".utf8))
        return nil
    }()

    private static var besideCheckout: [String] {
        let source = URL(filePath: #filePath)
        let ancestors = sequence(first: source) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
        return ancestors.map { $0.appending(path: "shared/reference").path }
    }
}
