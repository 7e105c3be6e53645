/// A loaded program: its steps lie in separate memory that is never written after `init`.
final class LoadedProgram: Sendable {
    private let memory: Block
    private let count: Int
    private let native: NativeProgram?
    let tables: Program
    var byteCount: Int { memory.byteCount }

    init(_ program: Program, _ kernels: any Kernels, _ scalarType: ScalarType) {
        native = kernels.assemble(program.steps, scalarType)
        count = program.steps.count
        memory = Block(byteCount: count * MemoryLayout<Step>.stride)
        memory.base.initializeMemory(as: Step.self, from: program.steps, count: count)
        tables = program
    }

    /// The program as plain data, so that running it changes no reference count; valid for the lifetime of this object.
    var view: View {
        let steps = UnsafeBufferPointer(start: memory.base.assumingMemoryBound(to: Step.self), count: count)
        return View(steps: steps, native: native?.view, program: Unmanaged.passUnretained(self))
    }

    struct View {
        let steps: UnsafeBufferPointer<Step>
        let native: NativeProgram.View?
        let program: Unmanaged<LoadedProgram>
    }
}

/// The loaded programs of a plan for one number of rows, as plain data.
///
/// The views are valid for the lifetime of this object, which retains the programs that they refer to, and are never
/// written after `init`.
final class LoadedPrograms {
    typealias Views = UnsafeMutableBufferPointer<LoadedProgram.View>

    /// The row-free programs, one before each pass and one after the last.
    let step: Views
    /// The programs of each pass for a full tile, and for the last tile, which may be shorter.
    let whole: Views
    let last: Views
    let scratchBytes: Int
    /// The native program of a whole step: the row-free steps, those of the only tile and those after it. Nil unless
    /// there is one tile and one pass and the backend implements all steps.
    let wholeStep: NativeProgram?
    private let owners: [LoadedProgram]

    /// The approximate memory of the steps, in bytes.
    var byteCount: Int {
        // A native step takes as much as a step.
        owners.reduce(0) { $0 + 2 * $1.byteCount } + (wholeStep == nil ? 0 : owners.reduce(0) { $0 + $1.byteCount })
    }

    var passes: Int { whole.count }

    init(_ plan: CompiledPlan, _ tiling: Tiling) {
        let whole = plan.compiler.tilePrograms(rows: tiling.height)
        let last = tiling.lastHeight == tiling.height ? whole : plan.compiler.tilePrograms(rows: tiling.lastHeight)
        scratchBytes = max(whole.scratchBytes, last.scratchBytes)
        let (wholePrograms, lastPrograms) = (
            whole.programs.map(plan.compiler.loaded), last.programs.map(plan.compiler.loaded)
        )
        owners = plan.rowFreePrograms + wholePrograms + lastPrograms
        let isOneTile = tiling.tiles == 1 && whole.programs.count == 1 && plan.singleTileReason == nil
        wholeStep = isOneTile ? plan.compiler.wholeStep(around: whole.programs[0]) : nil
        step = Self.views(plan.rowFreePrograms)
        self.whole = Self.views(wholePrograms)
        self.last = Self.views(lastPrograms)
    }

    private static func views(_ programs: [LoadedProgram]) -> Views {
        let views = Views.allocate(capacity: programs.count)
        _ = views.initialize(from: programs.lazy.map(\.view))
        return views
    }

    deinit {
        step.deallocate()
        whole.deallocate()
        last.deallocate()
    }
}
