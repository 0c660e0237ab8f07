import Foundation
import Testing

@Suite("sigma config")
struct ConfigCommandTests {
    @Test("a written file is its owner's alone, right, and not replaced unasked")
    func writes() throws {
        let scratch = try Scratch()
        #expect(try scratch.sigma("config init").contains("sigma.yaml"))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/sigma.yaml")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try scratch.sigma("config validate").hasPrefix("sigma.yaml: right"))
        let again = try ProgramRun(["config", "init"], in: scratch)
        #expect(again.status == 73)
        #expect(again.errors.contains("--force"))
        try scratch.sigma("config init --force --language ko")
        #expect(try scratch.sigma("config validate").hasPrefix("sigma.yaml: right"))
        #expect(try scratch.sigma("config init --path -").contains("journal:"))
    }

    @Test("what is wrong is listed at once with exit code 78")
    func refuses() throws {
        let scratch = try Scratch()
        try scratch.write("mode: x\nlog: {level: y}\n", to: "sigma.yaml")
        let run = try ProgramRun(["config", "validate"], in: scratch)
        #expect(run.status == 78)
        #expect(run.output.isEmpty)
        #expect(
            run.errors.contains("sigma.yaml:1:7: mode 'x'") && run.errors.contains("sigma.yaml:2:14: log.level 'y'"))
        let json = try ProgramRun(["config", "validate", "--json"], in: scratch)
        #expect(json.status == 78)
        #expect(try json.json()["valid"] as? Bool == false)
        #expect((try json.json()["problems"] as? [Any])?.count == 2)
        let missing = try ProgramRun(["config", "show", "--config", "none.yaml"], in: scratch)
        #expect(missing.status == 78)
        #expect(missing.errors.contains("none.yaml:1:1: cannot be read"))
    }

    @Test("values are shown with their origin and without passwords")
    func shows() throws {
        let scratch = try Scratch()
        try scratch.write("store: {url: 'postgresql://s:hunter2@127.0.0.1/x'}\n", to: "a.yaml")
        let run = try ProgramRun(["config", "show", "--config", "a.yaml", "--set", "log.level=debug"], in: scratch)
        #expect(run.status == 0)
        #expect(!(run.output + run.errors).contains("hunter2"))
        #expect(run.output.contains("postgresql://s:***@127.0.0.1/x") && run.output.contains("a.yaml:1:14"))
        #expect(run.output.contains("--set log.level"))
        #expect(run.errors.contains("warning: a.yaml:1:14: store.url contains a password"))
        let json = try ProgramRun(["config", "show", "--config", "a.yaml", "--json"], in: scratch)
        #expect(json.errors.isEmpty)
        let settings = try #require(try json.json()["settings"] as? [[String: Any]])
        #expect(settings.contains { $0["key"] as? String == "store.url" && $0["origin"] as? String == "file" })
    }
}
