internal import SigmaEngine
internal import SigmaModel

extension Configuration {
    /// Notes values that are fine alone but not together.
    func check(_ reader: inout SettingReader) {
        checkMoney(&reader)
        checkFeed(&reader)
        checkServices(&reader)
        if mode == .live { checkLive(&reader) }
    }

    private func checkMoney(_ reader: inout SettingReader) {
        guard reader.isSound(AccountKeys.currency.declaration.path) else { return }
        for (index, instrument) in instruments.enumerated()
        where instrument.quote != account.currency && reader.isSound(InstrumentKeys.section.name) {
            reader.refuse(
                "instruments[\(index)].symbol", AccountKeys.currency.declaration.path,
                problem:
                    "\(instrument.symbol) is quoted in \(instrument.quote), but the account is in \(account.currency)",
                mend: "set account.currency: \(instrument.quote), or trade instruments quoted in \(account.currency)")
        }
    }

    private func checkFeed(_ reader: inout SettingReader) {
        let source = FeedKeys.source.declaration.path
        let market = FeedKeys.market.declaration.path
        switch feed.source {
        case .generated:
            let quotes: [String] = feed.market == .bitcoinInWon ? ["KRW"] : ["USDT", "USDC", "USD", "FDUSD"]
            for instrument in instruments
            where !quotes.contains(instrument.quote) && instrument.quote == account.currency {
                reader.refuse(
                    market, AccountKeys.currency.declaration.path, InstrumentKeys.section.name,
                    problem: "\(feed.market.rawValue) has no prices in \(instrument.quote)",
                    mend: "choose the market of that currency, or another feed.source")
            }
        case .history where feed.file == nil && reader.isSound(FeedKeys.file.declaration.path):
            reader.refuse(source, problem: "is history, but feed.file is not given", mend: "set feed.file")
        case .bus where bus.kind == .inProcess && reader.isSound(BusKeys.kind.declaration.path):
            reader.refuse(
                source, BusKeys.kind.declaration.path,
                problem: "is bus, but an in-process bus has no feed process", mend: "set bus.kind: redis")
        case .venue where Set(instruments.map(\.venue)).count > 1 || instruments.contains { $0.venue == .generic }:
            reader.refuse(
                source, InstrumentKeys.section.name, problem: "is venue, and the instruments are not of one exchange",
                mend: "list instruments of upbit, binance or bybit only; one session trades at one of them")
        case .history, .bus, .venue: break
        }
        checkVenue(&reader)
    }

    private func checkVenue(_ reader: inout SettingReader) {
        let (key, secret) = (VenueKeys.key.declaration.path, VenueKeys.secret.declaration.path)
        for (given, missing) in [(key, secret), (secret, key)]
        where reader.place(of: given) != .standard && reader.place(of: missing) == .standard {
            reader.refuse(given, problem: "is given without \(missing)", mend: "give both, or neither")
        }
        for (path, url) in [
            (VenueKeys.rest.declaration.path, venue.rest), (VenueKeys.stream.declaration.path, venue.stream),
        ]
        where url.map({ !$0.isLocal && ($0.scheme == "http" || $0.scheme == "ws") }) ?? false {
            reader.refuse(
                path, problem: "sends keys and orders to another machine in the clear", mend: "use https:// and wss://")
        }
    }

    private func checkServices(_ reader: inout SettingReader) {
        let storePath = StoreKeys.url.declaration.path
        if case .postgresql(let url) = store.location, !url.isLocal, url.parameter("sslmode") != "verify-full" {
            reader.refuse(
                storePath, problem: "goes to \(url.host) without checking who answers",
                mend: "add ?sslmode=verify-full&sslrootcert=/path/ca.pem")
        }
        if bus.kind == .redis, !bus.url.isLocal, bus.url.scheme == "redis" {
            reader.warn(
                BusKeys.url.declaration.path, problem: "sends fills to \(bus.url.host) in the clear",
                mend: "use rediss://, or a tunnel")
        }
        if queue.kind == .rabbitmq, !queue.url.isLocal, queue.url.scheme == "amqp" {
            reader.warn(
                QueueKeys.url.declaration.path, problem: "sends jobs to \(queue.url.host) in the clear",
                mend: "use amqps://, or a tunnel")
        }
        if monitoring.enabled, !NetworkAddress.isLocal(monitoring.address) {
            reader.warn(
                MonitoringKeys.address.declaration.path,
                problem: "lets every machine that reaches this one read metrics and health",
                mend: "write 127.0.0.1, or close the port in the firewall")
        }
    }

    private func checkLive(_ reader: inout SettingReader) {
        let modePath = GeneralKeys.mode.declaration.path
        for section in [InstrumentKeys.section.name, StrategyKeys.section.name]
        where reader.place(of: section) == .standard {
            reader.refuse(
                modePath, problem: "is live, but \(section) is not given",
                mend: "write \(section); the default is for trying things out")
        }
        if feed.source != .venue {
            reader.refuse(
                modePath,
                problem: "is live with feed.source \(feed.source.rawValue), on which nobody can trade live",
                mend: "set feed.source: venue, or mode: sim")
        }
        if !live {
            reader.refuse(
                modePath, problem: "is live, and live is false",
                mend: "set live: true if real money is meant, or mode: sim")
        }
        if venue.key == nil, reader.isSound(VenueKeys.key.declaration.path) {
            reader.refuse(
                modePath, problem: "is live, and venue.key is not given, which orders need",
                mend: "set venue.key and venue.secret to ${VARIABLES}, file:/private/files or secret:NAMES")
        }
        for (index, instrument) in instruments.enumerated() where instrument.venue == .generic {
            reader.refuse(
                modePath, problem: "is live, and instruments[\(index)].venue is generic, which is no exchange",
                mend: "choose upbit, binance or bybit, or mode: sim")
        }
        if risk.maxDailyLoss == nil && risk.maxDrawdown == nil {
            reader.warn(
                modePath, problem: "is live without a limit of losses",
                mend: "set risk.max-daily-loss or risk.max-drawdown")
        }
    }
}
