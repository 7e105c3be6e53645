import Foundation
import TesseraFiles
import TesseraTraining

/// The model file that `--model` names.
struct ModelFile {
    let model: any SavedModel

    init(path: String) throws {
        let path = inputPath(path)
        let bytes = try InputFile.bytes(path)
        do throws(SavedRegressionError) {
            model = try savedModel(json: bytes)
        } catch {
            throw Failure(.badData, "\(path): \(error)")
        }
    }
}
