extension VenueRules: Codable {
    private enum CodingKeys: String, CodingKey {
        case ticks, quantityStep, minQuantity, maxQuantity, minNotional, maxNotional, makerFee, takerFee
        case feeAsset, marketBuysByTotal, nativeTypes, initialMargin, amendments
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            ticks: try values.decode(TickTable.self, forKey: .ticks),
            quantityStep: try values.decode(Quantity.self, forKey: .quantityStep),
            minQuantity: try values.decode(Quantity.self, forKey: .minQuantity),
            maxQuantity: try values.decode(Quantity.self, forKey: .maxQuantity),
            minNotional: try values.decode(Money.self, forKey: .minNotional),
            maxNotional: try values.decode(Money.self, forKey: .maxNotional),
            makerFee: try values.decode(Rate.self, forKey: .makerFee),
            takerFee: try values.decode(Rate.self, forKey: .takerFee),
            feeAsset: try values.decode(FeeAsset.self, forKey: .feeAsset),
            marketBuysByTotal: try values.decode(Bool.self, forKey: .marketBuysByTotal),
            nativeTypes: OrderTypeSet(rawValue: try values.decode(UInt16.self, forKey: .nativeTypes)),
            initialMargin: try values.decode(Rate.self, forKey: .initialMargin),
            // Rules that were written before there were amendments offer none.
            amendments: try values.decodeIfPresent(AmendmentScope.self, forKey: .amendments) ?? .none)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(ticks, forKey: .ticks)
        try values.encode(quantityStep, forKey: .quantityStep)
        try values.encode(minQuantity, forKey: .minQuantity)
        try values.encode(maxQuantity, forKey: .maxQuantity)
        try values.encode(minNotional, forKey: .minNotional)
        try values.encode(maxNotional, forKey: .maxNotional)
        try values.encode(makerFee, forKey: .makerFee)
        try values.encode(takerFee, forKey: .takerFee)
        try values.encode(feeAsset, forKey: .feeAsset)
        try values.encode(marketBuysByTotal, forKey: .marketBuysByTotal)
        try values.encode(nativeTypes.rawValue, forKey: .nativeTypes)
        try values.encode(initialMargin, forKey: .initialMargin)
        try values.encode(amendments, forKey: .amendments)
    }
}

extension TickTable: Codable {
    private struct CodedBand: Codable {
        var from, tick: Price
    }

    /// Refuses bands that make no table.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let bands = try container.decode([CodedBand].self)
        let isRising = zip(bands, bands.dropFirst()).allSatisfy { $0.from < $1.from }
        guard bands.first?.from == .zero, isRising, bands.allSatisfy({ $0.tick.raw > 0 }) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "price bands begin at zero, rise, and have positive ticks")
        }
        self.init(bands.map { Band(from: $0.from, tick: $0.tick) })
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bands.map { CodedBand(from: $0.from, tick: $0.tick) })
    }
}
