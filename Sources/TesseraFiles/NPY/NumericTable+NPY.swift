extension NumericTable {
    /// Encodes the numbers as a matrix in NumPy's .npy format, in double precision; it has no names of columns.
    func npyBytes() -> [UInt8] {
        let header = NPYHeader(.double, rows: rowCount, columns: columns.count)
        var bytes = header.bytes
        bytes.reserveCapacity(header.fileByteCount)
        for value in values {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
