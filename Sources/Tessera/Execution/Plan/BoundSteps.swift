/// Steps in a backend's own form, in memory of their own, which is never written after `init`: hence
/// `@unchecked Sendable`.
package final class BoundSteps: @unchecked Sendable {
    /// Runs the steps in memory from a number on; returns that of the first which it does not know, or their count.
    typealias Run =
        @convention(c) (
            _ steps: UnsafeRawPointer?, _ first: Int, _ count: Int, UnsafePointer<UnsafeMutableRawPointer?>?,
            _ starts: Bool
        ) -> Int

    private let memory: UnsafeMutableRawPointer
    private let count: Int
    private let run: Run
    /// Whether the backend knows all of them.
    let isComplete: Bool

    init<BoundStep: BitwiseCopyable>(_ steps: [BoundStep], isComplete: Bool, run: Run) {
        self.isComplete = isComplete
        count = steps.count
        self.run = run
        memory = .allocate(byteCount: max(1, steps.count) * MemoryLayout<BoundStep>.stride, alignment: 64)
        memory.initializeMemory(as: BoundStep.self, from: steps, count: steps.count)
    }

    deinit {
        memory.deallocate()
    }

    /// The steps as plain data, valid for as long as this object is.
    var view: View { View(memory: UnsafeRawPointer(memory), count: count, run: run) }

    struct View {
        fileprivate let memory: UnsafeRawPointer
        fileprivate let count: Int
        fileprivate let run: Run

        @inline(__always)
        func run(from first: Int, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, starts: Bool) -> Int {
            run(memory, first, count, slots, starts)
        }
    }
}
