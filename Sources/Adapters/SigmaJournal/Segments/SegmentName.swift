/// How the files of a journal are named.
enum SegmentName {
    /// Where writers prepare a segment before it takes its name.
    static let temporarySuffix = ".new"
    private static let suffix = ".journal"

    /// Eight digits or more, so that names sort as numbers do.
    static func file(_ number: UInt32) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + suffix
    }

    /// The number in a segment's file name; nil for every other file.
    static func number(of name: String) -> UInt32? {
        guard name.hasSuffix(suffix), let number = UInt32(name.dropLast(suffix.count)), file(number) == name else {
            return nil
        }
        return number
    }
}
