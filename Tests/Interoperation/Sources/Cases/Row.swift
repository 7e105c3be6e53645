import Tessera

/// How an operation of the standard is said in the library: the results of a case, each with the number of public calls
/// that it takes. What only reads attributes, such as counting an axis from the front, is no call; a conversion of the
/// element type, an operator and the creation of a tensor are.
typealias Row = @Sendable (Case) throws -> [Said]

/// A result and the number of public calls of the expression that computes it; 0 if the call of an earlier result
/// returns it too.
struct Said {
    let calls: Int
    let result: StoredTensor

    init(_ calls: Int, _ result: StoredTensor) {
        self.calls = calls
        self.result = result
    }

    init<Scalar: TensorScalar>(_ calls: Int, _ tensor: Tensor<Scalar>) {
        self.init(calls, StoredTensor(tensor))
    }
}

/// Returns the only result of a case.
func said<Scalar: TensorScalar>(_ calls: Int, _ tensor: Tensor<Scalar>) -> [Said] { [Said(calls, tensor)] }

/// Why a case cannot be said.
struct Unsaid: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// All rows by the name of the operation.
let rows: [String: Row] = [
    elementwiseRows, activationRows, castRows, reductionRows, shapeRows, creationRows, selectingRows, productRows,
    windowRows, learningRows,
].reduce(into: [:]) { all, table in all.merge(table) { _, _ in fatalError("an operation has two rows") } }

/// Operations in scope that have no row, and why.
let unsaidOperations: [String: String] = [
    "MaxUnpool": "takes four calls: positions converted, a scatter into zeros, two shapes",
    "ReverseSequence": "each row is reversed up to a length of its own, which takes a loop",
]
