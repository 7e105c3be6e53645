import Tessera
import TesseraFiles
import TesseraTraining

/// The rows of a CSV file as tensors; errors name file, line and column.
struct TableFile<Scalar: RealScalar> {
    private let file: CSVFile
    let features: [String]
    let target: String?
    let data: RowTable<Scalar>

    private let precision: SavedRegression.Precision

    /// Reads the target and all other columns as features.
    ///
    /// - Parameters:
    ///   - precision: no number may be too large for it.
    ///   - order: of the features, where these are the same.
    init(path: String, target: String, precision: SavedRegression.Precision, order: [String]? = nil) throws {
        let file = try CSVFile(inputPath(path))
        let (path, table) = (file.path, try NumericTable(file))
        guard table.index(of: target) != nil else {
            let line = CSVPlaces(file)?.headerLine
            throw CSVError(file: path, line: line, reason: .missingColumn(target, available: table.columns))
        }
        let features = table.columns.filter { $0 != target }
        if features.isEmpty {
            throw Failure(
                .badData, "\(path): the target \(target.quoted) is the only column; at least one feature is needed")
        }
        let isSame = order.map { Set($0) == Set(features) } ?? false
        try self.init(file, table, isSame ? order ?? features : features, target, precision)
    }

    /// Reads the features of a model, whatever other columns there are.
    ///
    /// - Parameters:
    ///   - target: the column to compare predictions with; without one all targets are 0.
    ///   - precision: no number may be too large for it.
    init(path: String, features: [String], target: String?, precision: SavedRegression.Precision) throws {
        let chosen = target.map { features.contains($0) ? [] : [$0] } ?? []
        let file = try CSVFile(inputPath(path))
        try self.init(file, NumericTable(file, columns: features + chosen), features, target, precision)
    }

    private init(
        _ file: CSVFile, _ table: NumericTable, _ features: [String], _ target: String?,
        _ precision: SavedRegression.Precision
    ) throws {
        self.file = file
        self.precision = precision
        self.features = features
        self.target = target
        let places = table.indices(of: features).map { $0! }
        let width = table.columns.count
        try requireMemory(
            table.rowCount, places.count, 2 * MemoryLayout<Scalar>.stride, for: "the numbers of \(file.path)")
        var scalars: [Scalar] = []
        scalars.reserveCapacity(table.rowCount * places.count)
        for row in 0..<table.rowCount {
            for place in places { scalars.append(Scalar(table.values[row * width + place])) }
        }
        let targets = target.flatMap(table.column)?.map { Scalar($0) }
        do throws(TrainingError) {
            data = try TrainingError.translating {
                try RowTable(
                    features: Tensor(scalars, shape: [table.rowCount, places.count]),
                    targets: targets.map { Tensor($0) } ?? Tensor(zeros: [table.rowCount]))
            }
            try data.checkFinite()
            try Self.checkSizes(scalars, targets ?? [], width: places.count, precision)
        } catch {
            throw Self.located(error, file, features, target, precision)
        }
    }

    private static func checkSizes(
        _ features: [Scalar], _ targets: [Scalar], width: Int, _ precision: SavedRegression.Precision
    ) throws(TrainingError) {
        if precision == .double { return }
        if let place = features.firstIndex(where: { !Float($0).isFinite }) {
            throw .nonFinite(row: place / width, column: place % width, value: features[place].scalarValue)
        }
        if let row = targets.firstIndex(where: { !Float($0).isFinite }) {
            throw .nonFinite(row: row, column: nil, value: targets[row].scalarValue)
        }
    }

    /// Runs `body` and rethrows its errors with file, line and column.
    func locatingErrors(_ body: () throws(TrainingError) -> Void) throws {
        do {
            try body()
        } catch {
            throw Self.located(error, file, features, target, precision)
        }
    }

    /// Returns file and line of a row.
    func place(row: Int) -> String { CSVPlaces(file)?.text(row: row, column: nil) ?? file.path }

    private static func located(
        _ error: TrainingError, _ file: CSVFile, _ features: [String], _ target: String?,
        _ precision: SavedRegression.Precision
    ) -> Failure {
        let (path, places) = (file.path, CSVPlaces(file))
        switch error {
        case .nonFinite(let row, let column, _):
            let place = places?.text(row: row, column: column.map { features[$0] } ?? target) ?? path
            return Failure(.badData, "\(place): the number is too large for \(precision.rawValue) precision")
        case .notBinary(let row, let value):
            let place = places?.text(row: row, column: target) ?? path
            return Failure(
                .badData, "\(place): the target is \(plain(value)); logistic regression needs 0 or 1")
        case .oneClassOnly(let value):
            let place = places?.text(row: nil, column: target) ?? path
            return Failure(
                .badData, "\(place): every target is \(plain(value)); logistic regression needs rows of both classes")
        default:
            return Failure(error)
        }
    }
}
