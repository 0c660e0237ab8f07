extension Study {
    /// The study that has seen these trials: it proposes next what the one that made them would have proposed.
    ///
    /// - Complexity: that of telling every trial again; none is asked again.
    package init(
        replaying records: [Trial], in space: SearchSpace, _ direction: Direction,
        sampler: SamplerSettings = .standard, seed: UInt64
    ) throws(StudyError) {
        self.init(space, direction, sampler: sampler, seed: seed)
        for (place, record) in records.enumerated() { try Self.check(record, at: place, in: space) }
        let ends = try Self.ends(of: records)
        for record in records {
            begin(
                Trial(
                    number: record.number, values: record.values, point: record.point, origin: record.origin,
                    reports: record.reports))
        }
        for number in ends { end(number, records[number].state) }
    }

    private static func check(_ record: Trial, at place: Int, in space: SearchSpace) throws(StudyError) {
        guard record.number == place else { throw .recordNumber(place: place, number: record.number) }
        do { try space.check(record.values) } catch { throw .space(error) }
        guard record.point.count == space.dimensions.count, record.point.allSatisfy((0...1).contains) else {
            throw .recordPoint(trial: place)
        }
        if let value = record.value, !value.isFinite { throw .notFinite(trial: place, value: value) }
        for (last, next) in zip(record.reports, record.reports.dropFirst()) where last.step >= next.step {
            throw .step(trial: place, step: next.step)
        }
    }

    /// The ended trials in the order of their ends.
    private static func ends(of records: [Trial]) throws(StudyError) -> [Int] {
        var ends = [Int?](repeating: nil, count: records.count { $0.state != .running })
        for record in records {
            guard let end = record.endPlace else {
                if record.state == .running { continue }
                throw .recordEnds(trial: record.number)
            }
            guard record.state != .running, ends.indices.contains(end), ends[end] == nil else {
                throw .recordEnds(trial: record.number)
            }
            ends[end] = record.number
        }
        return ends.compactMap { $0 }
    }
}
