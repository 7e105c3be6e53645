import Tessera
import TesseraFiles
import TesseraTraining

/// The features and targets of a file that is read into memory; errors name file, line and column.
struct DataTable<Scalar: RealScalar> {
    let features: [String]
    let data: RowTable<Scalar>
    let locator: RowErrorLocator

    /// Reads the target and all other columns as features.
    ///
    /// - Parameters:
    ///   - precision: The precision for which no number may be too large.
    ///   - order: The order of the features; it is ignored where the file has others.
    init(path: String, target: String, precision: SavedRegression.Precision, order: [String]? = nil) throws {
        let path = inputPath(path)
        let table = try NumericTable(path: path)
        try table.require(target)
        let features = table.columns.filter { $0 != target }
        if features.isEmpty {
            throw Failure(
                .badData, "\(path): the target \(target.quoted) is the only column; at least one feature is needed")
        }
        let isSame = order.map { Set($0) == Set(features) } ?? false
        try self.init(path, table, isSame ? order ?? features : features, target, precision)
    }

    /// Reads the features of a model, whatever other columns there are.
    ///
    /// - Parameters:
    ///   - target: The column to compare predictions with; without one all targets are 0.
    ///   - precision: The precision for which no number may be too large.
    init(path: String, features: [String], target: String?, precision: SavedRegression.Precision) throws {
        let chosen = target.map { features.contains($0) ? [] : [$0] } ?? []
        let path = inputPath(path)
        try self.init(path, NumericTable(path: path, columns: features + chosen), features, target, precision)
    }

    private init(
        _ path: String, _ table: NumericTable, _ features: [String], _ target: String?,
        _ precision: SavedRegression.Precision
    ) throws {
        self.features = features
        locator = RowErrorLocator(
            table, path: path, features: features, target: target,
            unusable: "the number is too large for \(precision.rawValue) precision")
        try requireMemory(
            table.rowCount, features.count, 2 * MemoryLayout<Scalar>.stride, for: "the numbers of \(path)")
        let matrix: Tensor<Scalar> = table.matrix(of: features)
        let targets = target.flatMap(table.column)?.map { Scalar($0) }
        data = try locator.locating {
            let data = try InputError.translating {
                try RowTable(features: matrix, targets: targets.map { Tensor($0) } ?? Tensor(zeros: [table.rowCount]))
            }
            try data.checkFinite()
            if precision == .float { try Self.checkSizes(data) }
            return data
        }
    }

    /// Checks that no number is too large for single precision, in which the model is trained or was saved.
    private static func checkSizes(_ data: RowTable<Scalar>) throws(InputError) {
        let width = data.features.shape[1]
        for (index, number) in data.features.scalars.enumerated() where !Float(number).isFinite {
            throw .nonFinite(row: index / width, column: index % width, value: number.scalarValue)
        }
        for (row, number) in data.targets.scalars.enumerated() where !Float(number).isFinite {
            throw .nonFinite(row: row, column: nil, value: number.scalarValue)
        }
    }
}
