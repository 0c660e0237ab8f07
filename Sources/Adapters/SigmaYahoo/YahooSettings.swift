package import SigmaModel

/// Where Yahoo's charts are, and how often they are asked for.
package struct YahooSettings: Sendable {
    /// The base address; `http` only for tests.
    package var address = "https://query2.finance.yahoo.com"
    /// How the program calls itself; clients without a name are turned away more readily.
    package var agent = "Mozilla/5.0 (X11; Linux x86_64) sigma"
    /// How long a request may take, from the call to the last byte of its answer.
    package var timeout = TimeSpan(seconds: 20)

    /// Yahoo's own address.
    package init() {}
}
