extension Schema {
    /// The four tables of the learning loop's design, with the columns it names, and what the loop needs beside them.
    ///
    /// `ts` is the candle's open in milliseconds as TradingView writes it; `dedupe_key` is the natural key of a signal.
    static let learning = Migration(
        1, "learning",
        [
            """
            CREATE TABLE signals (
                id {id},
                ts TEXT NOT NULL,
                symbol TEXT NOT NULL,
                tf TEXT NOT NULL,
                signal TEXT NOT NULL,
                features_json {json} NOT NULL,
                params_json {json} NOT NULL,
                bar_o {real},
                bar_h {real},
                bar_l {real},
                bar_c {real},
                created_at {date} NOT NULL,
                bar_time {int} NOT NULL,
                source TEXT NOT NULL,
                venue TEXT,
                preset TEXT,
                dedupe_key TEXT NOT NULL UNIQUE,
                session_id TEXT,
                strategy {int},
                journal_sequence {int}
            ) {strict}
            """,
            "CREATE INDEX signals_by_market ON signals (symbol, tf, bar_time)",
            "CREATE INDEX signals_by_session ON signals (session_id, journal_sequence)",
            """
            CREATE TABLE labels (
                id {id},
                signal_id {int} NOT NULL REFERENCES signals (id) ON DELETE CASCADE,
                fwd_n {int} NOT NULL,
                fwd_ret {real} NOT NULL,
                broke_high {bool} NOT NULL,
                broke_low {bool} NOT NULL,
                created_at {date} NOT NULL,
                net_ret {real},
                bar_source TEXT,
                UNIQUE (signal_id, fwd_n)
            ) {strict}
            """,
            """
            CREATE TABLE experiments (
                id {id},
                run_id TEXT NOT NULL UNIQUE,
                params {json} NOT NULL,
                metrics {json} NOT NULL,
                created_at {date} NOT NULL,
                strategy TEXT,
                symbol TEXT,
                tf TEXT,
                trials {int} NOT NULL
            ) {strict}
            """,
            """
            CREATE TABLE reports (
                id {id},
                experiment_id {int} NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
                path TEXT NOT NULL,
                notes TEXT NOT NULL,
                created_at {date} NOT NULL,
                UNIQUE (experiment_id, path)
            ) {strict}
            """,
            """
            CREATE TABLE quarantine (
                id {id},
                received_at {int} NOT NULL,
                source TEXT NOT NULL,
                reason TEXT NOT NULL,
                payload {bytes} NOT NULL
            ) {strict}
            """,
        ])
}
