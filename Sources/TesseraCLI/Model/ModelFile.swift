import Foundation
import TesseraFiles
import TesseraTraining

/// The file `--model` names.
struct ModelFile {
    let model: any SavedModel

    init(path: String) throws {
        let bytes = try wholeFile(path)
        do {
            model = try savedModel(json: bytes)
        } catch {
            throw Failure(.badData, "\(path): \(error)")
        }
    }
}
