import SigmaModel

extension Price {
    /// Notional over quantity, rounded to the nearest 10⁻⁸; prices average within their range, so this fits.
    init(average notional: Money, over quantity: Quantity) {
        precondition(quantity.raw > 0, "an average price needs a positive quantity")
        self.init(raw: Int64(scaled(notional.raw, by: Int128(FixedPoint.one), over: quantity.raw)))
    }
}

extension Money {
    /// The share `part`/`whole` of this amount, to the nearest 10⁻⁸; 0 ≤ `part` ≤ `whole`, `whole` > 0.
    ///
    /// Give the other part `self - share`, never a share of its own, and nothing is lost.
    func share(_ part: Quantity, of whole: Quantity) -> Money {
        precondition(part.raw >= 0 && part <= whole && whole.raw > 0, "a share is part of a positive whole")
        return part == whole ? self : Money(raw: scaled(raw, by: part.raw, over: whole.raw))
    }
}

/// `value × factor / divisor` to the nearest integer, ties away from zero; the product may need 256 bits.
private func scaled(_ value: Int128, by factor: Int128, over divisor: Int128) -> Int128 {
    let magnitude: UInt128
    let (product, overflow) = value.magnitude.multipliedReportingOverflow(by: factor.magnitude)
    if overflow {
        let wide = value.magnitude.multipliedFullWidth(by: factor.magnitude)
        let result = divisor.magnitude.dividingFullWidth(wide)
        magnitude = result.quotient + (result.remainder >= divisor.magnitude - result.remainder ? 1 : 0)
    } else {
        let result = product.quotientAndRemainder(dividingBy: divisor.magnitude)
        magnitude = result.quotient + (result.remainder >= divisor.magnitude - result.remainder ? 1 : 0)
    }
    return value < 0 ? -Int128(magnitude) : Int128(magnitude)
}
