import Foundation
import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

@Suite("Backup and restore")
struct BackupTests {
    /// A store with rows of many kinds.
    private static func filled(_ backend: Backend) async throws -> Store {
        let store = try await TestStore(backend).migrated()
        for number in 0..<20 {
            let signal = StoredSignal(
                ts: "\(number)", symbol: "KRW-비트'코인", tf: "5m", signal: "BUY", features: #"{"x": 0.1}"#,
                parameters: "{}", createdAt: .start, barTime: .start, source: "test", dedupeKey: "k\(number)")
            let id = try await store.signals.add(signal).id
            try await store.labels.save([
                StoredLabel(
                    signal: id, bars: 3, forwardReturn: 1 / Double(number + 3), brokeHigh: number % 2 == 0,
                    brokeLow: false, createdAt: .start)
            ])
            try await store.quarantine.add(
                QuarantinedMessage(receivedAt: .start, source: "s", reason: "r", payload: [0, UInt8(number), 255]))
        }
        return store
    }

    @Test("a backup holds everything and comes back", arguments: Backend.lasting)
    func roundTrip(_ backend: Backend) async throws {
        let store = try await Self.filled(backend)
        let path = try Scratch.folder() + "/backup"
        let manifest = try await StoreBackup.write(store, to: path, at: .start)
        let before = try await store.fingerprint()
        #expect(manifest.fingerprint == before && before.rowCount == 60)
        try await StoreBackup.verify(path, on: store)

        let empty = try TestStore(backend).open()
        try await StoreBackup.restore(path, to: empty)
        #expect(try await empty.fingerprint() == before)
        // The restored store goes on: its numbers do not collide with what was restored.
        try await Migrator(empty.database).verify()
        #expect(try await empty.signals.signals().count == 20)
        try await empty.quarantine.add(
            QuarantinedMessage(receivedAt: .start, source: "s", reason: "after", payload: []))
        #expect(try await empty.quarantine.messages(limit: 1).map(\.reason) == ["after"])
    }

    @Test("a backup of a store in use is of one moment", arguments: Backend.lasting)
    func inUse(_ backend: Backend) async throws {
        let store = try await Self.filled(backend)
        let path = try Scratch.folder() + "/backup"
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<60 {
                    try await store.quarantine.add(
                        QuarantinedMessage(receivedAt: .start, source: "w", reason: "\(number)", payload: []))
                }
            }
            group.addTask { try await StoreBackup.write(store, to: path, at: .start) }
            try await group.waitForAll()
        }
        try await StoreBackup.verify(path, on: store)
    }

    @Test("a store with rows is not overwritten unasked", arguments: Backend.lasting)
    func overwriting(_ backend: Backend) async throws {
        let store = try await Self.filled(backend)
        let path = try Scratch.folder() + "/backup"
        let manifest = try await StoreBackup.write(store, to: path, at: .start)
        try await store.quarantine.trim(to: 0)
        let error = await #expect(throws: StoreError.self) { try await StoreBackup.restore(path, to: store) }
        #expect(error?.description.contains("restore to an empty store") == true)
        #expect(try await store.fingerprint() != manifest.fingerprint)
        try await StoreBackup.restore(path, to: store, overwriting: true)
        #expect(try await store.fingerprint() == manifest.fingerprint)
        let again = await #expect(throws: StoreError.self) {
            try await StoreBackup.write(store, to: path, at: .start)
        }
        #expect(again?.description.contains("never overwritten") == true)
    }

    @Test("a damaged backup is found out", arguments: Backend.lasting)
    func damaged(_ backend: Backend) async throws {
        let store = try await Self.filled(backend)
        let path = try Scratch.folder() + "/backup"
        try await StoreBackup.write(store, to: path, at: .start)
        let good = try Data(contentsOf: URL(filePath: path))
        let manifest = try Data(contentsOf: URL(filePath: BackupManifest.path(of: path)))

        var cut = good
        cut.removeLast(good.count / 3)
        try cut.write(to: URL(filePath: path))
        await #expect(throws: StoreError.self) { try await StoreBackup.verify(path, on: store) }

        try good.write(to: URL(filePath: path))
        let text = String(decoding: manifest, as: UTF8.self)
        let other = text.replacing(#""rows" : 20"#, with: #""rows" : 21"#)
        #expect(other != text)
        try Data(other.utf8).write(to: URL(filePath: BackupManifest.path(of: path)))
        let error = await #expect(throws: StoreError.self) { try await StoreBackup.verify(path, on: store) }
        #expect(error?.description.contains("20 rows and not 21") == true)

        try FileManager.default.removeItem(atPath: BackupManifest.path(of: path))
        await #expect(throws: StoreError.self) { try await StoreBackup.verify(path, on: store) }
    }

    @Test("a backup is for its own kind of store", .enabled(if: Backend.available.contains(.postgresql)))
    func foreign() async throws {
        let store = try await Self.filled(.file)
        let path = try Scratch.folder() + "/backup"
        try await StoreBackup.write(store, to: path, at: .start)
        let other = try TestStore(.postgresql).open()
        let error = await #expect(throws: StoreError.self) { try await StoreBackup.restore(path, to: other) }
        #expect(error?.description.contains("is a backup of sqlite") == true)
    }
}
