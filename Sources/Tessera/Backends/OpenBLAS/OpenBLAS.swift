#if OpenBLAS
    internal import COpenBLAS
    internal import CKernels
#endif

/// The OpenBLAS library in this process.
///
/// OpenBLAS selects its kernels by the model of the processor when it is loaded. On a model newer than itself it falls
/// back, without a word, to kernels for old processors. Tessera's matrix products notice this and use kernels of its own;
/// LAPACK's routines, and a host program that calls OpenBLAS itself, stay slow unless the kernels are selected anew:
///
/// ```swift
/// if OpenBLAS.status?.isBelowProcessor == true { OpenBLAS.selectKernels() }
/// ```
public enum OpenBLAS {
    /// The version of OpenBLAS and the kernels that it runs.
    public struct Status: Sendable, Equatable, CustomStringConvertible {
        /// The version, such as `0.3.21`.
        public let version: String
        /// The name of the kernels, such as `SkylakeX`, as the environment variable `OPENBLAS_CORETYPE` takes it.
        public let coreName: String
        /// The name of the processor; empty where it is unknown.
        public let processor: String
        /// Whether the processor has wider vectors than the kernels use.
        public let isBelowProcessor: Bool

        /// One line, such as `OpenBLAS 0.3.21, kernels Prescott, below the processor (Intel Xeon)`.
        public var description: String {
            let processor = processor.isEmpty ? "" : " (\(processor))"
            return
                "OpenBLAS \(version), kernels \(coreName), \(isBelowProcessor ? "below" : "for") the processor\(processor)"
        }
    }

    /// The version and the kernels; nil if this build disables the package trait `OpenBLAS`.
    public static var status: Status? {
        #if OpenBLAS
            let words = String(cString: openblas_get_config()).split(separator: " ")
            let core = OpenBLASCore.current
            return Status(
                version: words.count > 1 ? String(words[1]) : "", coreName: core.name,
                processor: String(cString: tessera_processor_name()), isBelowProcessor: core.isBelowProcessor)
        #else
            return nil
        #endif
    }

    /// Has OpenBLAS run kernels for the instruction sets of the processor, if it runs older ones and the user has not
    /// chosen them by `OPENBLAS_CORETYPE`.
    ///
    /// Call it at the start of the program, before another thread runs: meanwhile none may use OpenBLAS or the
    /// environment. It changes what OpenBLAS computes in the whole process: a host's own calls are faster afterwards, and
    /// may round differently.
    ///
    /// - Returns: whether OpenBLAS runs kernels that suit the processor afterwards. It cannot where it is built for one
    ///   processor alone.
    @discardableResult
    public static func selectKernels() -> Bool {
        #if OpenBLAS
            guard OpenBLASCore.current.isBelowProcessor else { return true }
            guard !tessera_openblas_kernels_are_chosen() else { return false }
            return OpenBLASCore.select(CKernelTables.levels.count == 3 ? "SkylakeX" : "Haswell")
        #else
            return true
        #endif
    }
}
