extension Schema {
    /// Work that is queued, and what people are to be told.
    static let work = Migration(
        4, "work",
        [
            """
            CREATE TABLE jobs (
                number {id},
                id TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                payload {bytes} NOT NULL,
                state TEXT NOT NULL,
                due {int} NOT NULL,
                attempts {int} NOT NULL,
                owner TEXT,
                reason TEXT NOT NULL,
                CHECK (state IN ('waiting', 'leased', 'finished', 'dead'))
            ) {strict}
            """,
            "CREATE INDEX jobs_by_due ON jobs (state, kind, due, number)",
            """
            CREATE TABLE notifications (
                id {id},
                dedupe_key TEXT NOT NULL UNIQUE,
                time {int} NOT NULL,
                severity TEXT NOT NULL,
                title TEXT NOT NULL,
                text TEXT NOT NULL,
                state TEXT NOT NULL,
                attempts {int} NOT NULL,
                updated_at {int} NOT NULL,
                CHECK (state IN ('pending', 'sent', 'failed'))
            ) {strict}
            """,
            "CREATE INDEX notifications_by_state ON notifications (state, id)",
        ])
}
