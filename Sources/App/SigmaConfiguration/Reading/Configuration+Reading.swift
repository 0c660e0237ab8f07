internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation

extension Configuration {
    /// Reads every key; what is wrong is noted by the reader and its default stands in.
    init(reading reader: inout SettingReader) {
        mode = reader.value(GeneralKeys.mode)
        live = reader.value(GeneralKeys.live)
        dataDirectory = reader.value(GeneralKeys.dataDirectory)
        session = reader.value(GeneralKeys.session)
        account = Account(currency: reader.value(AccountKeys.currency), cash: reader.value(AccountKeys.cash))
        feed = Feed(
            source: reader.value(FeedKeys.source), market: reader.value(FeedKeys.market),
            seed: reader.value(FeedKeys.seed), start: reader.value(FeedKeys.start),
            eventsPerSecond: reader.value(FeedKeys.eventsPerSecond), speed: reader.value(FeedKeys.speed),
            file: reader.value(FeedKeys.file),
            overflow: reader.value(FeedKeys.overflow), queueCapacity: reader.value(FeedKeys.queueCapacity),
            candleGrace: reader.value(FeedKeys.candleGrace))
        instruments = Configuration.readInstruments(&reader)
        strategies = Configuration.readStrategies(&reader, instruments: instruments)
        venue = VenueAccess(reading: &reader)
        guardian = Guardian(reading: &reader)
        risk = RiskLimits(reading: &reader)
        simulation = SimulationSettings(reading: &reader)
        journal = Journal(
            durability: reader.value(JournalKeys.durability), syncInterval: reader.value(JournalKeys.syncInterval),
            segmentSize: reader.value(JournalKeys.segmentSize),
            snapshotInterval: reader.value(JournalKeys.snapshotInterval),
            snapshotEvents: reader.value(JournalKeys.snapshotEvents))
        stopPolicy = reader.value(StopKeys.openOrders)
        store = Store(location: reader.value(StoreKeys.url), pool: reader.value(StoreKeys.pool))
        bus = Bus(
            kind: reader.value(BusKeys.kind), url: reader.value(BusKeys.url), prefix: reader.value(BusKeys.prefix))
        queue = Queue(
            kind: reader.value(QueueKeys.kind), url: reader.value(QueueKeys.url),
            prefetch: reader.value(QueueKeys.prefetch))
        log = Log(level: reader.value(LogKeys.level), format: reader.value(LogKeys.format))
        monitoring = Monitoring(
            enabled: reader.value(MonitoringKeys.enabled), address: reader.value(MonitoringKeys.address),
            port: reader.value(MonitoringKeys.port))
        schedule = reader.elements(of: ScheduleKeys.section).compactMap { element in
            let name = reader.value(ScheduleKeys.job, of: element)
            let schedule = reader.value(ScheduleKeys.cron, of: element)
            let zone = reader.value(ScheduleKeys.zone, of: element)
            guard let name, let schedule, let zone else { return nil }
            return Job(name: name, schedule: schedule, zone: zone)
        }
    }
}

extension Configuration.VenueAccess {
    fileprivate init(reading reader: inout SettingReader) {
        self.init(
            key: Configuration.APIKey(reader.value(VenueKeys.key), reader.value(VenueKeys.secret)),
            rest: reader.value(VenueKeys.rest), stream: reader.value(VenueKeys.stream),
            trust: reader.value(VenueKeys.trust), clock: reader.value(VenueKeys.clock),
            books: reader.value(VenueKeys.books), lateness: reader.value(VenueKeys.lateness),
            reconcileInterval: reader.value(VenueKeys.reconcileInterval),
            tolerance: reader.value(VenueKeys.tolerance), horizon: reader.value(VenueKeys.horizon))
    }
}

extension Configuration.Guardian {
    fileprivate init(reading reader: inout SettingReader) {
        self.init(
            patience: reader.value(GuardianKeys.patience), action: reader.value(GuardianKeys.action),
            key: Configuration.APIKey(reader.value(GuardianKeys.key), reader.value(GuardianKeys.secret)))
    }
}

extension Configuration.APIKey {
    /// A key of two parts; nil unless both are given.
    fileprivate init?(_ id: String?, _ secret: String?) {
        guard let id, let secret else { return nil }
        self.init(id: id, secret: secret)
    }
}

extension RiskLimits {
    fileprivate init(reading reader: inout SettingReader) {
        self.init()
        maxOrderNotional = reader.value(RiskKeys.maxOrderNotional)
        maxSymbolExposure = reader.value(RiskKeys.maxSymbolExposure)
        maxTotalExposure = reader.value(RiskKeys.maxTotalExposure)
        maxOpenOrders = reader.value(RiskKeys.maxOpenOrders)
        maxOrdersPerSpan = reader.value(RiskKeys.maxOrdersPerSpan)
        orderRateSpan = reader.value(RiskKeys.orderRateSpan)
        priceCollar = reader.value(RiskKeys.priceCollar)
        maxMarketAge = reader.value(RiskKeys.maxMarketAge)
        maxDailyLoss = reader.value(RiskKeys.maxDailyLoss)
        maxDrawdown = reader.value(RiskKeys.maxDrawdown)
        maxConsecutiveLosses = reader.value(RiskKeys.maxConsecutiveLosses)
        lossCooldown = reader.value(RiskKeys.lossCooldown)
        duplicateSpan = reader.value(RiskKeys.duplicateSpan)
        exitHeadroom = reader.value(RiskKeys.exitHeadroom)
        marketProtection = reader.value(RiskKeys.marketProtection)
    }
}

extension SimulationSettings {
    fileprivate init(reading reader: inout SettingReader) {
        self.init()
        fillRule = reader.value(SimulationKeys.fill)
        slippage = Slippage(
            halfSpread: reader.value(SimulationKeys.slippage), impact: reader.value(SimulationKeys.impact))
        queue = reader.value(SimulationKeys.queue)
        partialFills = reader.value(SimulationKeys.partialFills)
        touchFills = reader.value(SimulationKeys.touchFills)
        participation = reader.value(SimulationKeys.participation)
        entryLatency = reader.value(SimulationKeys.entryLatency)
        responseLatency = reader.value(SimulationKeys.responseLatency)
        feedLatency = reader.value(SimulationKeys.feedLatency)
        seed = reader.value(SimulationKeys.seed)
    }
}
