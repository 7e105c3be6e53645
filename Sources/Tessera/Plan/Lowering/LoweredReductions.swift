extension Reduce: LoweredOperation {
    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard Scalar.scalarType == builder.scalarType, operands[0].count > 0 else { return false }
        let x = operands[0]
        let axes = checkedAxes.checked(in: x.shape)
        let others = x.shape.indices.filter { !axes.contains($0) }
        let reduced = axes.map { x.shape[$0] }.reduce(1, *)
        let kept = others.map { x.shape[$0] }.reduce(1, *)
        let divisor = reduction == .mean ? reduced : 1
        let rowsFirst = x.permuted(axes + others)
        if rowsFirst.isRowMajor, reduced > 1, kept > 1 {
            guard !sums else { return false }
            builder.append(
                .reduceRows(
                    reduction.kernel, rows: reduced, columns: kept, rowsFirst.reference, result.reference,
                    divisor: divisor))
            return true
        }
        if sums, kept > 1 { return false }
        let (runs, isCopy) = builder.rowMajor(x.permuted(others + axes))
        builder.append(
            kept == 1
                ? .reduce(reduction.kernel, reduced, runs.reference, result.reference, divisor: divisor, sums: sums)
                : .reduceRuns(
                    reduction.kernel, runs: kept, reduced, runs.reference, result.reference, divisor: divisor))
        if isCopy { builder.release(runs) }
        return true
    }
}

extension Place {
    fileprivate func permuted(_ order: [Int]) -> Place {
        var permuted = self
        let all = (standIn() as Tensor<Bool>).resolvedStrides
        permuted.shape = Shape(order.map { shape[$0] })
        permuted.strides = order.map { all[$0] }
        return permuted
    }
}

extension Reshape: LoweredOperation {
    /// Copies the elements. The compiler calls this only if the reshape cannot be expressed as a view.
    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard !sums else { return false }
        builder.copy(operands[0], to: result)
        return true
    }
}
