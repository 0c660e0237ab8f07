package import SigmaEngine
package import SigmaModel
package import SigmaSimulation
package import SigmaStrategies

/// Builds sessions from manifests; the only place that does, so that a replay gets exactly what ran.
package enum SessionFactory {
    /// Why a manifest makes no session.
    package enum Failure: Error, CustomStringConvertible {
        case symbol(SymbolError)
        case strategy(id: String, StrategyError)
        case parameter(id: String, ParameterError)
        case unknownInstrument(id: String, Int)
        case currencies([String])
        case nothing(String)

        package var description: String {
            switch self {
            case .symbol(let error): error.description
            case .strategy(let id, let error): "strategy '\(id)': \(error)"
            case .parameter(let id, let error): "strategy '\(id)': \(error)"
            case .unknownInstrument(let id, let place):
                "strategy '\(id)' trades instrument \(place), which is not listed"
            case .currencies(let quotes):
                "the instruments are quoted in \(quotes.joined(separator: " and ")); a session has one currency, so give "
                    + "each currency a session of its own"
            case .nothing(let what): "the session has no \(what); name at least one"
            }
        }
    }

    /// The instruments of a manifest.
    package static func table(_ manifest: SessionManifest) throws(Failure) -> InstrumentTable {
        guard !manifest.instruments.isEmpty else { throw .nothing("instruments") }
        var table = InstrumentTable()
        var quotes: [String] = []
        for entry in manifest.instruments {
            do throws(SymbolError) {
                let instrument = try entry.instrument()
                _ = table.add(instrument)
                if !quotes.contains(instrument.quote) { quotes.append(instrument.quote) }
            } catch { throw .symbol(error) }
        }
        guard quotes.count == 1 else { throw .currencies(quotes) }
        return table
    }

    /// A session that has not begun but for its opening balance.
    ///
    /// - Parameter presets: parameters that replace the manifest's, by strategy; an empty list replaces none.
    package static func session(
        _ manifest: SessionManifest, presets: [[PresetChange.Parameter]] = [], recording: Recording,
        sampleSpan: TimeSpan = .day
    ) throws(Failure) -> BacktestSession {
        let table = try table(manifest)
        guard !manifest.strategies.isEmpty else { throw .nothing("strategies") }
        var slots: [StrategySlot] = []
        for (place, entry) in manifest.strategies.enumerated() {
            let preset = presets.indices.contains(place) ? presets[place] : []
            slots.append(try slot(entry, in: table, preset.isEmpty ? entry.parameters : values(of: preset)))
        }
        return BacktestSession(
            table: table, slots: slots, limits: manifest.limits, settings: manifest.simulation, cash: manifest.cash,
            startingAt: manifest.start, sampleSpan: sampleSpan, recording: recording,
            candleGrace: manifest.candleGrace, isOutside: manifest.opening != nil)
    }

    /// A strategy of a manifest with other parameters.
    package static func runner(
        _ change: PresetChange, in manifest: SessionManifest
    ) throws(Failure) -> StrategyRunner {
        let place = Int(change.strategy.index)
        guard manifest.strategies.indices.contains(place) else { throw .nothing("strategy number \(place)") }
        return try slot(manifest.strategies[place], in: try table(manifest), values(of: change.parameters)).runner
    }

    private static func values(of parameters: [PresetChange.Parameter]) -> [String: String] {
        Dictionary(parameters.map { ($0.name, $0.text) }) { _, last in last }
    }

    private static func slot(
        _ entry: SessionManifest.StrategyEntry, in table: InstrumentTable, _ parameters: [String: String]
    ) throws(Failure) -> StrategySlot {
        guard table.instruments.indices.contains(entry.instrument) else {
            throw .unknownInstrument(id: entry.id, entry.instrument)
        }
        let descriptor: StrategyDescriptor
        do throws(StrategyError) { descriptor = try StrategyRegistry.descriptor(named: entry.name) } catch {
            throw .strategy(id: entry.id, error)
        }
        var values = ParameterValues(descriptor.parameters)
        do throws(ParameterError) {
            for (name, text) in parameters.sorted(by: { $0.key < $1.key }) { try values.set(name, to: text) }
        } catch { throw .parameter(id: entry.id, error) }
        do throws(StrategyError) {
            return try StrategyRegistry.make(
                name: entry.name, parameters: values, instrument: InstrumentID(entry.instrument),
                timeframe: entry.timeframe, sizing: entry.sizing)
        } catch { throw .strategy(id: entry.id, error) }
    }
}
