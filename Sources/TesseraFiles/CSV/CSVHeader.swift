/// The header row of a table.
struct CSVHeader {
    private let file: String
    /// The line that the header starts on, counted from 1.
    let line: Int
    /// The names of all columns of the file.
    let names: [String]

    init(_ text: Span<UInt8>, _ scanner: inout CSVScanner, file: String) throws(CSVError) {
        line = scanner.line
        self.file = file
        var names: [String] = []
        repeat {
            let column = FileLocation.Column(number: names.count + 1)
            let field: CSVField
            do throws(CSVError) {
                field = try scanner.readField(text)
            } catch {
                throw CSVError(file: file, line: error.location.line, column: column, reason: error.reason)
            }
            // Spaces inside quotes belong to the name; others are layout.
            guard let name = (field.isQuoted ? field : field.trimmed(in: text)).text(in: text) else {
                throw CSVError(file: file, line: line, column: column, reason: .invalidUTF8)
            }
            names.append(name)
        } while !scanner.isAtRecordStart
        self.names = names
    }

    /// Checks that no column name is empty and that all are distinct.
    func checkNames() throws(CSVError) {
        var indices: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if name.isEmpty { throw error(index, .emptyColumnName) }
            if let first = indices.updateValue(index, forKey: name) {
                throw error(index, repeated(index, first))
            }
        }
    }

    /// Returns for every column of the file its index among the chosen columns; nil if it is not chosen.
    func positions(of chosen: [String]) throws(CSVError) -> [Int?] {
        var wanted: [String: Int] = [:]
        for (position, name) in chosen.enumerated() where wanted.updateValue(position, forKey: name) != nil {
            throw CSVError(file: file, reason: .repeatedChoice(name))
        }
        var found = [Int?](repeating: nil, count: chosen.count)
        var positions = [Int?](repeating: nil, count: names.count)
        for (index, name) in names.enumerated() {
            guard let position = wanted[name] else { continue }
            if let first = found[position] { throw error(index, repeated(index, first)) }
            found[position] = index
            positions[index] = position
        }
        if let missing = found.firstIndex(of: nil) {
            throw separatorError
                ?? CSVError(
                    file: file, line: line, reason: .missingColumn(chosen[missing], available: names))
        }
        return positions
    }

    private func repeated(_ index: Int, _ first: Int) -> CSVError.Reason {
        names[index].utf8.elementsEqual(names[first].utf8)
            ? .duplicateColumn(first: first + 1) : .equivalentColumn(first: first + 1)
    }

    /// The error that explains others in the file: all names are in one cell, separated by something other than commas.
    /// Nil if they are not.
    var separatorError: CSVError? {
        guard names.count == 1, let separator = [";", "\t", "|"].first(where: names[0].contains) else { return nil }
        return CSVError(file: file, line: line, reason: .otherSeparator(separator))
    }

    private func error(_ index: Int, _ reason: CSVError.Reason) -> CSVError {
        let column = FileLocation.Column(number: index + 1, name: names[index].isEmpty ? nil : names[index])
        return CSVError(file: file, line: line, column: column, reason: reason)
    }
}
