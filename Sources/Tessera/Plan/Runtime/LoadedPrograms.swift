/// The loaded programs of a plan for one number of rows, as plain data.
///
/// The views are valid for the lifetime of this object, which retains the programs that they refer to, and are never
/// written after `init`: hence `@unchecked Sendable`.
final class LoadedPrograms: @unchecked Sendable {
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

    var passes: Int { whole.count }

    init(_ plan: CompiledPlan, _ tiling: Tiling) {
        let whole = plan.compiler.tileCodes(rows: tiling.height)
        let last = tiling.lastHeight == tiling.height ? whole : plan.compiler.tileCodes(rows: tiling.lastHeight)
        scratchBytes = max(whole.scratchBytes, last.scratchBytes)
        let (wholeCodes, lastCodes) = (whole.codes.map(plan.compiler.prepared), last.codes.map(plan.compiler.prepared))
        owners = plan.stepCodes + wholeCodes + lastCodes
        let isOneTile = tiling.tiles == 1 && whole.codes.count == 1 && plan.singleTileReason == nil
        wholeStep = isOneTile ? plan.compiler.wholeStep(around: whole.codes[0]) : nil
        step = Self.views(plan.stepCodes)
        self.whole = Self.views(wholeCodes)
        self.last = Self.views(lastCodes)
    }

    private static func views(_ codes: [LoadedProgram]) -> Views {
        let views = Views.allocate(capacity: codes.count)
        _ = views.initialize(from: codes.lazy.map(\.view))
        return views
    }

    deinit {
        step.deallocate()
        whole.deallocate()
        last.deallocate()
    }
}

/// The base addresses of the columns of the rows in memory.
///
/// They are set between steps and only read during steps: hence `@unchecked Sendable`.
final class ColumnBases<Scalar: RealScalar>: @unchecked Sendable {
    private let bases: UnsafeMutableBufferPointer<(base: UnsafePointer<Scalar>?, width: Int)>

    init(_ rowShape: RowShape) {
        let columns = rowShape.columns
        bases = .allocate(capacity: columns.count)
        _ = bases.initialize(from: columns.map { (nil, $0.elementCount) })
    }

    deinit {
        bases.deallocate()
    }

    func set(_ first: [UnsafePointer<Scalar>]) {
        for (index, base) in first.enumerated() { bases[index].base = base }
    }

    /// Writes the addresses of the columns, beginning at row `row`, to the slots of a frame.
    @inline(__always)
    func place(from row: Int, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>) {
        for index in 0..<bases.count {
            let (base, width) = bases[index]
            slots[Slot.columns + index] = base.map { UnsafeMutableRawPointer(mutating: $0 + row * width) }
        }
    }
}
