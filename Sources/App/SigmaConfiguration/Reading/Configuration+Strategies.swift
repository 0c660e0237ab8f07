internal import SigmaEngine
internal import SigmaModel
internal import SigmaStrategies

extension Configuration {
    /// The instruments, each with its venue's rules.
    static func readInstruments(_ reader: inout SettingReader) -> [Instrument] {
        var instruments: [Instrument] = []
        for element in reader.elements(of: InstrumentKeys.section) {
            let venue = reader.value(InstrumentKeys.venue, of: element)
            let symbol = reader.value(InstrumentKeys.symbol, of: element)
            let kind = reader.value(InstrumentKeys.kind, of: element)
            guard let venue, let symbol, let kind else {
                reader.spoil(InstrumentKeys.section.name)
                continue
            }
            let symbolPath = "\(element.path).symbol"
            do throws(SymbolError) {
                let instrument = try Instrument(venue: venue, symbol: symbol, kind: kind)
                if kind == .linear && venue != .bybit {
                    reader.refuse(
                        "\(element.path).kind", symbolPath,
                        problem: "is linear, which \(venue.rawValue) does not offer",
                        mend: "write spot, or choose venue bybit")
                } else if instruments.contains(where: { $0.venue == venue && $0.symbol == symbol }) {
                    reader.refuse(
                        symbolPath, problem: "\(symbol) of \(venue.rawValue) is listed twice", mend: "remove one")
                } else {
                    instruments.append(instrument)
                    continue
                }
            } catch {
                reader.refuse(symbolPath, problem: "is wrong: \(error)", mend: "write the venue's own name")
            }
            reader.spoil(InstrumentKeys.section.name)
        }
        return instruments
    }

    /// The strategies, each compared with its declaration and with the instruments.
    static func readStrategies(_ reader: inout SettingReader, instruments: [Instrument]) -> [StrategyPlan] {
        var ids: [String] = []
        return reader.elements(of: StrategyKeys.section).compactMap { element in
            let id = reader.value(StrategyKeys.id, of: element)
            let name = reader.value(StrategyKeys.name, of: element)
            let instrument = readInstrument(&reader, of: element, instruments: instruments)
            let timeframe = reader.value(StrategyKeys.timeframe, of: element)
            let sizing = reader.value(StrategyKeys.sizing, of: element)
            let preset = reader.value(StrategyKeys.preset, of: element)
            let texts = reader.map(StrategyKeys.parameters, of: element)
            if let id, ids.contains(id) {
                reader.refuse(
                    "\(element.path).id", problem: "'\(id)' is taken by another strategy", mend: "choose another id")
            }
            if let id { ids.append(id) }
            guard let name, let descriptor = readDescriptor(&reader, name: name, of: element) else { return nil }
            let parameters = readParameters(&reader, texts, descriptor, of: element)
            guard let id, let instrument, let timeframe, let sizing, let preset, let parameters else { return nil }
            do throws(StrategyError) {
                _ = try StrategyRegistry.make(
                    name: name, parameters: parameters, instrument: instrument, timeframe: timeframe, sizing: sizing)
            } catch {
                reader.refuse(
                    "\(element.path).parameters", "\(element.path).name", problem: "do not fit: \(error)",
                    mend: "sigma strategies \(name) shows what each takes")
            }
            return StrategyPlan(
                id: id, name: name, instrument: instrument, timeframe: timeframe, sizing: sizing,
                parameters: parameters, givenParameters: texts.map(\.name), preset: preset)
        }
    }

    private static func readDescriptor(
        _ reader: inout SettingReader, name: String, of element: SettingReader.Element
    ) -> StrategyDescriptor? {
        do throws(StrategyError) {
            return try StrategyRegistry.descriptor(named: name)
        } catch {
            let names = StrategyRegistry.descriptors.map(\.name)
            let error = FormError(unknown: name, among: names)
            reader.refuse("\(element.path).name", problem: "'\(name)' \(error.problem)", mend: error.mend)
            return nil
        }
    }

    /// The place of a strategy's instrument in the list; nil where that is missing or not clear.
    private static func readInstrument(
        _ reader: inout SettingReader, of element: SettingReader.Element, instruments: [Instrument]
    ) -> InstrumentID? {
        let venue = reader.value(StrategyKeys.venue, of: element)
        guard let symbol = reader.value(StrategyKeys.symbol, of: element), let venue else { return nil }
        let found = instruments.indices.filter {
            instruments[$0].symbol == symbol && (venue == nil || instruments[$0].venue == venue)
        }
        let path = "\(element.path).symbol"
        if found.count > 1 {
            let venues = found.map { instruments[$0].venue.rawValue }.joined(separator: ", ")
            reader.refuse(path, problem: "'\(symbol)' trades at \(venues)", mend: "add venue to the strategy")
        } else if found.isEmpty, reader.isSound(InstrumentKeys.section.name) {
            let others = instruments.map(\.symbol).filter { $0 != symbol }
            let nearest = NearestName.of(symbol, in: others).map { "did you mean \($0)? " } ?? ""
            let listed = instruments.map { "\($0.venue.rawValue) \($0.symbol)" }.joined(separator: ", ")
            let venueText = venue.map { " of \($0.rawValue)" } ?? ""
            reader.refuse(
                path, InstrumentKeys.section.name, problem: "\(DisplayText.quoted(symbol))\(venueText) is not listed",
                mend: "\(nearest)instruments lists \(listed.isEmpty ? "nothing" : listed)")
        }
        return found.count == 1 ? InstrumentID(found[0]) : nil
    }

    private static func readParameters(
        _ reader: inout SettingReader, _ texts: [(name: String, text: String, at: SettingPlace)],
        _ descriptor: StrategyDescriptor, of element: SettingReader.Element
    ) -> ParameterValues? {
        var values = ParameterValues(descriptor.parameters)
        var isSound = true
        for (name, text, place) in texts {
            let path = "\(element.path).parameters.\(name)"
            do throws(ParameterError) {
                try values.set(name, to: text)
                continue
            } catch {
                let known = descriptor.parameters.map(\.name)
                switch error {
                case .unknown:
                    let nearest = NearestName.of(name, in: known).map { "did you mean \($0)? " } ?? ""
                    reader.refuse(
                        at: place, path, problem: "is not a parameter of \(descriptor.name)",
                        mend: "\(nearest)it has \(known.joined(separator: ", "))")
                case .notAValue(let spec, _):
                    reader.refuse(
                        at: place, path, problem: "\(DisplayText.quoted(text)) is not a value",
                        mend: "it takes \(spec.domain)")
                case .outOfRange(let spec, _):
                    reader.refuse(
                        at: place, path, problem: "\(DisplayText.quoted(text)) is out of range",
                        mend: "it takes \(spec.domain)")
                case .contradiction(let sentence):
                    reader.refuse(at: place, path, problem: sentence, mend: "change one of them")
                }
            }
            isSound = false
        }
        return isSound ? values : nil
    }
}
