import Foundation
import Tessera

/// A tensor as it is written in a line: its type, its shape and the little-endian bytes of its elements.
struct StoredTensor: Codable {
    /// The type of the bytes: that of a tensor, or `float16`.
    let type: String
    /// The type in the case, where the bytes are of a wider one.
    let declared: String
    let shape: [Int]
    let data: Data

    /// Stores the elements of a tensor.
    init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
        type = "\(Scalar.self)".lowercased()
        declared = type
        shape = tensor.shape.dimensions
        data = Data(tensor.bytes)
    }

    /// Stores half-precision numbers.
    init(_ halves: [Float16], shape: Shape) {
        type = "float16"
        declared = type
        self.shape = shape.dimensions
        data = halves.withUnsafeBytes { Data($0) }
    }

    /// The element type of the tensor that holds the bytes; nil for half precision.
    var elementType: (any TensorScalar.Type)? {
        let types: [any TensorScalar.Type] = [Float.self, Double.self, Int32.self, Int64.self, UInt8.self, Bool.self]
        return types.first { "\($0)".lowercased() == type }
    }

    /// The half-precision numbers that are stored; nil if they are of another type.
    var halves: [Float16]? {
        guard type == "float16" else { return nil }
        return data.withUnsafeBytes { bytes in
            (0..<(bytes.count / 2)).map { bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Float16.self) }
        }
    }

    /// Returns the tensor, which must be of this element type.
    func tensor<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) throws -> Tensor<Scalar> {
        guard elementType == type else { throw Unsaid("the operand is of type \(self.type)") }
        return try Tensor<Scalar>(bytes: data, shape: Shape(shape))
    }
}
