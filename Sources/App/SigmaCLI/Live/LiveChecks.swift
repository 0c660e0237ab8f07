internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime

/// What has to be so at an exchange before a session may trade there.
enum VenueChecks {
    /// How long each may take: an exchange's limits can make a question wait.
    static let seconds = 20.0

    /// Every check that applies: the key's only where there is one, or orders need one.
    static func all(
        _ connection: VenueConnection, _ configuration: Configuration, now: Timestamp
    ) -> [any DoctorCheck] {
        let instruments = configuration.instruments
        let market: [any DoctorCheck] = [
            VenueClockCheck(connection: connection),
            VenueRulesCheck(connection: connection, instruments: instruments),
        ]
        guard configuration.mode == .live || connection.gateway != nil else { return market }
        return market + [VenueKeyCheck(connection: connection, instruments: instruments, now: now)]
    }
}

/// Whether the exchange's clock and this machine's agree closely enough for signed requests.
struct VenueClockCheck: DoctorCheck {
    static let limit = TimeSpan(milliseconds: 500)

    let name = "exchange clock"
    let connection: VenueConnection

    func run() async -> DoctorFinding {
        do throws(GatewayError) {
            let time = try await connection.measureClock()
            let trip = time.answered - time.asked
            let (offset, half) = (time.offset.nanoseconds, trip.nanoseconds / 2)
            let text =
                "\(offset / 1_000_000) ms from \(connection.venue.rawValue)'s, give or take \(half / 1_000_000) ms"
            // What the way takes cannot be told from a difference of clocks.
            guard abs(offset) - half <= Self.limit.nanoseconds else {
                return .failure("this machine's clock is \(text)", mend: "turn on NTP: timedatectl set-ntp true")
            }
            return .ok(text)
        } catch { return .failure(error.text, mend: error.mend) }
    }
}

/// Whether the exchange lists the instruments and takes orders for them.
struct VenueRulesCheck: DoctorCheck {
    let name = "exchange rules"
    let connection: VenueConnection
    let instruments: [Instrument]

    func run() async -> DoctorFinding {
        do throws(GatewayError) {
            var closed: [String] = []
            var warnings: [String] = []
            for kind in [InstrumentKind.spot, .linear] {
                let symbols = instruments.filter { $0.kind == kind }.map(\.symbol)
                guard !symbols.isEmpty else { continue }
                for found in try await connection.catalog.instruments(symbols, kind: kind) {
                    if !found.isOpen { closed.append(found.instrument.symbol) }
                    if let warning = found.warning { warnings.append("\(found.instrument.symbol): \(warning)") }
                }
            }
            guard closed.isEmpty else {
                return .failure(
                    "\(closed.joined(separator: ", ")) cannot be traded now",
                    mend: "wait for the exchange, or trade other instruments")
            }
            guard warnings.isEmpty else {
                return .warning(warnings.joined(separator: "; "), mend: "read the exchange's notices before trading")
            }
            return .ok("\(instruments.map(\.symbol).joined(separator: ", ")) can be traded")
        } catch { return .failure(error.text, mend: error.mend) }
    }
}

/// Whether the key works, may trade, and may not take money out.
struct VenueKeyCheck: DoctorCheck {
    /// How long before its end a key is worth a warning.
    static let notice = TimeSpan(seconds: 14 * 86_400)

    let name = "exchange key"
    let connection: VenueConnection
    let instruments: [Instrument]
    let now: Timestamp

    func run() async -> DoctorFinding {
        guard let gateway = connection.gateway else {
            return .failure("no key is given", mend: "set venue.key and venue.secret")
        }
        do throws(GatewayError) {
            let facts = try await gateway.account(of: instruments.map(\.symbol))
            _ = try await gateway.balances()
            return finding(facts)
        } catch { return .failure(error.text, mend: error.mend) }
    }

    private func finding(_ facts: AccountFacts) -> DoctorFinding {
        if facts.canWithdraw == true {
            return .failure(
                "the key may withdraw money", mend: "make a key that may only read and trade, and delete this one")
        }
        if facts.canTrade == false {
            return .failure(
                "the key may not trade", mend: "give it the permission to place orders, and none to withdraw")
        }
        if facts.canRead == false {
            return .failure("the key may not read the account", mend: "allow it to read orders and balances")
        }
        if let end = facts.keyExpires, end - now < Self.notice {
            return .warning("the key ends at \(end)", mend: "make a new one before then")
        }
        let withdrawals = facts.canWithdraw == nil ? "; whether it may withdraw, the exchange does not tell" : ""
        return .ok("it works and may trade\(withdrawals)")
    }
}
