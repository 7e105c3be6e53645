import Foundation
import Testing

@testable import Tessera

/// Encoding keeps the bits of every element, and decoding refuses what is not a tensor.
@Suite struct CodableTests {
    private func roundTrip<Scalar: TensorScalar>(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
        try JSONDecoder().decode(Tensor<Scalar>.self, from: JSONEncoder().encode(x))
    }

    @Test func elementsOfEveryTypeAreKept() throws {
        #expect(try roundTrip(Tensor<Int32>([[.max, .min, 0]])) == [[.scalar(.max), .scalar(.min), 0]])
        #expect(try roundTrip(Tensor<Bool>([true, false])) == [true, false])
        let floats = Tensor<Float>(normal: [50, 3], seed: 1)
        #expect(try roundTrip(floats).scalars.map(\.bitPattern) == floats.scalars.map(\.bitPattern))
        let edges: [Double] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.pi, 0.1, 1e23]
        let doubles = Tensor(edges + Tensor<Double>(normal: [100], standardDeviation: 1e30, seed: 2).scalars)
        #expect(try roundTrip(doubles).scalars.map(\.bitPattern) == doubles.scalars.map(\.bitPattern))
    }

    @Test(arguments: [[], [0], [3, 0, 2], [1, 1], [2, 3, 4]] as [Shape])
    func shapesAreKept(_ shape: Shape) throws {
        #expect(try roundTrip(Tensor<Float>(ones: shape)) == Tensor<Float>(ones: shape))
    }

    @Test func layoutsAreNotKept() throws {
        let x = Tensor<Double>([[1, 2, 3], [4, 5, 6]])
        #expect(try roundTrip(x.transposed()) == x.transposed())
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(x[1, 1...]), as: UTF8.self)
        #expect(text == #"{"scalars":[5,6],"shape":[2]}"#)
    }

    @Test func numbersThatAreNotFiniteAreWords() throws {
        let x = Tensor<Float>([1, .infinity, -.infinity, .nan])
        let decoded = try roundTrip(x)
        #expect(Array(decoded.scalars[..<3]) == [1, .infinity, -.infinity])
        #expect(decoded.scalars[3].isNaN)
        let list = try PropertyListEncoder().encode(x)
        #expect(try PropertyListDecoder().decode(Tensor<Float>.self, from: list).scalars[1] == .infinity)
    }

    @Test(arguments: [
        (#"{"shape":[2,2],"scalars":[1,2,3]}"#, "a tensor of shape [2, 2] does not have 3 elements"),
        (#"{"shape":[2],"scalars":[1,2,3]}"#, "a tensor of shape [2] does not have 3 elements"),
        (#"{"shape":[4611686018427387904,2],"scalars":[1]}"#, "does not have 1 elements"),
        (#"{"shape":[-1],"scalars":[]}"#, "a shape [-1] has a negative extent"),
        (#"{"shape":[1],"scalars":["one"]}"#, ""), (#"{"shape":[1],"scalars":[true]}"#, ""),
        (#"{"shape":[1],"scalars":[1e300]}"#, ""), (#"{"shape":[1]}"#, ""), (#"{"scalars":[1]}"#, ""), ("[]", ""),
    ])
    func otherTextIsRefused(_ text: String, _ reason: String) throws {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Tensor<Float>.self, from: Data(text.utf8))
        }
        if case .dataCorrupted(let context)? = error, !reason.isEmpty {
            #expect(context.debugDescription.contains(reason))
        } else {
            #expect(reason.isEmpty)
        }
    }

    @Test func wordsAreNoIntegers() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Tensor<Int32>.self, from: Data(#"{"shape":[1],"scalars":["nan"]}"#.utf8))
        }
    }

    @Test func tracedTensorsCannotBeEncoded() throws {
        let traced = Tensor<Float>(tracedVariable: "x", shape: [2])
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(traced) }
    }
}
