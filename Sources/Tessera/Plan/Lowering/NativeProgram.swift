/// A native program: steps in the instruction format of the backend, in memory that is never written after `init`.
package struct NativeProgram: Sendable {
    /// Runs the steps from index `first` on. Returns the index of the first step that the backend does not implement,
    /// or `count`. `isFirst` tells whether sums are overwritten instead of added to.
    typealias Run =
        @convention(c) (
            _ steps: UnsafeRawPointer, _ first: Int, _ count: Int, UnsafePointer<UnsafeMutableRawPointer?>,
            _ isFirst: Bool
        ) -> Int

    private let memory: Block
    private let count: Int
    private let run: Run
    /// Whether the backend implements all of the steps.
    let isComplete: Bool

    init<NativeStep: BitwiseCopyable>(_ steps: [NativeStep], isComplete: Bool, run: Run) {
        self.isComplete = isComplete
        count = steps.count
        self.run = run
        memory = Block(byteCount: steps.count * MemoryLayout<NativeStep>.stride)
        memory.base.initializeMemory(as: NativeStep.self, from: steps, count: steps.count)
    }

    /// The steps as plain data, valid for as long as a copy of this value exists.
    var view: View { View(memory: UnsafeRawPointer(memory.base), count: count, run: run) }

    package struct View {
        let memory: UnsafeRawPointer
        let count: Int
        fileprivate let run: Run

        @inline(__always)
        func run(
            from first: Int, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, isFirst: Bool
        ) -> Int {
            run(memory, first, count, slots, isFirst)
        }
    }
}
