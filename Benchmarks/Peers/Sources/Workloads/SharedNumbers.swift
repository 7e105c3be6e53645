import Foundation
import Tessera
import TesseraTraining

/// The numbers that all libraries compute on: uniform in −1 ..< 1, from a file that the comparison writes; its path is in
/// TESSERA_PEERS_NUMBERS.
enum SharedNumbers {
    static let data: Data = {
        let path = ProcessInfo.processInfo.environment["TESSERA_PEERS_NUMBERS"] ?? "numbers.f32"
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
            fatalError("cannot read the numbers at \(path); run peers.py, which writes them")
        }
        return data
    }()

    /// `count` numbers from `first` on.
    static func tensor(_ shape: Shape, from first: Int = 0) -> Tensor<Float> {
        data.withUnsafeBytes { bytes in
            let numbers = bytes.assumingMemoryBound(to: Float.self)
            return Tensor(UnsafeBufferPointer(rebasing: numbers[first..<first + shape.elementCount]).span, shape: shape)
        }
    }

    /// Rows of features with targets that every library computes to the same bit: x₀ + x₁ / 2, or whether that is above 0.
    static func table(rows: Int, features: Int, binary: Bool) -> RowTable<Float> {
        let x = tensor([rows, features])
        let y = x[.full, 0..<1] + (features > 1 ? x[.full, 1..<2] * 0.5 : Tensor<Float>(0))
        return Self.rows(x, binary ? Tensor<Float>(y .> 0) : y)
    }

    /// A table of tensors whose shapes match.
    static func rows<S: RealScalar>(_ features: Tensor<S>, _ targets: Tensor<S>) -> RowTable<S> {
        do {
            return try RowTable(features: features, targets: targets)
        } catch {
            fatalError("\(error)")
        }
    }

    /// A network whose weights are the numbers from the second million on, scaled by 1 / √inputs, and biases of 0.
    static func network(_ widths: [Int]) -> Sequential<Float> { weighted(Sequential(widths: widths)) }

    /// The same for a network with other activations.
    static func weighted(_ model: Sequential<Float>) -> Sequential<Float> {
        var model = model
        var next = 1_000_000
        model.forEachParameter { name, parameter in
            guard name.hasSuffix("weight") else { return }
            parameter = tensor(parameter.shape, from: next) * (1 / Float(parameter.shape[0]).squareRoot())
            next += parameter.count
        }
        return model
    }
}
