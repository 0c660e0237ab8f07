internal import SigmaEmulator
internal import SigmaHistory
internal import SigmaModel
internal import SigmaServing

/// What an emulator is started with, checked before anything runs.
struct EmulatorPlan {
    let settings: EmulatorSettings
    let endpoints: [EmulatorServer.Endpoint]
    let tls: ServingTLS?
    let address: String
    /// The accounts that were made because none was asked for.
    let isReadyMade: Bool

    init(_ command: EmulatorCommand) throws {
        address = command.address
        let files = try EmulatorPlan.files(command.markets)
        let venues = try EmulatorPlan.venues(command, files)
        let listings = try EmulatorPlan.listings(command.symbols, venues, files)
        isReadyMade = command.accounts.isEmpty
        let accounts = try EmulatorAccounts.read(command.accounts, venues, listings)
        guard command.speed >= 0, command.speed <= 1_000_000 else {
            throw CommandFailure(.usage, "--speed \(command.speed) is out of range; it takes 0 … 1000000")
        }
        guard command.rate > 0, command.rate <= 100_000 else {
            throw CommandFailure(.usage, "--rate \(command.rate) is out of range; it takes 0.001 … 100000")
        }
        let days = command.historyDays ?? (files.isEmpty ? 30 : 0)
        guard (0...3_650).contains(days) else {
            throw CommandFailure(.usage, "--history-days \(days) is out of range; it takes 0 … 3650")
        }
        let market = MarketSettings(
            origin: files.isEmpty ? .generated(eventsPerSecond: command.rate) : .files(files), speed: command.speed,
            start: try command.start.map { try OptionText.time("--start", $0).start },
            history: TimeSpan(seconds: Int64(days * TimeSpan.day.seconds)))
        let faults = try command.faults.map { text in
            do throws(FaultRuleError) { return try FaultRule(text: text) } catch {
                throw CommandFailure(.usage, "--fault: \(error)")
            }
        }
        settings = EmulatorSettings(
            venues: venues.map { venue in
                var settings = VenueSettings(
                    venue, listings: listings[venue] ?? [], accounts: accounts[venue] ?? [])
                settings.enforcesLimits = !command.noLimits
                return settings
            },
            market: market, faults: faults,
            liquidity: try OptionText.rate("--liquidity", command.liquidity, 0.0001...1), seed: command.seed)
        endpoints = try EmulatorPlan.endpoints(command, venues)
        tls = try EmulatorPlan.tls(command)
    }

    /// The venues that are named, or those of the files and symbols, or all.
    private static func venues(_ command: EmulatorCommand, _ files: [RecordedMarket]) throws -> [Venue] {
        if let text = command.venues { return try text.split(separator: ",").map { try venue("--venue", String($0)) } }
        let named = try command.symbols.map { try venue("--symbol", String($0.prefix { $0 != ":" })) }
        let used = Set(named + files.map(\.venue))
        return used.isEmpty ? Emulator.servedVenues : Emulator.servedVenues.filter { used.contains($0) }
    }

    /// A venue that is served.
    static func venue(_ option: String, _ name: String) throws -> Venue {
        guard let venue = Venue(rawValue: name), Emulator.servedVenues.contains(venue) else {
            throw CommandFailure(
                .usage, OptionText.choice(option, name, Emulator.servedVenues.map(\.rawValue)))
        }
        return venue
    }

    private static func files(_ paths: [String]) throws -> [RecordedMarket] {
        let paths = paths.filter { $0 != "generated" }
        return try paths.map { path in
            try OutputPath.checkInput(path)
            guard let file = try LoadedHistory.native(path) else {
                throw CommandFailure(
                    .badData, "--market '\(path)' is no history file; make one by `sigma data import`")
            }
            return RecordedMarket(venue: file.description.venue, symbol: file.description.symbol, file: file)
        }
    }

    private static func listings(
        _ texts: [String], _ venues: [Venue], _ files: [RecordedMarket]
    ) throws -> [Venue: [VenueSettings.Listing]] {
        var result: [Venue: [VenueSettings.Listing]] = [:]
        for file in files { result[file.venue, default: []].append(.init(file.symbol)) }
        for text in texts {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (2...3).contains(parts.count), parts.count == 2 || ["spot", "linear"].contains(parts[2]) else {
                throw CommandFailure(
                    .usage, "--symbol '\(text)' is not right; it takes venue:symbol or venue:symbol:linear")
            }
            let listing = VenueSettings.Listing(parts[1], kind: parts.last == "linear" ? .linear : .spot)
            let venue = try venue("--symbol", parts[0])
            if result[venue]?.contains(listing) != true { result[venue, default: []].append(listing) }
        }
        if texts.isEmpty, files.isEmpty { for venue in venues { result[venue] = Emulator.standardListings(of: venue) } }
        for venue in venues where result[venue] == nil {
            throw CommandFailure(
                .usage, "\(venue.rawValue) has no symbol; add --symbol \(venue.rawValue):… or leave it out of --venue")
        }
        return result
    }

    private static func endpoints(_ command: EmulatorCommand, _ venues: [Venue]) throws -> [EmulatorServer.Endpoint] {
        guard (0...65_535).contains(command.port) else {
            throw CommandFailure(.usage, "--port \(command.port) is out of range; it takes 0 … 65535")
        }
        var endpoints = [EmulatorServer.Endpoint(port: command.port)]
        for text in command.venuePorts {
            let (name, value) = try OptionText.assignment("--venue-port", text)
            guard let port = Int(value), (0...65_535).contains(port) else {
                throw CommandFailure(
                    .usage, "--venue-port '\(text)' is not right; it takes venue=port, a port 0 … 65535")
            }
            let venue = try venue("--venue-port", name)
            guard venues.contains(venue) else {
                throw CommandFailure(
                    .usage, "--venue-port '\(text)' names a venue that --venue leaves out; add it there")
            }
            endpoints.append(EmulatorServer.Endpoint(port: port, venue: venue))
        }
        return endpoints
    }

    private static func tls(_ command: EmulatorCommand) throws -> ServingTLS? {
        switch (command.tlsCert, command.tlsKey) {
        case (nil, nil): return nil
        case (let certificates?, let key?):
            try OutputPath.checkInput(certificates)
            try OutputPath.checkInput(key)
            return ServingTLS(certificates: certificates, key: key)
        default: throw CommandFailure(.usage, "--tls-cert and --tls-key go together; give both or neither")
        }
    }
}
