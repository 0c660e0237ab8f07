import Foundation
import Logging
import SigmaObservability
import Synchronization
import Testing

@Suite("Log")
struct LogTests {
    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    @Test("text lines have time, level, label, message and ordered values, each in one write")
    func text() {
        let catcher = LogCatcher(.text(isColored: false))
        var logger = catcher.log.logger("journal")
        logger[metadataKey: "session"] = "default"
        logger.info("opened", metadata: ["path": "/data/a b", "count": "3", "list": ["x", "y"], "empty": ""])
        logger.warning("slow")
        #expect(
            catcher.next() == "2024-03-01T09:00:00.042Z INFO     journal: opened count=3 empty=\"\" list=[x,y] "
                + "path=\"/data/a b\" session=default\n")
        #expect(catcher.next() == "2024-03-01T09:00:00.042Z WARNING  journal: slow session=default\n")
        #expect(catcher.next() == nil)
    }

    @Test("lines below the level are not written, and the level of one logger is its own")
    func levels() {
        let catcher = LogCatcher(.text(isColored: false), level: .warning)
        var logger = catcher.log.logger("a")
        let other = logger
        logger.info("no")
        logger.logLevel = .debug
        logger.debug("yes")
        other.info("no")
        #expect(catcher.next()?.contains("DEBUG    a: yes") == true)
        #expect(catcher.next() == nil)
    }

    @Test(
        "nobody's text moves the cursor or begins a line",
        arguments: ["\u{1B}[31m", "\n", "\r", "\u{202E}", "\u{2028}", "\u{7F}", "\u{85}", "\0"])
    func escapes(text: String) throws {
        for format in [StructuredLog.Format.text(isColored: false), .json] {
            let catcher = LogCatcher(format)
            catcher.log.logger(text).error("m\(text)m", error: Failure(description: text), metadata: [text: "v\(text)"])
            let line = try #require(catcher.next())
            #expect(line.hasSuffix("\n"))
            let dangerous = line.unicodeScalars.dropLast().filter { scalar in
                [.control, .format, .lineSeparator].contains(scalar.properties.generalCategory)
            }
            #expect(dangerous.isEmpty, "\(line)")
        }
    }

    @Test("colours are there when asked for, and nowhere else")
    func colors() throws {
        let catcher = LogCatcher(.text(isColored: true))
        catcher.log.logger("a").error("b")
        #expect(catcher.next() == "2024-03-01T09:00:00.042Z \u{1B}[31mERROR\u{1B}[0m    a: b\n")
        #expect(!LogOutput(descriptor: try #require(FileHandle.nullDevice.fileDescriptor as Int32?)).wantsColor)
    }

    @Test("JSON lines are read back as what was said")
    func json() throws {
        let catcher = LogCatcher(.json)
        let wild = "\"q\" \\ \t \u{1F600} 한글 \u{1B}\n"
        catcher.log.logger("bot").critical(
            "\(wild)", error: Failure(description: "e\"\n"),
            metadata: ["a": "\(wild)", "b": ["c": "d", "e": ["f", "g"]], "n": .stringConvertible(42)])
        let line = try #require(catcher.next())
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["time"] as? String == "2024-03-01T09:00:00.042Z")
        #expect(object["level"] as? String == "critical")
        #expect(object["logger"] as? String == "bot")
        #expect(object["message"] as? String == wild)
        #expect(object["error"] as? String == "e\"\n")
        let metadata = try #require(object["metadata"] as? [String: Any])
        #expect(metadata["a"] as? String == wild)
        #expect((metadata["b"] as? [String: Any])?["e"] as? [String] == ["f", "g"])
        #expect(metadata["n"] as? String == "42")
    }

    @Test("secrets are masked in every part of a line, however they are written", arguments: [true, false])
    func redaction(isJSON: Bool) throws {
        let secret = "p@ss \"w\u{F6}rd\"/1"
        let encoded = "p%40ss%20%22w%C3%B6rd%22%2F1"
        let catcher = LogCatcher(isJSON ? .json : .text(isColored: false), secrets: [secret, "", "1234"])
        catcher.log.logger("label \(secret)").error(
            "url redis://:\(encoded)@h, plain \(secret)\u{301} and \"p@ss \\\"w\u{F6}rd\\\"/1\"",
            error: Failure(description: "login with \(secret) failed"),
            metadata: ["\(secret)": "\(secret)", "nested": ["deep": ["\(secret)", "x1234x"]]])
        let line = try #require(catcher.next())
        for part in ["p@ss", "p%40ss", "w\u{F6}rd", "1234"] { #expect(!line.contains(part), "\(part) in \(line)") }
        #expect(line.contains("redis://:***@h"))
        #expect(line.contains("x***x"))
    }

    @Test("a secret that contains another leaves no rest")
    func overlapping() {
        let redactor = Redactor()
        redactor.register(["abc", "abcdef"])
        #expect(redactor.redact("abcdef abc aabcc") == "*** *** a***c")
        #expect(redactor.redact("nothing") == "nothing")
    }

    @Test("lines of many threads stay whole")
    func threads() async throws {
        let remaining = Atomic<Int>(8)
        let pipe = Pipe()
        let log = StructuredLog(
            level: .info, format: .json, output: LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor),
            now: { LogCatcher.time })
        // Longer than what a pipe takes in one piece.
        let text = String(repeating: "x", count: 6_000)
        // The reader has a thread of its own: the writers below may block all of the others.
        async let data = withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile())
            }
        }
        for writer in 0..<8 {
            Thread.detachNewThread {
                for line in 0..<50 { log.logger("t\(writer)").info("\(line) \(text)") }
                if remaining.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
                    try? pipe.fileHandleForWriting.close()
                }
            }
        }
        let lines = await data.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 400)
        for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) } }
    }
}
