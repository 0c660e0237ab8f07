import Foundation
import SigmaCLI
import Testing

@Suite("sigma doctor")
struct DoctorTests {
    private struct Fixed: DoctorCheck {
        let name: String
        let finding: DoctorFinding
        func run() async -> DoctorFinding { finding }
    }

    /// A check that never answers.
    private struct Silent: DoctorCheck {
        let name = "silent"
        func run() async -> DoctorFinding {
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return .ok("")
        }
    }

    @Test("findings come in the order of the checks, and one that does not answer fails")
    func order() async {
        let checks: [any DoctorCheck] = [
            Fixed(name: "a", finding: .ok("fine")), Silent(), Fixed(name: "b", finding: .warning("so so", mend: "x")),
        ]
        let findings = await Doctor.examine(checks, seconds: 0.05)
        #expect(findings.map(\.name) == ["a", "silent", "b"])
        #expect(findings.map(\.finding.result) == [.ok, .failure, .warning])
    }

    @Test("a sound machine passes, within five seconds")
    func passes() throws {
        let scratch = try Scratch()
        let clock = ContinuousClock()
        var output = ""
        let duration = try clock.measure { output = try scratch.sigma("doctor") }
        #expect(duration < .seconds(5))
        for name in ["configuration", "data directory", "disk space", "clock", "open files", "memory", "time zones"] {
            #expect(output.contains(name), "\(name)")
        }
    }

    @Test("what fails is named, with its mend and exit code 1")
    func fails() throws {
        let scratch = try Scratch()
        try scratch.write("mode: x\n", to: "wrong.yaml")
        let wrong = try ProgramRun(["doctor", "--config", "wrong.yaml"], in: scratch)
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("wrong.yaml:1:7: mode 'x'") && wrong.output.contains("sigma config validate"))
        #expect(wrong.errors.contains("configuration"))
        try scratch.write("data-directory: ./taken\nbus: {kind: redis, url: 'redis://127.0.0.1:1'}\n", to: "b.yaml")
        try scratch.write("", to: "taken")
        let json = try ProgramRun(["doctor", "--config", "b.yaml", "--json"], in: scratch)
        #expect(json.status == 1)
        #expect(try json.json()["healthy"] as? Bool == false)
        let checks = try #require(try json.json()["checks"] as? [[String: Any]])
        let failed = checks.filter { $0["result"] as? String == "failure" }.compactMap { $0["name"] as? String }
        #expect(failed == ["data directory", "bus"])
        #expect(checks.allSatisfy { $0["result"] as? String == "ok" || $0["mend"] is String })
    }

    @Test("a password in a file that others may read fails; an open data directory is a warning")
    func permissions() throws {
        let scratch = try Scratch()
        try scratch.write("bus: {url: 'redis://:hunter2@127.0.0.1:6379'}\n", to: "sigma.yaml")
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(scratch.path)/sigma.yaml")
        try files.createDirectory(atPath: "\(scratch.path)/sigma-data", withIntermediateDirectories: false)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(scratch.path)/sigma-data")
        let run = try ProgramRun(["doctor"], in: scratch)
        #expect(run.status == 1)
        #expect(run.output.contains("chmod 600 sigma.yaml") && run.output.contains("chmod 700 ./sigma-data"))
        #expect(!(run.output + run.errors).contains("hunter2"))
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(scratch.path)/sigma.yaml")
        #expect(try ProgramRun(["doctor"], in: scratch).status == 0)
    }
}
