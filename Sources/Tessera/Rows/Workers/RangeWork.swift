extension TileExecutor {
    /// Calls `body` for consecutive parts of `0 ..< count`, each of `length` but the last; `length` must not depend on
    /// the executor where the parts' borders matter to the result. `body` may run on several threads at once.
    package func forEachRange(
        _ count: Int, length: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void
    ) {
        if count <= length || width == 1 {
            for start in stride(from: 0, to: count, by: length) { body(start..<min(count, start + length), 0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            perform((count + length - 1) / length, RangeWork(count: count, length: length, body: body))
        }
    }

    /// Runs `body` with this executor for the large operations in it.
    public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try CurrentExecutor.$scoped.withValue(self, operation: body)
    }
}

/// Work that is a closure. It lives no longer than the call of `perform` it is made for, and what the closure writes is
/// divided by ranges: hence `@unchecked Sendable`.
private final class RangeWork: TileWork, @unchecked Sendable {
    private let count: Int
    private let length: Int
    private let body: (Range<Int>, Int) -> Void

    init(count: Int, length: Int, body: @escaping (Range<Int>, Int) -> Void) {
        self.count = count
        self.length = length
        self.body = body
    }

    func perform(_ part: Int, worker: Int) {
        body(part * length..<min(count, (part + 1) * length), worker)
    }
}

/// Who works on large operations that are started here.
package enum CurrentExecutor {
    @TaskLocal static var scoped: (any TileExecutor)?

    package static var value: any TileExecutor { scoped ?? WorkerPool.shared }
}
