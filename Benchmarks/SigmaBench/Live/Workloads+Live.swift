import Foundation
import SigmaModel
import SigmaRuntime

extension Workloads {
    /// How long it takes from a venue's market message to the order that it causes, both at the venue's sockets.
    ///
    /// Two processes over TLS on loopback: the emulator plays a thousand trades a second, a live session with its journal
    /// on DATADIR's disk trades at every turn of them.
    func live() async throws {
        print(LatencyRow.header)
        for venue in [Venue.upbit, .binance, .bybit] {
            for durability in EngineSettings.Durability.allCases {
                // The venue's process prints to the same place.
                fflush(nil)
                try await LiveTrial(venue, in: directory).run(seconds: seconds, durability: durability)
            }
        }
        print("\nAim: p99 below 2 ms.")
    }

    /// The venue's half of ``live()``; nil for other names.
    func liveVenue(_ name: String) async throws -> Bool {
        guard name.hasPrefix("live-"), let venue = Venue(rawValue: String(name.dropFirst("live-".count))) else {
            return false
        }
        try await LiveVenue(venue).serve(in: directory, seconds: seconds)
        return true
    }
}
