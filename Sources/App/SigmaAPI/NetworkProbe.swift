internal import NIOCore
internal import NIOPosix

/// Short looks at the network, for checks before something is started.
package enum NetworkProbe {
    /// Why nothing can listen at an address and port; nil when it can.
    package static func listeningProblem(address: String, port: Int) async -> String? {
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
                .bind(host: address, port: port).get()
            try await channel.close()
            return nil
        } catch { return "\(error)" }
    }

    /// Why nothing can be reached at a host and port; nil when somebody accepts a connection.
    package static func connectingProblem(host: String, port: Int, timeoutSeconds: Int64 = 3) async -> String? {
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(timeoutSeconds)).connect(host: host, port: port).get()
            try await channel.close()
            return nil
        } catch { return "\(error)" }
    }
}
