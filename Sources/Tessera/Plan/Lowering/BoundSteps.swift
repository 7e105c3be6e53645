/// Steps in a backend's own form, in memory that is never written after `init`.
package struct BoundSteps: Sendable {
    /// Runs the steps in memory from a number on; returns that of the first which it does not know, or their count.
    typealias Run =
        @convention(c) (
            _ steps: UnsafeRawPointer?, _ first: Int, _ count: Int, UnsafePointer<UnsafeMutableRawPointer?>?,
            _ starts: Bool
        ) -> Int

    private let memory: Block
    private let count: Int
    private let run: Run
    /// Whether the backend knows all of them.
    let isComplete: Bool

    init<BoundStep: BitwiseCopyable>(_ steps: [BoundStep], isComplete: Bool, run: Run) {
        self.isComplete = isComplete
        count = steps.count
        self.run = run
        memory = Block(byteCount: steps.count * MemoryLayout<BoundStep>.stride)
        memory.base.initializeMemory(as: BoundStep.self, from: steps, count: steps.count)
    }

    /// The steps as plain data, valid for as long as a copy of this value is.
    var view: View { View(memory: UnsafeRawPointer(memory.base), count: count, run: run) }

    package struct View {
        let memory: UnsafeRawPointer
        let count: Int
        fileprivate let run: Run

        @inline(__always)
        func run(from first: Int, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, starts: Bool) -> Int {
            run(memory, first, count, slots, starts)
        }
    }
}
