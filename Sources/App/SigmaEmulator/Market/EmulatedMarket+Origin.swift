internal import SigmaHistory
internal import SigmaModel
internal import SigmaRuntime

extension EmulatedMarket {
    /// A market from its settings.
    ///
    /// - Parameter now: the wall clock's time, where a generated market begins that is told no other.
    convenience init(
        _ settings: MarketSettings, table: InstrumentTable, seed: UInt64, now: Timestamp
    ) throws {
        switch settings.origin {
        case .generated(let rate):
            try self.init(generated: settings, rate: rate, table: table, seed: seed, start: settings.start ?? now)
        case .files(let files): try self.init(recorded: settings, files: files, table: table, seed: seed)
        case .script(let events):
            self.init(
                table: table, source: ScriptedMarket(events), histories: table.instruments.map { _ in [] },
                start: settings.start ?? events.first?.time ?? now)
        }
    }

    private convenience init(
        generated settings: MarketSettings, rate: Double, table: InstrumentTable, seed: UInt64, start: Timestamp
    ) throws {
        var histories: [[ShelfCandle]] = []
        var markets: [GeneratorParameters] = []
        var seeds = SplitMix64(seed: seed &+ 0x6D61_726B)
        let minutes = Int(settings.history.nanoseconds / 60_000_000_000)
        for index in table.instruments.indices {
            var parameters = EmulatedMarket.parameters(of: table.instruments[index], at: start)
            parameters.instrument = InstrumentID(index)
            parameters.start = start - TimeSpan(seconds: Int64(minutes) * 60)
            parameters.levels = settings.depth
            var generator = MarketGenerator(parameters, seed: seeds.next())
            let candles = generator.candles(minutes).filter { $0.closeTime <= start }
            histories.append(candles.map { ShelfCandle($0) })
            parameters.price = candles.last?.close ?? parameters.price
            markets.append(parameters)
        }
        let market = GeneratedMarket(
            GeneratedMarketSettings(
                markets: markets, seed: seeds.next(), start: start, eventsPerSecond: rate, content: .tradesAndBook))
        self.init(table: table, source: market, histories: histories, start: start)
    }

    private convenience init(
        recorded settings: MarketSettings, files: [RecordedMarket], table: InstrumentTable, seed: UInt64
    ) throws {
        let placed = try files.map { entry in
            guard
                let index = table.instruments.firstIndex(where: {
                    $0.venue == entry.venue && $0.symbol == entry.symbol
                })
            else { throw EmulatorError.unknownSymbol(entry.symbol, at: entry.venue) }
            return (file: entry.file, instrument: InstrumentID(index))
        }
        let kinds = Set(placed.map { $0.file.description.kind })
        guard kinds.count == 1, let kind = kinds.first else { throw EmulatorError.mixedFiles }
        let books = EmulatedMarket.books(for: placed.map(\.instrument), table, depth: settings.depth, seed: seed)
        let source: any MarketSource
        switch kind {
        case .candles: source = try BookedMarket(try CandleMarket(placed), books: books)
        case .trades: source = try BookedMarket(try EmulatedMarket.replay(placed), books: books)
        case .market, .book: source = try EmulatedMarket.replay(placed)
        }
        self.init(
            table: table, source: source, histories: table.instruments.map { _ in [] },
            start: source.upcoming?.time ?? .epoch)
        guard settings.history > .zero, let first = nextTime else { return }
        while let due = nextTime, due < first + settings.history, let event = try next() { _ = publish(event) }
    }

    private static func replay(
        _ files: [(file: HistoryFile, instrument: InstrumentID)]
    ) throws -> HistoryReplay {
        var replay = try HistoryReplay(files)
        try replay.seek(to: 0)
        return replay
    }

    private static func books(
        for instruments: [InstrumentID], _ table: InstrumentTable, depth: Int, seed: UInt64
    ) -> [InstrumentID: SyntheticBook] {
        var seeds = SplitMix64(seed: seed &+ 0x626F_6F6B)
        var books: [InstrumentID: SyntheticBook] = [:]
        for id in instruments {
            books[id] = SyntheticBook(id, rules: table[id].rules, depth: depth, seed: seeds.next())
        }
        return books
    }

    /// What a generated market of an instrument is like: prices of the majors as they were in 2025, in the venue's ticks.
    private static func parameters(of instrument: Instrument, at time: Timestamp) -> GeneratorParameters {
        let dollars: Int64 =
            switch instrument.base {
            case "BTC": 10_000_000
            case "ETH": 300_000
            case "SOL": 18_000
            case "XRP": 250
            case "DOGE": 20
            default: 1_000
            }
        // Cents to units of 10⁻⁸; a dollar was about 1,400 won.
        let price = Price(raw: dollars * 1_000_000 * (instrument.quote == "KRW" ? 1_400 : 1))
        let rules = instrument.rules.rules(at: time)
        let tick = max(rules.ticks.tick(at: price).raw, 1)
        let coarse = max(tick, Price(raw: price.raw / 100_000).rounded(to: Price(raw: tick), .nearest).raw)
        let isOwn = instrument.venue == .upbit
        var parameters = GeneratorParameters(
            price: price, ticks: isOwn ? rules.ticks : TickTable(tick: Price(raw: coarse)),
            volumePerMinute: 300_000 * 100 / Double(dollars), levelQuantity: 40_000 * 100 / Double(dollars))
        parameters.quantityStep = max(rules.quantityStep, Quantity(raw: Int128(max(1, 1_000_000_000 / dollars))))
        return parameters
    }
}
