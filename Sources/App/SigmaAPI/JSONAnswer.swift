internal import Foundation
internal import Hummingbird
internal import NIOCore

/// Answers in JSON.
enum JSONAnswer {
    /// The text of a value: keys in order, times as they are.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// A response with a JSON text, which no cache may keep.
    static func response(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A response that says what went wrong.
    static func failure(_ status: HTTPResponse.Status, _ message: String) throws -> Response {
        response(status, try text(["error": message]))
    }
}
