package import SigmaModel

extension Configuration {
    /// The session's money.
    package struct Account: Hashable, Sendable {
        /// The currency of cash and profit.
        package var currency: String
        /// The starting cash of a simulated session.
        package var cash: Money
    }

    /// Where market data comes from.
    package struct Feed: Hashable, Sendable {
        /// The kind of source.
        package enum Source: String, Sendable, CaseIterable {
            case generated
            case history
            case bus
            case venue
        }

        /// An invented market.
        package enum Market: String, Sendable, CaseIterable {
            case bitcoinInWon = "bitcoin-in-won"
            case bitcoinInDollars = "bitcoin-in-dollars"
        }

        /// What happens when the engine falls behind.
        package enum Overflow: String, Sendable, CaseIterable {
            case wait
            case conflate
        }

        /// The kind of source.
        package var source: Source
        /// The invented market.
        package var market: Market
        /// Its seed.
        package var seed: UInt64
        /// The first instant of an invented market; nil for when its session begins.
        package var start: Timestamp?
        /// The average number of trades a second of an invented market.
        package var eventsPerSecond: Rate
        /// Times real time; zero for as fast as possible.
        package var speed: Rate
        /// The history file.
        package var file: String?
        /// What happens when the engine falls behind.
        package var overflow: Overflow
        /// The most events that wait.
        package var queueCapacity: Int
        /// How long a candle waits for late trades.
        package var candleGrace: TimeSpan
    }

    /// The exchange.
    package struct VenueAccess: Hashable, Sendable {
        /// Whose time a market has.
        package enum Clock: String, Sendable, CaseIterable {
            case wall
            case market
        }

        /// The API key; nil to hear the market only.
        package var key: APIKey?
        /// Other places than the exchange's own; nil for those.
        package var rest: ServiceURL?
        /// Where streams come from; nil for the exchange's own.
        package var stream: ServiceURL?
        /// A file of the only certificates to trust; nil for the system's.
        package var trust: String?
        /// Whose time the market has.
        package var clock: Clock
        /// Whether order books are heard.
        package var books: Bool
        /// How late a trade may be.
        package var lateness: TimeSpan
        /// The most time between comparisons.
        package var reconcileInterval: TimeSpan
        /// How much a balance may differ.
        package var tolerance: Money
        /// How long an exchange may take to show an order.
        package var horizon: TimeSpan
    }

    /// A key of an exchange's API; shows nothing of itself.
    package struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
        /// The public part.
        package var id: String
        /// The secret part.
        package var secret: String

        package var description: String { "an API key" }
        /// Nothing, so that no dump shows a key.
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// The second process that steps in.
    package struct Guardian: Hashable, Sendable {
        /// What it does.
        package enum Action: String, Sendable, CaseIterable {
            case cancel
            case flatten
        }

        /// How long a session may be silent.
        package var patience: TimeSpan
        /// What it does.
        package var action: Action
        /// A key of its own; nil for the session's.
        package var key: APIKey?
    }

    /// The session's recording.
    package struct Journal: Hashable, Sendable {
        /// When the disk has to have it.
        package enum Durability: String, Sendable, CaseIterable {
            case batch
            case strict
        }

        /// When the disk has to have it.
        package var durability: Durability
        /// The most time between syncs of a batch journal.
        package var syncInterval: TimeSpan
        /// Bytes of one file.
        package var segmentSize: Int
        /// The most time between snapshots.
        package var snapshotInterval: TimeSpan
        /// The most events between snapshots.
        package var snapshotEvents: Int
    }

    /// What an orderly end does with working orders.
    package enum StopPolicy: String, Sendable, CaseIterable {
        case keep
        case cancel
        case flatten
    }

    /// The database.
    package struct Store: Hashable, Sendable {
        /// Where it is.
        package var location: StoreLocation
        /// The most connections.
        package var pool: Int
    }

    /// How ticks, fills and signals reach other parts.
    package struct Bus: Hashable, Sendable {
        /// Whether other processes listen.
        package enum Kind: String, Sendable, CaseIterable {
            case inProcess = "in-process"
            case redis
        }

        /// Whether other processes listen.
        package var kind: Kind
        /// The Redis server.
        package var url: ServiceURL
        /// What the topics' names begin with.
        package var prefix: String
    }

    /// Optimisation trials and scheduled jobs.
    package struct Queue: Hashable, Sendable {
        /// Where jobs wait.
        package enum Kind: String, Sendable, CaseIterable {
            case embedded
            case rabbitmq
        }

        /// Where jobs wait.
        package var kind: Kind
        /// The RabbitMQ server.
        package var url: ServiceURL
        /// The most jobs that a worker holds unfinished.
        package var prefetch: Int
    }

    /// What is written to standard error.
    package struct Log: Hashable, Sendable {
        /// How important a line is.
        package enum Level: String, Sendable, CaseIterable {
            case debug
            case info
            case warning
            case error
        }

        /// How lines are written.
        package enum Format: String, Sendable, CaseIterable {
            case text
            case json
        }

        /// The least important lines that are written.
        package var level: Level
        /// How lines are written.
        package var format: Format
    }

    /// Metrics and health.
    package struct Monitoring: Hashable, Sendable {
        /// Whether they are served.
        package var enabled: Bool
        /// The address to listen on.
        package var address: String
        /// The port; zero for any free one.
        package var port: Int
    }

    /// A job by the clock.
    package struct Job: Hashable, Sendable {
        /// A time zone of schedules.
        package enum Zone: String, Sendable, CaseIterable {
            case utc = "UTC"
            case seoul = "Asia/Seoul"

            /// The distance from UTC, which neither zone changes over the year.
            package var offset: TimeSpan { TimeSpan(seconds: self == .utc ? 0 : 9 * 3_600) }
        }

        /// The job's name.
        package var name: String
        /// When it starts.
        package var schedule: CronSchedule
        /// The zone of the schedule.
        package var zone: Zone
    }
}
