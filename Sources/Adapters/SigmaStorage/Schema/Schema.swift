/// The tables of the store, by migration.
package enum Schema {
    /// Every migration of this program, in order.
    package static let migrations: [Migration] = [learning, trading, people, work, fees]
}
