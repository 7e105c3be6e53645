import Foundation
import TesseraFiles

/// The bytes of a file, or what is wrong with it.
func wholeFile(_ path: String) throws -> [UInt8] {
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
