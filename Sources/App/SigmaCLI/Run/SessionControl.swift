internal import SigmaAPI
internal import SigmaModel
internal import SigmaRuntime

/// Turns what a person asks over the control socket into requests to the engine.
struct SessionControl: Sendable {
    /// Every command with its arguments, for help and errors.
    static let usage = """
        halt, reduce-only, resume, cancel-all, flatten, kill, transfer amount=…, preset strategy=… name=… [parameter=value …]
        """

    let inbox: CommandInbox
    let manifest: SessionManifest

    /// Returns when the engine has recorded and applied the command.
    func perform(_ command: ControlCommand) async throws(ControlError) -> ControlReply {
        let request = try request(command)
        do throws(InboxError) { try await inbox.submit(request) } catch .refused(let reason) {
            throw .refused(reason)
        } catch {
            throw .failed(error.description)
        }
        return ControlReply(message: "done: \(command.name)")
    }

    private func request(_ command: ControlCommand) throws(ControlError) -> SessionRequest {
        switch command.name {
        case "halt": return .command(.setTradingState(.halted))
        case "reduce-only": return .command(.setTradingState(.reduceOnly))
        case "resume": return .command(.setTradingState(.active))
        case "cancel-all": return .command(.cancelAll)
        case "flatten": return .command(.flatten)
        case "kill": return .command(.kill)
        case "transfer": return .transfer(try transfer(command.arguments))
        case "preset": return .preset(try preset(command.arguments))
        default: throw .malformed("there is no command '\(command.name)'; there are \(Self.usage)")
        }
    }

    private func transfer(_ arguments: [String: String]) throws(ControlError) -> Transfer {
        guard let text = arguments["amount"], let amount = try? Money(text) else {
            throw .malformed("transfer needs amount=…, a decimal; negative for a withdrawal")
        }
        // A session is quoted in one currency, the quote of its first instrument.
        guard let table = try? SessionFactory.table(manifest) else { throw .failed("the session has no instruments") }
        return Transfer(asset: table.quotes[0], time: .epoch, amount: amount.raw)
    }

    private func preset(_ arguments: [String: String]) throws(ControlError) -> PresetChange {
        guard let id = arguments["strategy"], let place = manifest.strategies.firstIndex(where: { $0.id == id }) else {
            throw .malformed(
                "preset needs strategy=…, one of \(manifest.strategies.map(\.id).joined(separator: ", "))")
        }
        guard let name = arguments["name"] else { throw .malformed("preset needs name=…, what to call it") }
        let parameters = arguments.filter { $0.key != "strategy" && $0.key != "name" }.sorted { $0.key < $1.key }
        return PresetChange(
            strategy: StrategyID(place), time: .epoch, preset: name,
            parameters: parameters.map { PresetChange.Parameter(name: $0.key, text: $0.value) })
    }
}
