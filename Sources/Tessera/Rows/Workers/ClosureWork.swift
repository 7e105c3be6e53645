extension TileExecutor {
    /// A parallel for loop: calls `body` for consecutive ranges of `0 ..< count`, each of `length` but a shorter last
    /// one. `body` may run on several threads at once. If the bounds of the ranges affect the result, `length` must not
    /// depend on the executor; with one worker the ranges are the same.
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

    /// Runs `body` with this executor as the current one, on which the large operations in `body` run.
    public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try CurrentExecutor.$scoped.withValue(self, operation: body)
    }
}

/// Work that is a closure, and what it refers to need not be `Sendable`.
///
/// `TileExecutor.perform` returns only after all parts are done. The closure therefore runs only while the caller
/// waits: workers see what the caller has written before, and the caller sees afterwards what they have written. Calls
/// that run at the same time write to disjoint memory (the results of their part, the scratch memory of their worker)
/// and only read everything else. Hence `@unchecked Sendable`: whoever makes such work passes it to one call of
/// `perform` at a time, and only while the objects that it refers to exist.
package final class ClosureWork: TileWork, @unchecked Sendable {
    private let body: (_ part: Int, _ worker: Int) -> Void

    package init(_ body: @escaping (_ part: Int, _ worker: Int) -> Void) {
        self.body = body
    }

    package func perform(_ part: Int, worker: Int) {
        body(part, worker)
    }
}

/// The same for a closure that is called with a range: hence `@unchecked Sendable`.
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

/// The executor of the large operations that the current task starts.
package enum CurrentExecutor {
    @TaskLocal static var scoped: (any TileExecutor)?

    package static var value: any TileExecutor { scoped ?? WorkerPool.shared }
}
