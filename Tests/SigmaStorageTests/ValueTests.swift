import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

/// What goes in comes out, on every database, whatever it is.
@Suite("Values")
struct ValueTests {
    private static let migration = Migration(
        1, "values",
        [
            """
            CREATE TABLE samples (
                id {id},
                decimal {decimal},
                number {int},
                real {real},
                flag {bool},
                text TEXT,
                bytes {bytes},
                date {date},
                json {json}
            ) {strict}
            """
        ])

    private static func store(_ backend: Backend) async throws -> Store {
        let store = try TestStore(backend).open()
        _ = try await Migrator(store.database, [migration]).migrate(at: .start)
        return store
    }

    /// Writes one value to a column and reads it back.
    private static func roundTrip<Value: Sendable>(
        _ value: SQLValue, _ column: StaticString, _ store: Store,
        _ read: @Sendable @escaping (inout SQLRowReader) throws(StoreError) -> Value
    ) async throws -> Value {
        try await store.database.write { connection throws(StoreError) in
            let rows = try connection.query(
                "INSERT INTO samples (\(column)) VALUES (?1) RETURNING id", [value])
            guard var id = rows.first?.reader() else { throw .missing("no id") }
            let found = try connection.query(
                "SELECT \(column) FROM samples WHERE id = ?1", [.integer(try id.integer())])
            guard var reader = found.first?.reader() else { throw .missing("no row") }
            return try read(&reader)
        }
    }

    private static let decimals: [Int128] = {
        var generator = SplitMix64(seed: 7)
        var values: [Int128] = [
            0, 1, -1, 99_999_999, 100_000_000, -100_000_001, Int128(Int64.max), Int128(Int64.min), .max, -.max,
            // Beyond 2^53, where a binary number would round.
            9_007_199_254_740_993, 123_456_789_012_345_678_901_234_567_890,
        ]
        for _ in 0..<60 {
            let wide = Int128(truncatingIfNeeded: generator.next()) << 64 | Int128(truncatingIfNeeded: generator.next())
            values.append(wide >> Int128(generator.next() % 120))
        }
        return values
    }()

    @Test("decimals are exact", arguments: Backend.available)
    func decimals(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for value in Self.decimals {
            let found = try await Self.roundTrip(.decimal(value), "decimal", store) { row throws(StoreError) in
                try row.decimal()
            }
            #expect(found == value)
        }
    }

    @Test("whole numbers are exact", arguments: Backend.available)
    func integers(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for value in [0, 1, -1, .max, .min, 1_709_251_200_123_456_789] as [Int64] {
            let found = try await Self.roundTrip(.integer(value), "number", store) { row throws(StoreError) in
                try row.integer()
            }
            #expect(found == value)
        }
        for value in [0, 1, .max, 1 << 63] as [UInt64] {
            let found = try await Self.roundTrip(.number(value), "number", store) { row throws(StoreError) in
                try row.number()
            }
            #expect(found == value)
        }
    }

    @Test("binary numbers keep every bit", arguments: Backend.available)
    func reals(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        var generator = SplitMix64(seed: 11)
        var values: [Double] = [
            0, 1, -1, 0.1, 1.0 / 3, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e22, 3,
        ]
        for _ in 0..<50 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { values.append(value) }
        }
        for value in values {
            let found = try await Self.roundTrip(.real(value), "real", store) { row throws(StoreError) in
                try row.real()
            }
            #expect(found.bitPattern == value.bitPattern, "\(value)")
        }
    }

    /// Texts that end statements, comments, literals and patience.
    static let texts = [
        "", " ", "KRW-BTC", "비트코인 ₿ 🚀", "'; DROP TABLE samples; --", "\" OR 1=1 --", "?1 $1 :name @x", "\\", "\\x41",
        "{}", "NULL", "line\nbreak\r\ttab", "e\u{301}", "\u{1}\u{7f}", "a' || (SELECT 'b') || '", "%s%n%x", "$$x$$",
        String(repeating: "x", count: 100_000),
    ]

    @Test("texts are values, never statements", arguments: Backend.available)
    func texts(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for value in Self.texts {
            let found = try await Self.roundTrip(.text(value), "text", store) { row throws(StoreError) in
                try row.text()
            }
            #expect(Array(found.utf8) == Array(value.utf8))
        }
    }

    @Test("bytes are kept", arguments: Backend.available)
    func bytes(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for value in [[], [0], Array(0...255), Array("\\x00'".utf8)] as [[UInt8]] {
            let found = try await Self.roundTrip(.bytes(value), "bytes", store) { row throws(StoreError) in
                try row.bytes()
            }
            #expect(found == value)
        }
    }

    @Test("dates are kept to the microsecond", arguments: Backend.available)
    func dates(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for microseconds in [0, 1_709_251_200_000_000, 1_709_251_200_123_456, 4_102_444_799_999_999] as [Int64] {
            let value = Timestamp(nanoseconds: microseconds * 1_000)
            let found = try await Self.roundTrip(.date(value + TimeSpan(nanoseconds: 999)), "date", store) {
                row throws(StoreError) in try row.date()
            }
            #expect(found == value)
        }
    }

    @Test("truth and nothing are kept", arguments: Backend.available)
    func booleans(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for value in [true, false] {
            let found = try await Self.roundTrip(.boolean(value), "flag", store) { row throws(StoreError) in
                try row.boolean()
            }
            #expect(found == value)
        }
        for column in ["decimal", "number", "real", "flag", "text", "bytes", "date", "json"] as [StaticString] {
            let found = try await Self.roundTrip(.null, column, store) { row throws(StoreError) in
                try row.optional { row throws(StoreError) in try row.text() }
            }
            #expect(found == nil)
        }
    }

    @Test("JSON is kept as written, and nothing else", arguments: Backend.available)
    func json(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        for value in ["{}", #"{"b": 1,  "a":[1.50, null]}"#, "1", #""text""#] {
            let found = try await Self.roundTrip(.text(value), "json", store) { row throws(StoreError) in
                try row.text()
            }
            #expect(found == value)
        }
        for value in ["", "{", "nil", "{'a':1}"] {
            await #expect(throws: StoreError.self) {
                _ = try await Self.roundTrip(.text(value), "json", store) { row throws(StoreError) in try row.text() }
            }
        }
    }

    @Test("what databases keep differently is refused", arguments: Backend.available)
    func refused(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        let values: [(SQLValue, StaticString)] = [
            (.real(.nan), "real"), (.real(.infinity), "real"), (.text("a\u{0}b"), "text"),
        ]
        for (value, column) in values {
            let error = await #expect(throws: StoreError.self) {
                _ = try await Self.roundTrip(value, column, store) { row throws(StoreError) in try row.text() }
            }
            guard case .invalid = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test("a wrong type is told by its column", arguments: Backend.available)
    func wrongType(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        let error = await #expect(throws: StoreError.self) {
            _ = try await Self.roundTrip(.text("twelve"), "text", store) { row throws(StoreError) in try row.integer() }
        }
        #expect(error?.description == "column text does not hold an integer")
    }
}
