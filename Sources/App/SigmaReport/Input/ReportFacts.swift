package import SigmaModel

/// What was run: the top of the report.
package struct ReportTitle: Hashable, Sendable {
    /// The strategy's name.
    package var strategy: String
    /// The traded symbols, as the venue writes them.
    package var symbol: String
    /// The venue, as it calls itself.
    package var venue: String
    /// The length of a bar, such as `15m`.
    package var timeframe: String
    /// The first instant of the run.
    package var start: Timestamp
    /// The last instant of the run.
    package var end: Timestamp
    /// The currency that money is in, such as `KRW`.
    package var currency: String

    package init(
        strategy: String, symbol: String, venue: String, timeframe: String, start: Timestamp, end: Timestamp,
        currency: String
    ) {
        self.strategy = strategy
        self.symbol = symbol
        self.venue = venue
        self.timeframe = timeframe
        self.start = start
        self.end = end
        self.currency = currency
    }
}

/// One parameter of the strategy and the value it ran with.
package struct ReportParameter: Hashable, Sendable {
    /// The name, as on the command line.
    package var name: String
    /// The value, as on the command line.
    package var value: String
    /// What the parameter does.
    package var text: Bilingual

    package init(name: String, value: String, text: Bilingual) {
        self.name = name
        self.value = value
        self.text = text
    }
}

/// A label with its value: one line of the assumptions or of the fill rule.
package struct ReportFact: Hashable, Sendable {
    /// What is told.
    package var label: Bilingual
    /// What it was.
    package var value: Bilingual

    package init(label: Bilingual, value: Bilingual) {
        self.label = label
        self.value = value
    }
}

/// One file or stream that the run read.
package struct DataSummary: Hashable, Sendable {
    /// The file's name.
    package var source: String
    /// The rows read.
    package var rows: Int
    /// Missing bars, or stretches without data.
    package var gaps: Int
    /// Rows whose time was there before; nil where that was not checked.
    package var duplicates: Int?
    /// The time of the first row; nil for an empty file.
    package var first: Timestamp?
    /// The time of the last row; nil for an empty file.
    package var last: Timestamp?

    package init(source: String, rows: Int, gaps: Int, duplicates: Int?, first: Timestamp?, last: Timestamp?) {
        self.source = source
        self.rows = rows
        self.gaps = gaps
        self.duplicates = duplicates
        self.first = first
        self.last = last
    }
}

/// What another person needs to get the same result.
package struct Reproduction: Hashable, Sendable {
    /// The command line, as it was typed.
    package var command: String
    /// The fingerprint of every decision of the run.
    package var effectHash: String
    /// The events that the run was fed.
    package var events: Int
    /// The version of the program.
    package var version: String

    package init(command: String, effectHash: String, events: Int, version: String) {
        self.command = command
        self.effectHash = effectHash
        self.events = events
        self.version = version
    }
}
