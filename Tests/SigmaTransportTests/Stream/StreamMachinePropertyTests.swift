import SigmaModel
import Testing

@testable import SigmaTransport

/// A world of servers that fail in every way, driven by a seed, with the rules that must hold in it.
private struct StreamWorld {
    enum Socket: Hashable {
        case dialling
        case open
        case ready
        /// The machine wants it gone; it goes some time later.
        case leaving
    }

    let seed: UInt64
    var random: SplitMix64
    var desk: MachineDesk
    var sockets: [StreamConnectionID: Socket] = [:]
    var tries: [TimeSpan] = []
    var replacements = 0
    var isFinished = false
    private let rate: (count: Int, per: TimeSpan)

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix64(seed: seed)
        let rate = (count: random.pick(1...12), per: ms(Int64(random.pick(1_000...60_000))))
        self.rate = rate
        let hasLifetime = random.oneIn(2)
        desk = MachineDesk(seed: seed) { plan in
            plan.connectRate = rate
            plan.lifetime = hasLifetime ? ms(20_000) : nil
            plan.staleAfter = ms(5_000)
            plan.backoff = (first: ms(50), limit: ms(2_000))
        }
        desk.tell { $0.advance(at: $1) }
    }

    /// Obeys, and checks that what is asked makes sense.
    mutating func obey() {
        for action in desk.take() {
            switch action {
            case .connect(let id):
                #expect(sockets[id] == nil, "seed \(seed): \(id) again")
                sockets[id] = .dialling
                tries.append(desk.now)
                let recent = tries.filter { $0.nanoseconds > desk.now.nanoseconds - rate.per.nanoseconds }.count
                #expect(recent <= rate.count, "seed \(seed): \(recent) tries")
            case .close(let id):
                if !desk.machine.isStopping {
                    let another = sockets.contains { $0.key != id && $0.value == .ready }
                    #expect(another && desk.machine.isReplaced(id), "seed \(seed): closed the only one")
                    replacements += 1
                }
                #expect(sockets[id] == .open || sockets[id] == .ready, "seed \(seed)")
                sockets[id] = .leaving
            case .cut(let id, _):
                #expect(sockets[id] == .open || sockets[id] == .ready, "seed \(seed)")
                sockets[id] = .leaving
            case .finish:
                #expect(sockets.isEmpty, "seed \(seed)")
                isFinished = true
            }
        }
        let live = sockets.values.count { $0 != .leaving }
        #expect(live <= 2, "seed \(seed): \(live) connections at once")
        if !desk.machine.isStopping, live == 0 {
            #expect(desk.machine.wakeAt != nil, "seed \(seed): sleeps for ever without a connection")
        }
    }

    /// Time passes; the machine is woken when it wishes and obeyed at once, so that each try is noted at its time.
    mutating func pass(_ span: TimeSpan) {
        let end = desk.now + span
        var looks = 0
        while let wake = desk.machine.wakeAt, wake <= end, looks < 10 {
            desk.now = max(desk.now, wake)
            desk.tell { $0.advance(at: $1) }
            obey()
            looks += 1
        }
        #expect(looks < 10, "seed \(seed): wakes again and again at one time")
        desk.now = max(desk.now, end)
    }

    /// Something happens to one socket.
    mutating func happen() {
        guard let id = sockets.keys.sorted().randomElement(using: &random), let socket = sockets[id] else { return }
        switch (socket, random.pick(0...9)) {
        case (.dialling, 0...5):
            sockets[id] = .open
            desk.tell { $0.opened(id, at: $1) }
        case (.open, 0...6):
            sockets[id] = .ready
            desk.tell { $0.ready(id, at: $1) }
        case (.ready, 0...5): desk.machine.heard(id, at: desk.now)
        case (.ready, 6): desk.tell { $0.replace(id, at: $1) }
        case (.open, 7), (.ready, 7): desk.tell { $0.reconnect(id, "of no use", at: $1) }
        case (.open, 8), (.dialling, 6...7): break
        default:
            sockets[id] = nil
            desk.tell { $0.ended(id, at: $1) }
        }
        obey()
    }
}

@Suite("Stream machine, properties")
struct StreamMachinePropertyTests {
    @Test("keeps its rules in a world that fails in every way", arguments: UInt64(0)..<200)
    func rules(seed: UInt64) {
        var world = StreamWorld(seed: seed)
        world.obey()
        for _ in 0..<1_000 {
            world.happen()
            world.pass(ms(Int64(world.random.pick(0...800))))
        }
        #expect(world.tries.count > 5, "seed \(seed) tests nothing")
        world.desk.tell { machine, _ in machine.stop() }
        world.obey()
        for id in world.sockets.keys.sorted() {
            world.sockets[id] = nil
            world.desk.tell { $0.ended(id, at: $1) }
            world.obey()
        }
        #expect(world.isFinished, "seed \(seed)")
    }

    @Test("in a world that works again, a connection stands within a minute and a half", arguments: UInt64(0)..<50)
    func recovery(seed: UInt64) {
        var world = StreamWorld(seed: seed)
        world.obey()
        for _ in 0..<300 {
            world.happen()
            world.pass(ms(Int64(world.random.pick(0...300))))
        }
        let begin = world.desk.now
        while !world.sockets.values.contains(.ready), world.desk.now - begin < ms(90_000) {
            for (id, socket) in world.sockets.sorted(by: { $0.key < $1.key }) {
                switch socket {
                case .dialling:
                    world.sockets[id] = .open
                    world.desk.tell { $0.opened(id, at: $1) }
                case .open:
                    world.sockets[id] = .ready
                    world.desk.tell { $0.ready(id, at: $1) }
                case .leaving:
                    world.sockets[id] = nil
                    world.desk.tell { $0.ended(id, at: $1) }
                case .ready: break
                }
                world.obey()
            }
            world.pass(ms(100))
        }
        #expect(world.sockets.values.contains(.ready), "seed \(seed)")
    }
}
