import Tessera

/// A case: an operation of the standard, its attributes and its inputs. Inputs that are left out are nil.
struct Case: Decodable {
    let operation: String
    let attributes: [String: Attribute]
    let inputs: [StoredTensor?]
    /// The number of results that the case asks for.
    let outputs: Int

    /// The value of an attribute.
    enum Attribute: Decodable {
        case integer(Int)
        case real(Double)
        case integers([Int])
        case reals([Double])
        case text(String)
        case tensor(StoredTensor)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let integer = try? value.decode(Int.self) {
                self = .integer(integer)
            } else if let real = try? value.decode(Double.self) {
                self = .real(real)
            } else if let integers = try? value.decode([Int].self) {
                self = .integers(integers)
            } else if let reals = try? value.decode([Double].self) {
                self = .reals(reals)
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else {
                self = .tensor(try value.decode(StoredTensor.self))
            }
        }
    }

    /// Returns whether an input is given.
    func has(_ input: Int) -> Bool { input < inputs.count && inputs[input] != nil }

    /// Returns an input as it is stored.
    func stored(_ input: Int) throws -> StoredTensor {
        guard input < inputs.count, let stored = inputs[input] else { throw Unsaid("input \(input) is left out") }
        return stored
    }

    /// Returns an input, which must have the element type that is asked for.
    func tensor<Scalar: TensorScalar>(_ input: Int, as type: Scalar.Type = Scalar.self) throws -> Tensor<Scalar> {
        try stored(input).tensor()
    }

    /// Returns an input of single precision.
    func float(_ input: Int) throws -> Tensor<Float> { try tensor(input) }

    /// Returns an input as the index tensor that the library takes: a conversion, which is a call.
    func indices(_ input: Int) throws -> Tensor<Int32> { Tensor<Int32>(try tensor(input, as: Int64.self)) }

    /// Returns the element type of an input.
    func elementType(_ input: Int) throws -> any TensorScalar.Type {
        let stored = try stored(input)
        guard let type = stored.elementType else { throw Unsaid("there are no tensors of \(stored.type)") }
        return type
    }

    /// Returns the element type of an input that must be real.
    func realType(_ input: Int) throws -> any RealScalar.Type {
        guard let type = try elementType(input) as? any RealScalar.Type else { throw Unsaid("only for real numbers") }
        return type
    }

    /// Returns the integers of an input that plays the part of an attribute, such as axes; nil if it is left out.
    func numbers(_ input: Int) throws -> [Int]? {
        guard has(input) else { return nil }
        switch try stored(input).type {
        case "int64": return try tensor(input, as: Int64.self).scalars.map { Int($0) }
        case "int32": return try tensor(input, as: Int32.self).scalars.map { Int($0) }
        default: return try tensor(input, as: Float.self).scalars.map { Int($0) }
        }
    }

    func integer(_ name: String) -> Int? {
        if case .integer(let value) = attributes[name] { return value }
        return nil
    }

    func integers(_ name: String) -> [Int]? {
        if case .integers(let values) = attributes[name] { return values }
        return nil
    }

    func real(_ name: String) -> Float? {
        switch attributes[name] {
        case .real(let value): Float(value)
        case .integer(let value): Float(value)
        default: nil
        }
    }

    func text(_ name: String) -> String? {
        if case .text(let value) = attributes[name] { return value }
        return nil
    }

    /// Returns whether an attribute is 1.
    func isSet(_ name: String, byDefault: Bool = false) -> Bool { integer(name).map { $0 == 1 } ?? byDefault }
}

extension Int {
    /// This axis counted from the front.
    func axis(of rank: Int) -> Int { self < 0 ? self + rank : self }
}
