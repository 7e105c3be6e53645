/// Converts every element to another type: real numbers to integers by rounding towards zero, numbers out of range to
/// the nearest in range. Gradients flow between `Float` and `Double` only.
package struct Cast<Source: TensorScalar, Scalar: TensorScalar>: TensorOperation {
    package init() {}

    package var name: String { "cast" }
    package var broadcastsGradient: Bool { true }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    package func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        inputs.tensors[0].recorded(by: nil).typed()
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Source> = inputs[0]
        Chunks.map(x, into: result) { count, x, out in
            convert(count, x, to: out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        guard Source.self is any RealScalar.Type, Scalar.self is any RealScalar.Type else { return nil }
        return Tensor<Source>(upstream).erased
    }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

extension Cast: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        .elementwiseLinear
    }
}

@specialized(where Source == Float, Target == Double)
@specialized(where Source == Double, Target == Float)
@specialized(where Source == Bool, Target == Float)
@specialized(where Source == Bool, Target == Double)
@specialized(where Source == Int32, Target == Float)
@specialized(where Source == Int32, Target == Double)
@specialized(where Source == Float, Target == Int32)
@specialized(where Source == Double, Target == Int32)
@specialized(where Source == Float, Target == Int64)
@specialized(where Source == Float, Target == UInt8)
@specialized(where Source == Float, Target == Bool)
@specialized(where Source == Double, Target == Int64)
@specialized(where Source == Double, Target == UInt8)
@specialized(where Source == Double, Target == Bool)
@specialized(where Source == Int32, Target == Int64)
@specialized(where Source == Int32, Target == UInt8)
@specialized(where Source == Int32, Target == Bool)
@specialized(where Source == Int64, Target == Float)
@specialized(where Source == Int64, Target == Double)
@specialized(where Source == Int64, Target == Int32)
@specialized(where Source == Int64, Target == UInt8)
@specialized(where Source == Int64, Target == Bool)
@specialized(where Source == UInt8, Target == Float)
@specialized(where Source == UInt8, Target == Double)
@specialized(where Source == UInt8, Target == Int32)
@specialized(where Source == UInt8, Target == Int64)
@specialized(where Source == UInt8, Target == Bool)
@specialized(where Source == Bool, Target == Int32)
@specialized(where Source == Bool, Target == Int64)
@specialized(where Source == Bool, Target == UInt8)
private func convert<Source: TensorScalar, Target: TensorScalar>(
    _ count: Int, _ source: UnsafePointer<Source>, to target: UnsafeMutablePointer<Target>
) {
    for index in 0..<count { target[index] = source[index]._converted(to: Target.self) }
}
