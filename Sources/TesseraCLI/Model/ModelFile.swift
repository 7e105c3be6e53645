import Foundation
import TesseraFiles
import TesseraTraining

/// The file `--model` names.
struct ModelFile {
    let model: any SavedModel

    init(path: String) throws {
        let bytes = try Self.read(path)
        do {
            model = try savedModel(json: bytes)
        } catch {
            throw Failure(.badData, "\(path): \(error)")
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw FileError(.read, path, .notFound)
        }
        if isFolder.boolValue { throw FileError(.read, path, .isDirectory) }
        guard access(path, R_OK) == 0 else { throw FileError(.read, path, .permissionDenied) }
        do {
            return try Array(Data(contentsOf: URL(filePath: path)))
        } catch {
            throw FileError(.read, path, .system(code: EIO))
        }
    }
}
