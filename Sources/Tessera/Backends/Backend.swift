/// An implementation of the arithmetic kernels and matrix factorisations that operations run on. Several backends can be
/// used side by side in one process:
///
/// ```swift
/// let fast = a.matmul(b)
/// let portable = Backend.swift.run { a.matmul(b) }
/// ```
public struct Backend: Sendable {
    package let kernels: any Kernels

    package init(_ kernels: any Kernels) {
        self.kernels = kernels
    }

    /// The backend in pure Swift without any C, available on every platform.
    public static let swift = Backend(SwiftKernels())

    #if OpenBLAS
        /// The backend that uses OpenBLAS for the products at which it is fastest, LAPACK for factorisations and
        /// vectorised C loops for the rest.
        public static let openBLAS: Backend? = Backend(NativeKernels(usesOpenBLAS: true))
    #else
        /// Nil, because this build disables the package trait `OpenBLAS`.
        public static let openBLAS: Backend? = nil
    #endif

    #if CKernels
        /// The backend that uses vectorised C loops for all products and elementwise functions, and pure Swift for
        /// factorisations. It needs nothing installed, and its results have the same bits on every processor with fused
        /// multiply-adds.
        public static let native: Backend? = Backend(NativeKernels(usesOpenBLAS: false))
    #else
        /// Nil, because this build disables the package trait `CKernels`.
        public static let native: Backend? = nil
    #endif

    /// The backends of this build, fastest first.
    public static let available: [Backend] = [openBLAS, native, swift].compactMap { $0 }

    @TaskLocal private static var scoped: Backend?

    /// The backend set by an enclosing `run`, which worker threads inherit; nil if none is set.
    static var inherited: Backend? { scoped }
    private static let fastest: Backend = available[0]

    /// The backend that operations started in this task use: that of the innermost enclosing `run`, else the fastest.
    public static var current: Backend { scoped ?? fastest }

    /// The name of the backend: `openblas`, `native` or `swift`.
    public var name: String { kernels.name }

    /// Runs `body`, in which several of our threads call kernels, while the backend uses no threads of its own.
    package func singleThreaded<Result>(_ body: () throws -> Result) rethrows -> Result {
        try kernels.singleThreaded(body)
    }

    /// Runs `body`, and the child tasks it starts, on this backend.
    ///
    /// - Throws: the error that `body` throws.
    public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Backend.$scoped.withValue(self, operation: body)
    }

    /// Runs the asynchronous `body`, and the child tasks it starts, on this backend.
    ///
    /// - Throws: the error that `body` throws.
    public func run<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await Backend.$scoped.withValue(self, operation: body, isolation: isolation)
    }
}
