internal import SigmaWire

/// Writes what a stream is asked for, in as many messages as the venue's limits demand.
///
/// Source: Bybit "Connect", "Public channel - Args limits": at most ten topics in a request for spot, and 21,000
/// characters of topics on a connection.
struct BybitSubscription: Hashable, Sendable {
    /// What all topics of one connection may have together, in characters.
    static let connectionLimit = 20_000
    /// Topics in one request.
    static let requestLimit = 10

    /// A message and the topics in it.
    struct Request: Hashable, Sendable {
        /// Its name, which the answer repeats.
        let name: String
        /// The message.
        let text: String
        /// The topics it asks for.
        let topics: [BybitTopic]
    }

    /// The messages that ask for topics.
    static func subscribe(_ topics: [BybitTopic], of subjects: [BybitSubject]) -> [Request] {
        var requests: [Request] = []
        var rest = topics[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(requestLimit))
            rest = rest.dropFirst(requestLimit)
            let name = "s\(requests.count + 1)"
            requests.append(
                Request(name: name, text: text("subscribe", name, part.map { $0.name(subjects) }), topics: part))
        }
        return requests
    }

    /// The messages that bring a topic's snapshot again.
    static func renew(_ topic: BybitTopic, of subjects: [BybitSubject]) -> [String] {
        let name = topic.name(subjects)
        return [text("unsubscribe", "u-\(name)", [name]), text("subscribe", "r-\(name)", [name])]
    }

    /// Groups of topics that one connection each has room for.
    static func connections(_ topics: [BybitTopic], of subjects: [BybitSubject]) -> [[BybitTopic]] {
        var groups: [[BybitTopic]] = []
        var room = 0
        for topic in topics {
            let length = topic.name(subjects).utf8.count + 3
            if length > room {
                groups.append([])
                room = connectionLimit
            }
            groups[groups.count - 1].append(topic)
            room -= length
        }
        return groups
    }

    static func text(_ operation: String, _ name: String, _ topics: [String]) -> String {
        var bytes = Array(#"{"req_id":"#.utf8)
        WireJSON.append(name, to: &bytes)
        bytes.append(contentsOf: #","op":"\#(operation)","args":["#.utf8)
        for (index, topic) in topics.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            WireJSON.append(topic, to: &bytes)
        }
        bytes.append(contentsOf: "]}".utf8)
        return String(decoding: bytes, as: UTF8.self)
    }
}
