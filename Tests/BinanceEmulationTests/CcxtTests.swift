import Foundation
import SigmaEmulator
import SigmaModel
import TestVenues
import Testing

/// An independent client trades at the emulated Binance and must not be able to tell.
@Suite(
    "ccxt at the emulated Binance",
    .enabled(
        if: ProcessInfo.processInfo.environment["SIGMA_PYTHON"] != nil,
        "needs SIGMA_PYTHON (Tests/Oracles/requirements.txt)"),
    .timeLimit(.minutes(10)))
struct CcxtTests {
    @Test("market data, orders, refusals and streams are what ccxt makes of the real venue")
    func trades() async throws {
        let emulator = try EmulatedVenue.emulator(rate: 100)
        try await ServedEmulator.run(emulator) { port in
            let base = "127.0.0.1:\(port)/binance"
            let seen = try await run(["http://\(base)", "ws://\(base)", "key", "secret"])
            #expect(seen["ccxt"]?.string == "4.5.90" && seen["wrong_secret"]?.string == "AuthenticationError")
            #expect(seen["no_funds"]?.string == "InsufficientFunds" && seen["no_order"]?.string == "OrderNotFound")
            #expect(seen["would_take"]?.string == "OrderImmediatelyFillable")
            let truth = try #require(emulator.truth(of: "main", at: .binance))
            let state = { (name: String) in truth.orders.first { $0.venueID == seen[name]?.string }?.state }
            #expect(state("canceled") == .canceled && state("watched") == .canceled)
            #expect(state("bought") == .filled && state("sold") == .filled)
        }
    }

    /// Runs the script to its end; its output is one JSON value.
    private func run(_ arguments: [String]) async throws -> JSONTree {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Oracles/emulator_binance.py")
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: ProcessInfo.processInfo.environment["SIGMA_PYTHON"] ?? "python3")
        process.arguments = [script.path] + arguments
        process.standardOutput = output
        process.standardError = errors
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let body = output.fileHandleForReading.readDataToEndOfFile()
        guard status == 0, let tree = JSONTree(body) else { throw Failed(description: String(text.suffix(3_000))) }
        return tree
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }
}
