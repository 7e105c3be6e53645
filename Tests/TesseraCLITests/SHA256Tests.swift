import Testing

@testable import TesseraCLI

/// Digests of numbers beside those that another implementation (Python's hashlib) computes of the same bytes.
@Suite struct SHA256Tests {
    /// Lengths of messages that end before, at and after the border of a block and of its padding.
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"),
        (6, "391335e47b5d06cf542c84dfbbcc017d599a552acda2f340228a7b0acd278df1"),
        (7, "c91b17b88627b5681417e653cf515a5da47c3de65a7116c2f4696dff9b886a90"),
        (8, "0b2a9d473f9a5678cff17a606b7cef428f4b7e4be3a1bec96329679622c0a813"),
        (9, "c2b38e49622adfa88ad13e9c2cb59229b489dd5d2de453387faf0fda508a428d"),
        (100, "01d970fe3a2ca7d6fda624a184e62a4666e6386f27b4155ceb63210f832e5619"),
    ])
    func digestsOfDoubles(_ count: Int, _ expected: String) {
        var digest = SHA256()
        for index in 0..<count { digest.append(Double(index) / 3) }
        #expect(digest.hexadecimalDigest() == expected)
    }

    @Test(arguments: [
        (1, "df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119"),
        (7, "f773cf68527269ddcdc044aac30e00a1a7540c219f6dc8f1441f7091a342c1e4"),
        (9, "acb567e391a34e2abdc471da9d6b19450c1d55a119beb27aed6cfdb977410bc3"),
        (100, "bfd5678205aacceea428d358d2bc356f22137d9458037ec81498661141ba8e6b"),
    ])
    func digestsOfFloats(_ count: Int, _ expected: String) {
        var digest = SHA256()
        for index in 0..<count { digest.append(Float(index) / 4) }
        #expect(digest.hexadecimalDigest() == expected)
    }
}
