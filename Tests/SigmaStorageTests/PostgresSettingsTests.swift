import SigmaPorts
import SigmaStorage
import Testing

@Suite("PostgreSQL connection strings")
struct PostgresSettingsTests {
    @Test(
        "demand proof of who answers on other machines",
        arguments: [
            "postgresql://u:hunter2@db.example.com/sigma?sslmode=require",
            "postgresql://u:hunter2@db.example.com/sigma?sslmode=disable",
            "postgresql://u:hunter2@10.0.0.5/sigma?sslmode=prefer", "postgresql://u:hunter2@db/s?sslmode=verify-ca",
            "host=localhost hostaddr=10.1.2.3 password=hunter2 sslmode=allow dbname=sigma",
            "postgresql://u:hunter2@localhost,db.example.com/sigma?sslmode=prefer",
        ])
    func weak(_ text: String) {
        let error = #expect(throws: StoreError.self) { try PostgresSettings(text) }
        #expect(error?.description.contains("verify-full") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(
        "take what is safe",
        arguments: [
            "postgresql://u@db.example.com/sigma", "postgresql://u@db.example.com/sigma?sslmode=verify-full",
            "postgresql://u@localhost/sigma?sslmode=disable", "postgresql://u@127.0.0.1:5433/sigma",
            "postgresql://u@[::1]/sigma", "postgresql:///sigma", "host=/run/postgresql dbname=sigma",
        ])
    func safe(_ text: String) throws { _ = try PostgresSettings(text) }

    @Test("show no password in any way of printing them")
    func printing() throws {
        let settings = try PostgresSettings("postgresql://u:hunter2@localhost:5433/sigma")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect("\(settings)" == "PostgreSQL at localhost:5433/sigma")
        for text in [dumped, String(reflecting: settings), String(describing: PostgresDatabase(settings))] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test(
        "refuse what they cannot be, without repeating it",
        arguments: [
            "postgresql://u:hunter2@host:port/db", "postgresql://u:hunter2@h/db?nonsense=hunter2",
            "host=h password='hunter2", "postgresql://u:hunter2@h/db?options=-c%20x=y", "service=hunter2",
        ])
    func malformed(_ text: String) {
        let error = #expect(throws: StoreError.self) { try PostgresSettings(text) }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("a store's place is one of two kinds", arguments: ["", "sqlite:", "mysql://h/db", "/tmp/x.db"])
    func locations(_ text: String) {
        let error = #expect(throws: StoreError.self) { _ = try Store.open(text) }
        #expect(error?.description == "a store is sqlite:PATH or postgresql://user@host:5432/database")
    }
}
