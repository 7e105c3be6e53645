import Foundation
import Testing

@testable import TesseraFiles

/// The header is what `numpy.lib.format` reads: a literal of Python's, and nothing else.
@Suite struct NPYHeaderTests {
    private func header(_ text: String, version: [UInt8] = [1, 0]) throws -> NPYHeader {
        let count = text.utf8.count
        let length = [UInt8(count & 255), UInt8(count >> 8)] + (version[0] == 1 ? [] : [0, 0])
        return try NPYHeader([0x93] + Array("NUMPY".utf8) + version + length + Array(text.utf8))
    }

    private static let usual = "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10), }"

    @Test(arguments: [
        usual,
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10)}",
        "{\"shape\":(4,10),\"fortran_order\":False,\"descr\":\"<f8\"}",
        "  {  'shape'  :  ( 4 , 10 , )  ,\n\t'descr':'<f8','fortran_order':False , } \n",
        "{'fortran_order': False, 'shape': (4L, 10L), 'descr': u'<f8'}\n\n",
        "{'descr': ('<f8'), 'fortran_order': (False), 'shape': ((4), 10)}",
    ])
    func readsWhatNumPyReads(text: String) throws {
        for version: [UInt8] in [[1, 0], [2, 0], [3, 0]] {
            let header = try header(text, version: version)
            #expect(header.rows == 4 && header.columns == 10 && header.element == .double)
            #expect(header.byteCount == (version[0] == 1 ? 10 : 12) + text.utf8.count)
        }
    }

    /// All are refused by numpy.load but the doubled keys, of which it takes the last.
    @Test(arguments: [
        "", "{}", "{'descr': '<f8', 'fortran_order': False}", "x" + usual, usual + "x", usual + ",", usual + usual,
        "{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (4, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10), 'shape': (4, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 1 0)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 1L0)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10LL)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4,, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (, 4, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [4, 10]}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (04, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4., 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4e0, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-4, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, '10')}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 4}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (4, 10)}",
        "{'descr': '<f8', 'fortran_order': 'False', 'shape': (4, 10)}",
        "{'descr': '<f8', 'fortran_order': false, 'shape': (4, 10)}",
        "{'descr': '<f8', 'fortran_order': FalseFalse, 'shape': (4, 10)}",
        "{'descr': '<f8' 'fortran_order': False, 'shape': (4, 10)}",
        "{'descr': '<f8, 'fortran_order': False, 'shape': (4, 10)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10), 'more': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 10), ,}",
        "{descr: '<f8', 'fortran_order': False, 'shape': (4, 10)}",
        usual + "\0",
    ])
    func refusesWhatIsDamaged(text: String) {
        let error = #expect(throws: RowFileError.Reason.self) { try header(text) }
        guard case .badHeader? = error else {
            Issue.record("\(error.map { "\($0)" } ?? "it was read")")
            return
        }
    }

    @Test(arguments: [[0, 0], [1, 7], [2, 1], [4, 0], [255, 255]] as [[UInt8]])
    func refusesOtherVersions(version: [UInt8]) {
        let reason = RowFileError.Reason.unsupported("version \(version[0]).\(version[1]) of the format")
        #expect(throws: reason) { try header(Self.usual, version: version) }
    }

    /// A truncated or changed header never traps, and a header that is accepted is read as it says.
    @Test func damageIsNoticedOrHarmless() throws {
        var random = SplitMix64(state: 1)
        let whole = NPYHeader(.double, rows: 4, columns: 10).bytes
        for count in 0..<whole.count {
            #expect(throws: RowFileError.Reason.self) { try NPYHeader(Array(whole[..<count])) }
        }
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let header = try? NPYHeader(bytes) else { continue }
            #expect(header.byteCount <= bytes.count && header.columns <= NPYHeader.maximumColumns)
        }
    }

    @Test func deepNestingEnds() {
        let deep = String(repeating: "(", count: 5000)
        #expect(PythonLiteral(deep + String(repeating: ")", count: 5000)) == nil)
        #expect(
            PythonLiteral("[(1,), {'a': None}, True]")
                == .list([
                    .tuple([.integer(1)]), .dictionary([.init(key: "a", value: .none, text: "None")]), .boolean(true),
                ]))
        #expect(PythonLiteral("99999999999999999999") == .integer(nil))
    }
}
