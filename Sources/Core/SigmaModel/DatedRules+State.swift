extension StateArchive {
    /// Writes or reads which period of a table is in force; by its beginning, since later rules may be added to a table
    /// after the state was saved.
    ///
    /// - Returns: the period in the table of now.
    public mutating func period(_ period: Int, of dated: DatedRules) throws(StateError) -> Int {
        let here = place
        var from = dated.periods[period].from
        try field(&from)
        guard let found = dated.periods.firstIndex(where: { $0.from == from }) else {
            throw .invalid("beginning of a period of rules", here)
        }
        return found
    }
}
