import Foundation
import SigmaConfiguration
import SigmaPorts
import Testing

@Suite("Secrets of the configuration")
struct SecretTests {
    private let verify = "?sslmode=verify-full"

    /// A file of a mode, removed by the caller's scope.
    private func withFile(_ text: String, mode: Int, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("sigma-secret-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        try body(path)
    }

    private func url(_ loaded: LoadedConfiguration) throws -> ServiceURL {
        guard case .postgresql(let url) = loaded.configuration.store.location else { throw NoURL() }
        return url
    }

    private struct NoURL: Error {}

    /// Everything that a person could get to see of a loaded configuration.
    private func shown(_ loaded: LoadedConfiguration) throws -> String {
        let listing = ConfigurationListing(loaded)
        return listing.text + (try listing.json()) + loaded.warnings.map(\.description).joined()
            + "\(loaded.configuration.store.location)"
    }

    @Test("a password in the file is a warning and is never shown")
    func literal() throws {
        let loaded = try Sample.load("store: {url: 'postgresql://s:hunter2@db.example/x\(verify)'}")
        #expect(loaded.warnings.map(\.problem) == ["contains a password"])
        #expect(try url(loaded).reveal().contains("hunter2"))
        #expect(try url(loaded).revealPassword() == "hunter2")
        #expect(loaded.secrets == ["hunter2"])
        #expect(try !shown(loaded).contains("hunter2"))
        #expect(try shown(loaded).contains("postgresql://s:***@db.example/x"))
    }

    @Test("a variable inside a URL is encoded, shown as its name, and no warning")
    func embedded() throws {
        let loaded = try Sample.load(
            "store: {url: 'postgresql://s:${DB_PASSWORD}@db.example/x\(verify)'}", ["DB_PASSWORD": "p@ss/w:rd?"])
        #expect(loaded.warnings.isEmpty)
        #expect(try url(loaded).revealPassword() == "p@ss/w:rd?")
        #expect(try url(loaded).host == "db.example")
        #expect(loaded.secrets.contains("p@ss/w:rd?"))
        #expect(try !shown(loaded).contains("p@ss"))
        #expect(try shown(loaded).contains("${DB_PASSWORD}"))
    }

    @Test("a whole variable is taken as it is, and SIGMA_ variables that are referred to are no slips")
    func whole() throws {
        let environment = ["SIGMA_STORE_URLS": "postgresql://s:geheim@db.example/x\(verify)"]
        let loaded = try Sample.load("store: {url: '${SIGMA_STORE_URLS}'}", environment)
        #expect(try url(loaded).revealPassword() == "geheim")
        #expect(loaded.secrets == ["geheim"])
        #expect(try !shown(loaded).contains("geheim"))
        #expect(loaded.warnings.isEmpty)
    }

    @Test("a variable that overrides may hold a password without a warning")
    func override() throws {
        let loaded = try Sample.load("", ["SIGMA_BUS_URL": "redis://:geheim@127.0.0.1:6379/0"])
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.configuration.bus.url.revealPassword() == "geheim")
        #expect(try !shown(loaded).contains("geheim"))
    }

    @Test(
        "a file is read when only its owner may",
        arguments: [(0o600, true), (0o400, true), (0o640, false), (0o604, false)])
    func file(mode: Int, isFine: Bool) throws {
        try withFile("postgresql://s:geheim@db.example/x\(verify)\n", mode: mode) { path in
            let text = "store: {url: 'file:\(path)'}"
            if isFine {
                let loaded = try Sample.load(text)
                #expect(try url(loaded).revealPassword() == "geheim")
                #expect(try !shown(loaded).contains("geheim"))
                #expect(try shown(loaded).contains("file:\(path)"))
            } else {
                let errors = Sample.errors(text)
                #expect(errors.count == 1)
                #expect(errors.first?.contains("chmod 600") == true)
            }
        }
    }

    @Test("a secret that is kept elsewhere is read by its name, which alone is shown")
    func kept() throws {
        let store = MemorySecretStore(["db": "postgresql://s:geheim@db.example/x\(verify)"])
        let loaded = try ConfigurationLoader.load(
            text: "store: {url: 'secret:db'}", path: "sigma.yaml", secrets: store)
        #expect(try url(loaded).revealPassword() == "geheim")
        #expect(loaded.secrets == ["geheim"] && loaded.warnings.isEmpty)
        #expect(try !shown(loaded).contains("geheim") && shown(loaded).contains("secret:db"))
        let errors = Sample.errors("store: {url: 'secret:other'}")
        #expect(errors.count == 1 && errors[0].contains("is not kept in memory"))
    }

    @Test(
        "a malformed secret is refused without being repeated",
        arguments: [
            "postgresql://s:hunter2@db.example:99999/x", "postgresql://s:hunter2@[::1", "hunter2",
            "mysql://s:hunter2@x",
            "postgresql://s:hunter2@db.example/x", "postgresql://s:hunter2 @db.example/x",
        ])
    func malformed(text: String) {
        let errors = Sample.errors("store: {url: '\(text)'}")
        #expect(!errors.isEmpty)
        #expect(!errors.joined().contains("hunter2"))
        #expect(!Sample.errors("", ["SIGMA_STORE_URL": text]).joined().contains("hunter2"))
    }

    @Test(
        "passwords are masked wherever they stand in a URL",
        arguments: [
            "postgresql://s:hunter2@db/x", "postgresql://s:a/hunter2@db/x", "postgresql://s@db/x?password=hunter2",
            "postgresql://s@db/x?sslmode=verify-full&PASSWORD=hunter2&a=b",
        ])
    func masks(text: String) throws {
        let local = text.replacing("@db", with: "@127.0.0.1")
        guard let loaded = try? Sample.load("", ["SIGMA_STORE_URL": local]) else { return }
        #expect(try !shown(loaded).contains("hunter2"))
    }
}
