#if OpenBLAS
    internal import CKernels

    /// Tables of the C kernels: the loop of each function, in single and double precision. A function without a
    /// row (nil) runs the loop of `SwiftKernels`.
    enum CKernelTables {
        // There is a type for each precision, because the type of a C function cannot be generic.
        typealias FloatUnary = @convention(c) (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
        typealias DoubleUnary = @convention(c) (Int, UnsafePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void
        typealias FloatBinary =
            @convention(c) (Int, UnsafePointer<Float>?, Int, UnsafePointer<Float>?, Int, UnsafeMutablePointer<Float>?)
            -> Void
        typealias DoubleBinary =
            @convention(c) (
                Int, UnsafePointer<Double>?, Int, UnsafePointer<Double>?, Int, UnsafeMutablePointer<Double>?
            ) -> Void
        typealias FloatComparison =
            @convention(c) (Int, UnsafePointer<Float>?, Int, UnsafePointer<Float>?, Int, UnsafeMutablePointer<Bool>?) ->
            Void
        typealias DoubleComparison =
            @convention(c) (Int, UnsafePointer<Double>?, Int, UnsafePointer<Double>?, Int, UnsafeMutablePointer<Bool>?)
            -> Void
        typealias FloatReduction = @convention(c) (Int, UnsafePointer<Float>?) -> Float
        typealias DoubleReduction = @convention(c) (Int, UnsafePointer<Double>?) -> Double
        typealias Row<F, D> = (float: F, double: D)

        static func unary(_ function: UnaryFunction) -> Row<FloatUnary, DoubleUnary>? {
            switch function {
            case .negate: (tessera_negate_f32, tessera_negate_f64)
            case .abs: (tessera_abs_f32, tessera_abs_f64)
            case .sign: (tessera_sign_f32, tessera_sign_f64)
            case .square: (tessera_square_f32, tessera_square_f64)
            case .sqrt: (tessera_sqrt_f32, tessera_sqrt_f64)
            case .reciprocal: (tessera_reciprocal_f32, tessera_reciprocal_f64)
            case .exp: (tessera_exp_f32, tessera_exp_f64)
            case .expm1: (tessera_expm1_f32, tessera_expm1_f64)
            case .log: (tessera_log_f32, tessera_log_f64)
            case .log1p: (tessera_log1p_f32, tessera_log1p_f64)
            case .tanh: (tessera_tanh_f32, tessera_tanh_f64)
            case .sin: (tessera_sin_f32, tessera_sin_f64)
            case .cos: (tessera_cos_f32, tessera_cos_f64)
            case .sigmoid: (tessera_sigmoid_f32, tessera_sigmoid_f64)
            case .logSigmoid: (tessera_log_sigmoid_f32, tessera_log_sigmoid_f64)
            case .softplus: (tessera_softplus_f32, tessera_softplus_f64)
            case .relu: (tessera_relu_f32, tessera_relu_f64)
            }
        }

        static func binary(_ function: BinaryFunction) -> Row<FloatBinary, DoubleBinary>? {
            switch function {
            case .add: (tessera_add_f32, tessera_add_f64)
            case .subtract: (tessera_subtract_f32, tessera_subtract_f64)
            case .multiply: (tessera_multiply_f32, tessera_multiply_f64)
            case .divide: (tessera_divide_f32, tessera_divide_f64)
            case .power: (tessera_power_f32, tessera_power_f64)
            case .maximum: (tessera_maximum_f32, tessera_maximum_f64)
            case .minimum: (tessera_minimum_f32, tessera_minimum_f64)
            case .squaredDifference: (tessera_squared_difference_f32, tessera_squared_difference_f64)
            case .crossEntropyOfLogits: (tessera_bce_logits_f32, tessera_bce_logits_f64)
            case .crossEntropyOfProbabilities: (tessera_bce_probabilities_f32, tessera_bce_probabilities_f64)
            case .sigmoidDifference: (tessera_sigmoid_difference_f32, tessera_sigmoid_difference_f64)
            case .signed: (tessera_signed_f32, tessera_signed_f64)
            case .sigmoidDerivative: (tessera_sigmoid_vjp_f32, tessera_sigmoid_vjp_f64)
            case .tanhDerivative: (tessera_tanh_vjp_f32, tessera_tanh_vjp_f64)
            case .probabilityDerivative:
                (tessera_bce_probabilities_gradient_f32, tessera_bce_probabilities_gradient_f64)
            }
        }

        static func reduction(_ function: ReductionKernel) -> Row<FloatReduction, DoubleReduction>? {
            switch function {
            case .sum: (tessera_sum_f32, tessera_sum_f64)
            case .maximum: (tessera_reduce_maximum_f32, tessera_reduce_maximum_f64)
            case .minimum: (tessera_reduce_minimum_f32, tessera_reduce_minimum_f64)
            }
        }

        static func compare(_ comparison: Comparison) -> Row<FloatComparison, DoubleComparison> {
            switch comparison {
            case .equal: (tessera_equal_f32, tessera_equal_f64)
            case .notEqual: (tessera_not_equal_f32, tessera_not_equal_f64)
            case .less: (tessera_less_f32, tessera_less_f64)
            case .lessEqual: (tessera_less_equal_f32, tessera_less_equal_f64)
            case .greater: (tessera_greater_f32, tessera_greater_f64)
            case .greaterEqual: (tessera_greater_equal_f32, tessera_greater_equal_f64)
            }
        }
    }
#endif
