extension Schema {
    /// Presets with their history, and the people who use the dashboard.
    static let people = Migration(
        3, "presets and people",
        [
            """
            CREATE TABLE presets (
                id {id},
                name TEXT NOT NULL,
                strategy TEXT NOT NULL,
                venue TEXT NOT NULL,
                symbol TEXT NOT NULL,
                tf TEXT NOT NULL,
                params {json} NOT NULL,
                state TEXT NOT NULL,
                source TEXT NOT NULL,
                run_id TEXT,
                created_at {int} NOT NULL,
                updated_at {int} NOT NULL,
                UNIQUE (strategy, venue, symbol, tf, name),
                CHECK (state IN ('candidate', 'shadow', 'active', 'retired'))
            ) {strict}
            """,
            """
            CREATE UNIQUE INDEX presets_one_active ON presets (strategy, venue, symbol, tf) WHERE state = 'active'
            """,
            """
            CREATE TABLE preset_audit (
                id {id},
                preset_id {int} NOT NULL REFERENCES presets (id),
                from_state TEXT,
                to_state TEXT NOT NULL,
                actor TEXT NOT NULL,
                reason TEXT NOT NULL,
                evidence {json} NOT NULL,
                time {int} NOT NULL
            ) {strict}
            """,
            "CREATE INDEX preset_audit_by_preset ON preset_audit (preset_id, id)",
            """
            CREATE TABLE users (
                id {id},
                name TEXT NOT NULL UNIQUE,
                password_hash TEXT NOT NULL,
                role TEXT NOT NULL,
                is_enabled {bool} NOT NULL,
                created_at {int} NOT NULL,
                updated_at {int} NOT NULL
            ) {strict}
            """,
            """
            CREATE TABLE preferences (
                user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                key TEXT NOT NULL,
                value {json} NOT NULL,
                updated_at {int} NOT NULL,
                PRIMARY KEY (user_id, key)
            ) {strict}
            """,
        ])
}
