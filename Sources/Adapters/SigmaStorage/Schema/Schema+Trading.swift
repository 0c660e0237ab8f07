extension Schema {
    /// What sessions did. Rows follow from a session's journal and can be made again from it.
    static let trading = Migration(
        2, "trading", sessions + orders + accounts)

    /// Fees where venues take them, and by what a venue's trade is known again.
    static let fees = Migration(
        5, "fees in the base asset",
        [
            "ALTER TABLE fills ADD COLUMN fee_base {decimal} NOT NULL DEFAULT '0'",
            "ALTER TABLE fills ADD COLUMN trade_key {int} NOT NULL DEFAULT 0",
        ])

    private static let sessions = [
        """
        CREATE TABLE instruments (
            venue TEXT NOT NULL,
            symbol TEXT NOT NULL,
            kind TEXT NOT NULL,
            base TEXT NOT NULL,
            quote TEXT NOT NULL,
            rules {json} NOT NULL,
            updated_at {int} NOT NULL,
            PRIMARY KEY (venue, symbol, kind)
        ) {strict}
        """,
        """
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            mode TEXT NOT NULL,
            name TEXT NOT NULL,
            currency TEXT NOT NULL,
            config {json} NOT NULL,
            created_at {int} NOT NULL,
            started_at {int},
            stopped_at {int},
            runs {int} NOT NULL
        ) {strict}
        """,
        """
        CREATE TABLE session_events (
            session_id TEXT NOT NULL,
            journal_sequence {int} NOT NULL,
            time {int} NOT NULL,
            kind TEXT NOT NULL,
            order_id {int},
            detail TEXT NOT NULL,
            PRIMARY KEY (session_id, journal_sequence)
        ) {strict}
        """,
        """
        CREATE TABLE projections (
            name TEXT NOT NULL,
            session_id TEXT NOT NULL,
            watermark {int} NOT NULL,
            is_rebuilding {bool} NOT NULL,
            updated_at {int} NOT NULL,
            state_sequence {int} NOT NULL,
            state {bytes} NOT NULL,
            PRIMARY KEY (name, session_id)
        ) {strict}
        """,
    ]

    private static let orders = [
        """
        CREATE TABLE orders (
            session_id TEXT NOT NULL,
            order_id {int} NOT NULL,
            strategy {int} NOT NULL,
            venue TEXT NOT NULL,
            symbol TEXT NOT NULL,
            side TEXT NOT NULL,
            type TEXT NOT NULL,
            time_in_force TEXT NOT NULL,
            reduce_only {bool} NOT NULL,
            quantity {decimal} NOT NULL,
            total {decimal} NOT NULL,
            limit_price {decimal} NOT NULL,
            trigger_price {decimal} NOT NULL,
            trail {decimal} NOT NULL,
            sibling {int},
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            filled_quantity {decimal} NOT NULL,
            filled_notional {decimal} NOT NULL,
            submitted_at {int} NOT NULL,
            updated_at {int} NOT NULL,
            journal_sequence {int} NOT NULL,
            PRIMARY KEY (session_id, order_id)
        ) {strict}
        """,
        "CREATE INDEX orders_by_symbol ON orders (session_id, symbol, submitted_at)",
        "CREATE INDEX orders_by_state ON orders (session_id, state)",
        """
        CREATE TABLE fills (
            session_id TEXT NOT NULL,
            order_id {int} NOT NULL,
            fill_id {int} NOT NULL,
            strategy {int} NOT NULL,
            venue TEXT NOT NULL,
            symbol TEXT NOT NULL,
            side TEXT NOT NULL,
            liquidity TEXT NOT NULL,
            price {decimal} NOT NULL,
            quantity {decimal} NOT NULL,
            notional {decimal} NOT NULL,
            fee {decimal} NOT NULL,
            realized {decimal} NOT NULL,
            time {int} NOT NULL,
            journal_sequence {int} NOT NULL,
            PRIMARY KEY (session_id, order_id, fill_id)
        ) {strict}
        """,
        "CREATE UNIQUE INDEX fills_by_sequence ON fills (session_id, journal_sequence)",
        "CREATE INDEX fills_by_symbol ON fills (session_id, symbol, time)",
    ]

    private static let accounts = [
        """
        CREATE TABLE positions (
            session_id TEXT NOT NULL,
            strategy {int} NOT NULL,
            venue TEXT,
            symbol TEXT,
            quantity {decimal} NOT NULL,
            cost {decimal} NOT NULL,
            average_price {decimal},
            realized {decimal} NOT NULL,
            fees {decimal} NOT NULL,
            updated_at {int} NOT NULL,
            journal_sequence {int} NOT NULL,
            PRIMARY KEY (session_id, strategy)
        ) {strict}
        """,
        """
        CREATE TABLE balances (
            session_id TEXT NOT NULL,
            asset TEXT NOT NULL,
            free {decimal} NOT NULL,
            locked {decimal} NOT NULL,
            updated_at {int} NOT NULL,
            journal_sequence {int} NOT NULL,
            PRIMARY KEY (session_id, asset)
        ) {strict}
        """,
        """
        CREATE TABLE ledger_entries (
            session_id TEXT NOT NULL,
            journal_sequence {int} NOT NULL,
            line {int} NOT NULL,
            time {int} NOT NULL,
            asset TEXT NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            amount {decimal} NOT NULL,
            PRIMARY KEY (session_id, journal_sequence, line)
        ) {strict}
        """,
        """
        CREATE TABLE equity (
            session_id TEXT NOT NULL,
            time {int} NOT NULL,
            equity {decimal} NOT NULL,
            cash {decimal} NOT NULL,
            exposure {decimal} NOT NULL,
            PRIMARY KEY (session_id, time)
        ) {strict}
        """,
    ]
}
