internal import Foundation
internal import Logging
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime

/// What has to be so before a session may begin: nothing for a simulated one, everything for one with real money.
struct LiveStart {
    private var plan: SessionPlan
    private let clock: SystemClock

    /// - Parameter isAskedFor: whether the command line asks for real money as well.
    init(_ plan: SessionPlan, clock: SystemClock, isAskedFor: Bool) throws {
        self.plan = plan
        self.clock = clock
        guard plan.configuration.mode == .live else {
            if isAskedFor {
                throw CommandFailure(
                    .usage,
                    "--live is given, and the configuration says mode: sim; set mode: live and live: true if "
                        + "real money is meant")
            }
            return
        }
        guard isAskedFor else {
            throw CommandFailure(
                .usage, "the configuration says mode: live; add --live if orders with real money are meant")
        }
    }

    /// The session, opened or created.
    func session(events: UInt64?) async throws -> RunningSession {
        guard plan.configuration.feed.source == .venue else {
            return try RunningSession(plan, clock: clock, events: events)
        }
        let log = StructuredLog(plan.configuration.log, hiding: plan.secrets)
        let connection = try VenueConnection(plan.configuration, clock: clock, logger: log.logger("market"))
        do {
            let prepared = try await prepared(connection, log.logger("session"))
            return try RunningSession(prepared, clock: clock, connection: connection, events: events)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// The plan with what the exchange says, after it was found in order.
    private func prepared(_ connection: VenueConnection, _ log: Logger) async throws -> SessionPlan {
        guard plan.configuration.mode == .live else {
            do throws(GatewayError) { _ = try await connection.measureClock() } catch {
                throw CommandFailure(error)
            }
            return plan
        }
        try await examine(connection)
        var plan = plan
        do {
            if let existing = try plan.directory.readManifest() {
                // What an earlier start found is what the session counts from.
                plan.manifest.opening = existing.opening
                let renewed = try await LiveOpening.renew(
                    existing, gateway: try connection.account(), catalog: connection.catalog)
                plan.manifest.instruments = renewed.manifest.instruments
                for change in renewed.changes { log.notice("the exchange changed its rules of \(change)") }
            } else {
                plan.manifest = try await LiveOpening.complete(
                    plan.manifest, gateway: try connection.account(), catalog: connection.catalog)
            }
        } catch let error as GatewayError { throw CommandFailure(error) }
        return plan
    }

    private func examine(_ connection: VenueConnection) async throws {
        let checks = VenueChecks.all(connection, plan.configuration, now: clock.now)
        let failures = await Doctor.examine(checks, seconds: VenueChecks.seconds)
            .filter { $0.finding.result == .failure }
        guard failures.isEmpty else {
            let lines = failures.map { "\($0.name): \($0.finding.detail)\($0.finding.mend.map { "; \($0)" } ?? "")" }
            throw CommandFailure(.unhealthy, "the session does not start. " + lines.joined(separator: ". "))
        }
    }
}

extension CommandFailure {
    /// The failure of a question to an exchange.
    init(_ error: GatewayError) {
        switch error.kind {
        case .unreachable, .unavailable, .limited: self.init(.unavailable, error.description)
        case .forbidden, .clock, .unknownMarket: self.init(.configuration, error.description)
        case .invalid, .unreadable: self.init(.internalError, error.description)
        }
    }
}

extension LiveOpeningError: SessionFailure {
    var failure: CommandFailure { CommandFailure(.configuration, description) }
}

extension GatewayError: SessionFailure {
    var failure: CommandFailure { CommandFailure(self) }
}
