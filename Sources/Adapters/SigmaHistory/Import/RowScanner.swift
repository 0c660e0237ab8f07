/// Reads the fields of one row of plain text, eight bytes at a time.
///
/// Each reader leaves the position behind the field, or sets ``failed`` when the field is not of the simple form that
/// nearly all rows have; ``SlowRow`` then reads the row again, exactly and with full errors.
struct RowScanner {
    let base: UnsafeRawPointer
    var position: Int
    var failed = false

    @inline(__always)
    init(_ text: UnsafeRawBufferPointer, position: Int = 0) {
        base = text.baseAddress.unsafelyUnwrapped
        self.position = position
    }

    /// The byte at the position.
    @inline(__always)
    var byte: UInt8 { base.load(fromByteOffset: position, as: UInt8.self) }

    @inline(__always)
    private func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Up to eight digits from the position: their value and number.
    @inline(__always)
    private func digits() -> (value: Int64, count: Int) {
        let text = word(position) ^ 0x3030_3030_3030_3030
        // A byte above nine gets its high bit set; carries only disturb the bytes behind the first such byte.
        let others = (text &+ 0x7676_7676_7676_7676 | text) & 0x8080_8080_8080_8080
        let bits = others.trailingZeroBitCount & ~7
        guard bits > 0 else { return (0, 0) }
        let aligned = text &<< UInt64(64 &- bits)
        let pairs = aligned &* 10 &+ aligned &>> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (Int64((low &+ high) &>> 32), bits &>> 3)
    }

    /// A whole number of at most 18 digits.
    @inline(__always)
    mutating func integer() -> Int64 {
        var (value, count) = digits()
        position &+= count
        var total = count
        while count == 8 {
            let next = digits()
            value = value &* RowScanner.powers(next.count) &+ next.value
            count = next.count
            position &+= count
            total &+= count
        }
        if total == 0 || total > 18 { failed = true }
        return value
    }

    /// A decimal without sign or exponent, times 10⁸.
    @inline(__always)
    mutating func decimal() -> Int64 {
        let start = position
        let whole = integer()
        if position &- start > 11 || whole > 92_233_720_367 { failed = true }
        guard byte == UInt8(ascii: ".") else { return whole &* 100_000_000 }
        position &+= 1
        let part = digits()
        position &+= part.count
        if part.count == 8 {
            while byte == UInt8(ascii: "0") { position &+= 1 }
            if byte &- 0x30 < 10 { failed = true }
        }
        return whole &* 100_000_000 &+ part.value &* RowScanner.powers(8 &- part.count)
    }

    /// Moves to the next comma or line end.
    @inline(__always)
    mutating func skip() {
        while true {
            let text = word(position)
            let found =
                RowScanner.zeroBytes(text ^ 0x2C2C_2C2C_2C2C_2C2C) | RowScanner.zeroBytes(text ^ 0x0A0A_0A0A_0A0A_0A0A)
            if found != 0 {
                position &+= found.trailingZeroBitCount &>> 3
                return
            }
            position &+= 8
        }
    }

    /// The next four bytes, letters in lower case.
    @inline(__always)
    private var letters: UInt32 {
        UInt32(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt32.self)) | 0x2020_2020
    }

    /// `true` or `false` in any case.
    @inline(__always)
    mutating func flag() -> Bool {
        let isTrue = letters == 0x6575_7274  // "true"
        if !isTrue, letters != 0x736C_6166 || base.load(fromByteOffset: position &+ 4, as: UInt8.self) | 0x20 != 0x65 {
            failed = true
        }
        position &+= isTrue ? 4 : 5
        return isTrue
    }

    /// `buy` or `sell` in any case.
    @inline(__always)
    mutating func isSell() -> Bool {
        let isSell = letters == 0x6C6C_6573  // "sell"
        if !isSell, letters & 0x00FF_FFFF != 0x0079_7562 { failed = true }
        position &+= isSell ? 4 : 3
        return isSell
    }

    /// High bits of the bytes that are zero; exact for the lowest one.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// 10 to the power 0…8.
    @inline(__always)
    static func powers(_ exponent: Int) -> Int64 {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1_000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        default: 100_000_000
        }
    }
}
