package import SigmaModel
internal import SigmaPorts

extension Emulator {
    /// How connections end.
    package enum Ending: String, Sendable, CaseIterable {
        /// By a close frame.
        case close
        /// Without a word.
        case cut
        /// Not at all: they stay open and say nothing more.
        case silence
    }

    /// Ends the connections of a venue whose path begins so; returns how many.
    @discardableResult
    package func endStreams(at venue: Venue, path: String = "", _ ending: Ending) -> Int {
        withState { state in
            guard let stage = state.stage(venue) else { return 0 }
            let concerned = stage.site.sessions.filter { $0.request.path.hasPrefix(path) && !$0.isClosed }
            for session in concerned {
                switch ending {
                case .close: session.close(code: 1001, reason: "going away")
                case .cut: session.cut()
                case .silence: session.silence()
                }
            }
            return concerned.count
        }
    }

    /// Tells every connection of a venue that the server is about to go, where the venue does so.
    package func announceShutdown(at venue: Venue) {
        withState { state in
            guard let stage = state.stage(venue) else { return }
            for session in stage.site.sessions { stage.speaker.announceShutdown(to: session) }
        }
    }

    /// Restarts a venue: connections are cut, nobody is served for a while, and what a process keeps is forgotten.
    ///
    /// Accounts and orders outlive it.
    package func restart(_ venue: Venue, for span: TimeSpan) {
        withState { state in
            guard let stage = state.stage(venue) else { return }
            for session in stage.site.sessions { session.cut() }
            stage.speaker.restarted()
            stage.site.downUntil = stage.site.wall + span
        }
    }

    /// Closes a venue for maintenance, or opens it again; connections are closed.
    package func setMaintenance(_ isOn: Bool, at venue: Venue) {
        withState { state in
            guard let stage = state.stage(venue) else { return }
            stage.site.isInMaintenance = isOn
            if isOn { for session in stage.site.sessions { session.close(code: 1001, reason: "maintenance") } }
        }
    }

    /// Sets a venue's clock off against the wall clock; every venue's where none is named.
    package func setClockJump(_ jump: TimeSpan, at venue: Venue? = nil) {
        withState { state in
            for stage in state.stages where venue == nil || stage.site.venue == venue { stage.site.clockJump = jump }
        }
    }

    /// Lets an instrument take no orders, or take them again; false where there is no such instrument.
    package func setSuspended(_ isSuspended: Bool, _ symbol: String, kind: InstrumentKind = .spot, at venue: Venue)
        -> Bool
    {
        withState { state in
            guard let site = state.stage(venue)?.site, let board = site.board(symbol, kind: kind) else { return false }
            if isSuspended { site.suspended.insert(board.id) } else { site.suspended.remove(board.id) }
            return true
        }
    }

    /// Changes how fast the market passes; zero lets it stand still.
    package func setSpeed(_ speed: Double) {
        withState { $0.pace.change(to: speed, at: $0.clock.now, market: $0.market.time) }
    }

    /// Opens an account at a venue.
    package func add(_ account: AccountSettings, at venue: Venue) throws {
        try withState { state in
            guard let site = state.stage(venue)?.site else { throw EmulatorError.unservedVenue(venue) }
            try site.add(account)
        }
    }

    /// Changes what a key may do, from where and until when; connections that it opened stay. False for an unknown one.
    package func change(
        key id: String, at venue: Venue, _ body: (inout EmulatedKey) throws -> Void
    ) throws -> Bool {
        try withState { state in
            guard let site = state.stage(venue)?.site else { throw EmulatorError.unservedVenue(venue) }
            return try site.change(key: id, body)
        }
    }

    /// Gives an account money, or takes it.
    package func transfer(_ amount: Int128, of asset: String, account name: String, at venue: Venue) throws {
        try withState { state in
            guard let stage = state.stage(venue) else { throw EmulatorError.unservedVenue(venue) }
            guard let account = stage.site.account(name) else { throw EmulatorError.unknownAccount(name, at: venue) }
            guard account.transfer(amount, of: asset, at: state.market.time) else {
                throw EmulatorError.unknownAsset(asset, at: venue)
            }
            state.tellNews(stage)
        }
    }
}
