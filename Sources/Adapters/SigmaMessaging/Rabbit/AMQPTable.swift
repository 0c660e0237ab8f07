import CRabbitMQ
import Foundation

/// A value of a table of AMQP.
enum AMQPValue: Hashable {
    case integer(Int)
    case text(String)
}

/// A table as the C library takes it; its memory lives as long as the object.
final class AMQPTable {
    private var texts: [UnsafeMutablePointer<CChar>] = []
    private let entries: UnsafeMutableBufferPointer<amqp_table_entry_t>

    init(_ values: KeyValuePairs<String, AMQPValue>) {
        entries = .allocate(capacity: values.count)
        for (index, (name, value)) in values.enumerated() {
            var entry = amqp_table_entry_t()
            entry.key = bytes(name)
            switch value {
            case .integer(let integer):
                entry.value.kind = UInt8(ascii: "l")
                entry.value.value.i64 = Int64(integer)
            case .text(let text):
                entry.value.kind = UInt8(ascii: "S")
                entry.value.value.bytes = bytes(text)
            }
            entries.initializeElement(at: index, to: entry)
        }
    }

    deinit {
        entries.deallocate()
        for text in texts { free(text) }
    }

    /// The table; only for calls during which the object is kept alive.
    var table: amqp_table_t { amqp_table_t(num_entries: Int32(entries.count), entries: entries.baseAddress) }

    /// A text in the object's memory.
    func bytes(_ text: String) -> amqp_bytes_t {
        guard let copy = strdup(text) else { return amqp_empty_bytes }
        texts.append(copy)
        return amqp_bytes_t(len: strlen(copy), bytes: copy)
    }

    /// The values of a received table that are whole numbers or texts.
    static func values(_ table: amqp_table_t) -> [String: AMQPValue] {
        var values: [String: AMQPValue] = [:]
        for entry in UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries)) {
            let value = entry.value.value
            switch entry.value.kind {
            case UInt8(ascii: "b"): values[text(entry.key)] = .integer(Int(value.i8))
            case UInt8(ascii: "s"): values[text(entry.key)] = .integer(Int(value.i16))
            case UInt8(ascii: "I"): values[text(entry.key)] = .integer(Int(value.i32))
            case UInt8(ascii: "l"): values[text(entry.key)] = .integer(Int(value.i64))
            case UInt8(ascii: "S"): values[text(entry.key)] = .text(text(value.bytes))
            default: break
            }
        }
        return values
    }

    static func text(_ bytes: amqp_bytes_t) -> String { String(decoding: array(bytes), as: UTF8.self) }

    static func array(_ bytes: amqp_bytes_t) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len))
    }
}
