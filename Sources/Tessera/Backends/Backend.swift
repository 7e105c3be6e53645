/// Where the arithmetic happens. Both backends can be used side by side in one process:
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

    /// Pure Swift, no C at all: there on every platform.
    public static let swift = Backend(SwiftKernels())

    #if OpenBLAS
        /// OpenBLAS for products and vectorised C loops for the rest.
        public static let openBLAS: Backend? = Backend(OpenBLASKernels())
    #else
        /// Nil: this build leaves the trait `OpenBLAS` out.
        public static let openBLAS: Backend? = nil
    #endif

    /// All backends of this build, the fastest first.
    public static let available: [Backend] = [openBLAS, swift].compactMap { $0 }

    @TaskLocal private static var scoped: Backend?

    /// What the surrounding scope has set, for threads that work for it; nil where nothing is set.
    static var inherited: Backend? { scoped }
    private static let fastest: Backend = available[0]

    /// The backend that operations started here use.
    public static var current: Backend { scoped ?? fastest }

    /// `openblas` or `swift`.
    public var name: String { kernels.name }

    /// Runs `body`, in which several threads of ours call kernels, with no threads of the backend's own.
    package func withoutThreads<Result>(_ body: () throws -> Result) rethrows -> Result {
        try kernels.withoutThreads(body)
    }

    /// Runs `body`, and the tasks it starts, on this backend.
    public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Backend.$scoped.withValue(self, operation: body)
    }

    public func run<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await Backend.$scoped.withValue(self, operation: body, isolation: isolation)
    }
}
