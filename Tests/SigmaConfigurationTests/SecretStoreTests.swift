import Foundation
import SigmaConfiguration
import SigmaPorts
import Testing

@Suite("Secrets that are kept")
struct SecretStoreTests {
    /// A folder with one file of a mode, removed afterwards.
    private func withFolder(
        _ text: String = "geheim\n", mode: Int = 0o600, _ body: (SecretFolder) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "upbit-key").path
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        try body(SecretFolder(path: folder.path))
    }

    private func failure(_ store: some SecretStore, _ name: String) -> SecretFailure? {
        do throws(SecretFailure) {
            _ = try store.secret(named: name)
            return nil
        } catch { return error }
    }

    /// Every store gives what it keeps and names what it does not.
    private func conform(_ store: some SecretStore) throws {
        #expect(try store.secret(named: "upbit-key") == "geheim")
        let missing = try #require(failure(store, "upbit"))
        #expect(!missing.problem.isEmpty && !missing.mend.isEmpty && !"\(missing)".contains("geheim"))
    }

    @Test("a secret is given by its name, and a missing one is an error")
    func names() throws {
        try conform(MemorySecretStore(["upbit-key": "geheim"]))
        try withFolder { try conform($0) }
        try withFolder("geheim", mode: 0o400) { try conform($0) }
    }

    @Test("a file that others may read is refused", arguments: [0o640, 0o604, 0o660, 0o622])
    func modes(mode: Int) throws {
        try withFolder(mode: mode) { #expect(failure($0, "upbit-key")?.mend == "run chmod 600 on it") }
    }

    @Test("a file without a secret is refused", arguments: ["", "\n", "\r\n"])
    func empty(text: String) throws {
        try withFolder(text) { #expect(failure($0, "upbit-key")?.problem.hasSuffix("which is empty") == true) }
    }

    @Test("a file that is no text is refused without being repeated")
    func large() throws {
        try withFolder(String(repeating: "hunter2", count: 10_000)) { store in
            let found = try #require(failure(store, "upbit-key"))
            #expect(found.problem.hasSuffix("which is not a short text") && !"\(found)".contains("hunter2"))
        }
    }

    @Test(
        "a name leads nowhere else",
        arguments: ["", ".", "..", "../upbit-key", "a/b", "/etc/passwd", ".hidden", "a b", "열쇠", "a\u{0}b"])
    func escapes(name: String) throws {
        try withFolder { #expect(failure($0, name)?.problem == "is no name of a secret") }
    }

    @Test("systemd's folder comes before the user's own")
    func places() {
        let both = ["CREDENTIALS_DIRECTORY": "/run/credentials/sigma.service", "HOME": "/home/a"]
        #expect(SecretFolder(environment: both).path == "/run/credentials/sigma.service")
        #expect(SecretFolder(environment: ["HOME": "/home/a"]).path == "/home/a/.config/sigma/secrets")
        #expect(SecretFolder(environment: ["HOME": "/home/a", "XDG_CONFIG_HOME": "/x"]).path == "/x/sigma/secrets")
    }
}
