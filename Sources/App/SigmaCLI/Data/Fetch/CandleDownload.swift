internal import Foundation
internal import SigmaHistory
internal import SigmaModel
internal import SigmaPorts

/// Asks for page after page until the end, waits where the venue is away or wants a pause, and tells how far it is.
struct CandleDownload {
    /// How often a page is asked for before the download gives up.
    private static let tries = 8

    private let source: any CandleSource
    private let request: DownloadRequest
    private let clock: any SessionClock
    private var backoff = Backoff(first: TimeSpan(seconds: 1), limit: TimeSpan(seconds: 60), seed: 1)
    private var progress: DownloadProgress

    init(_ source: any CandleSource, _ request: DownloadRequest, clock: any SessionClock) {
        self.source = source
        self.request = request
        self.clock = clock
        progress = DownloadProgress(request.description.symbol)
    }

    /// Downloads from the target's place to the end.
    mutating func run(_ target: inout DownloadTarget) async throws {
        progress.begin(at: share(target.next), clock.monotonic)
        defer { progress.end() }
        while target.next < request.to {
            let page = try await page(from: target.next)
            // A source that does not move on would be asked for ever.
            let next = page.next ?? request.to
            guard next > target.next else {
                throw CommandFailure(.internalError, "the source's pages do not move on at \(target.next); report it")
            }
            try target.keep(page.candles, next: next)
            progress.show(share(target.next), at: target.next, clock.monotonic)
        }
    }

    private mutating func page(from next: Timestamp) async throws -> CandlePage {
        var tries = 0
        while true {
            do {
                let page = try await source.candles(
                    of: request.description.symbol, kind: request.description.instrumentKind,
                    timeframe: request.description.timeframe, from: next, to: request.to)
                backoff.reset()
                return page
            } catch {
                tries += 1
                guard error.isPassing, tries < Self.tries else {
                    throw CommandFailure(ofDownload: error, isKept: tries > 1)
                }
                let wait = max(backoff.next(), error.retryAfter ?? .zero)
                progress.pause(error.text, wait)
                try await clock.sleep(until: clock.now + wait)
            }
        }
    }

    private func share(_ time: Timestamp) -> Double {
        let whole = (request.to - request.from).seconds
        return whole > 0 ? min(1, max(0, (time - request.from).seconds / whole)) : 1
    }
}

extension CommandFailure {
    /// What a venue's failure means for a download, whose options are what is wrong with a market or a length.
    ///
    /// - Parameter isKept: whether to say that what came so far is kept.
    init(ofDownload error: GatewayError, isKept: Bool = false) {
        let kind: Kind =
            switch error.kind {
            case .unreachable, .unavailable, .limited: .unavailable
            case .forbidden, .clock: .configuration
            case .unknownMarket, .invalid: .usage
            case .unreadable: .badData
            }
        let kept = isKept ? "; give the command again to go on, what came so far is kept" : ""
        self.init(kind, "\(error.text); \(error.mend)\(kept)")
    }
}
