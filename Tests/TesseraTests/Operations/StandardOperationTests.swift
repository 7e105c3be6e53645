import Tessera
import Testing

/// Operations by name compute what the methods do, and throw where those stop.
@Suite struct StandardOperationTests {
    typealias D = Double
    private static let (a, b): (Tensor<D>, Tensor<D>) = ([[1, 2], [3, 4]], [[5, 6], [7, 8]])

    static let cases: [(StandardOperation<D>, Tensor<D>)] = [
        (.matmul, a.matmul(b)), (.add, a + b), (.subtract, a - b), (.multiply, a * b), (.divide, a / b),
        (.concatenate(axis: 1), Tensor(concatenating: [a, b], axis: 1)),
    ]

    @Test(arguments: cases.indices)
    func operationsAreTheMethods(_ row: Int) throws {
        let (operation, expected) = Self.cases[row]
        #expect(try apply(checking: operation, to: Self.a, Self.b) == expected)
        let wide = Tensor<D>(zeros: [3, 5])
        #expect(throws: ShapeError.self) { try apply(checking: operation, to: Self.a, wide) }
    }

    @Test func shapesAreChecked() throws {
        #expect(try apply(checking: .reshape(to: [4]), to: Self.a) == [1, 2, 3, 4])
        #expect(try apply(checking: .expand(to: [2, 2, 2]), to: Self.a).shape == [2, 2, 2])
        #expect(throws: ShapeError.self) { try apply(checking: .reshape(to: [3]), to: Self.a) }
        #expect(throws: ShapeError.self) { try apply(checking: .expand(to: [3, 2]), to: Self.a) }
        #expect(throws: ShapeError.self) { try apply(checking: .add, to: Self.a) }
    }
}
