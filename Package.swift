// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every target: Swift 6 mode, warnings are errors, and optimisation across module boundaries,
/// because the event path runs through several small targets and must be inlined as if it were one.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

let basicContainers = Target.Dependency.product(name: "BasicContainers", package: "swift-collections")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let hdrHistogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let serviceTestKit = Target.Dependency.product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A target of one ring; the folder shows the ring.
func ring(_ ring: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(ring)/\(name)", swiftSettings: settings)
}

/// The tests of one target.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "sigma",
    products: [.executable(name: "sigma", targets: ["sigma"])],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        ring("Core", "SigmaModel"),
        ring("Core", "SigmaIndicators", ["SigmaModel"]),
        ring("Core", "SigmaEngine", ["SigmaModel", basicContainers]),
        ring("Core", "SigmaStrategies", ["SigmaModel", "SigmaIndicators", "SigmaEngine"]),
        ring("Core", "SigmaSimulation", ["SigmaModel", "SigmaEngine", basicContainers, deques]),
        ring("Core", "SigmaAnalytics", ["SigmaModel", .product(name: "RealModule", package: "swift-numerics")]),
        ring(
            "Core", "SigmaLearning",
            ["SigmaModel", "SigmaEngine", "SigmaAnalytics", .product(name: "RealModule", package: "swift-numerics")]),
        ring("Ports", "SigmaPorts", ["SigmaModel"]),
        ring("Adapters", "SigmaWire", ["SigmaModel"]),
        ring("Adapters", "SigmaBybit", ["SigmaModel", "SigmaPorts", "SigmaTransport", "SigmaWire", crypto]),
        ring("Adapters", "SigmaHistory", ["SigmaModel", "SigmaWire", "CXXHash", "CZlib"]),
        ring("Adapters", "SigmaJournal", ["SigmaModel", "SigmaPorts", "CXXHash", "CFileSpace"]),
        .systemLibrary(name: "CFileSpace", path: "Sources/Adapters/CFileSpace"),
        ring("Adapters", "SigmaMessaging", ["SigmaModel", "SigmaPorts", "CHiredis", "CRabbitMQ"]),
        .systemLibrary(
            name: "CHiredis", path: "Sources/Adapters/CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CRabbitMQ", path: "Sources/Adapters/CRabbitMQ", pkgConfig: "librabbitmq",
            providers: [.apt(["librabbitmq-dev"])]),
        ring(
            "Adapters", "SigmaTransport",
            ["SigmaModel", "SigmaPorts", httpClient, nioCore, nioHTTP1, nioPosix, nioSSL, nioWebSocket]),
        ring("Adapters", "SigmaBinance", ["SigmaModel", "SigmaPorts", "SigmaWire", "SigmaTransport", crypto]),
        ring("Adapters", "SigmaUpbit", ["SigmaModel", "SigmaPorts", "SigmaWire", "SigmaTransport", crypto]),
        ring("Adapters", "SigmaYahoo", ["SigmaModel", "SigmaPorts", "SigmaWire", "SigmaTransport"]),
        .systemLibrary(name: "CTimex", path: "Sources/Adapters/CTimex"),
        .systemLibrary(
            name: "CXXHash", path: "Sources/Adapters/CXXHash", pkgConfig: "libxxhash",
            providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/Adapters/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        ring("Adapters", "SigmaObservability", ["SigmaModel", "SigmaPorts", logging, metrics, hdrHistogram]),
        ring(
            "App", "SigmaConfiguration",
            ["SigmaModel", "SigmaPorts", "SigmaEngine", "SigmaStrategies", "SigmaSimulation", yams]),
        ring(
            "Adapters", "SigmaStorage",
            [
                "SigmaModel", "SigmaPorts", "CPostgres", grdb,
            ]),
        .systemLibrary(
            name: "CPostgres", path: "Sources/Adapters/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        ring(
            "App", "SigmaAPI",
            [
                "SigmaModel", "SigmaPorts", "SigmaObservability", hummingbird, httpClient, serviceLifecycle, logging,
                nioCore, nioHTTP1, nioPosix,
            ]),
        ring(
            "App", "SigmaServing",
            [
                "SigmaModel", hummingbirdCore, hummingbirdTLS, nioCore, nioHTTP1, nioPosix, nioWebSocket, nioSSL,
                nioHTTPTypes, nioHTTPTypesHTTP1, httpTypes, crypto, logging, serviceLifecycle,
            ]),
        ring(
            "App", "SigmaEmulator",
            [
                "SigmaModel", "SigmaEngine", "SigmaSimulation", "SigmaPorts", "SigmaHistory", "SigmaRuntime",
                "SigmaServing", crypto, logging, serviceLifecycle,
            ]),
        ring(
            "App", "SigmaReport",
            ["SigmaModel", "SigmaAnalytics", .product(name: "RealModule", package: "swift-numerics")]),
        ring(
            "App", "SigmaRuntime",
            [
                "SigmaModel", "SigmaEngine", "SigmaStrategies", "SigmaSimulation", "SigmaPorts", "SigmaHistory",
                "SigmaJournal", "SigmaObservability", logging, "SigmaStorage", basicContainers, serviceLifecycle,
            ]),
        ring(
            "App", "SigmaCLI",
            [
                "SigmaModel", "SigmaIndicators", "SigmaEngine", "SigmaStrategies", "SigmaSimulation", "SigmaAnalytics",
                "SigmaHistory", "SigmaReport", "SigmaConfiguration", "SigmaRuntime", "SigmaPorts", "SigmaJournal",
                "SigmaMessaging", "SigmaObservability", "SigmaStorage", "SigmaAPI", "SigmaTransport", "SigmaWire",
                "SigmaUpbit", "SigmaBinance", "SigmaBybit", "SigmaYahoo", "CTimex", argumentParser, logging,
                "SigmaEmulator", "SigmaServing", serviceLifecycle,
            ]),
        .executableTarget(
            name: "sigma", dependencies: ["SigmaCLI"], path: "Sources/App/sigma", swiftSettings: settings),
        .executableTarget(
            name: "sigma-bench",
            dependencies: [
                "AllocationCounter", "SigmaModel", "SigmaEngine", "SigmaStrategies", "SigmaSimulation", "SigmaHistory",
                "SigmaJournal", "SigmaObservability", "SigmaPorts", "SigmaRuntime", "SigmaBinance",
                "SigmaBybit", "SigmaUpbit", "SigmaWire", "SigmaEmulator", "SigmaServing", "SigmaAnalytics", logging,
                "SigmaTransport", "SigmaLearning", nioCore, nioHTTP1, nioPosix, nioSSL, nioWebSocket,
            ],
            path: "Benchmarks/SigmaBench", swiftSettings: settings),
        .target(name: "AllocationCounter", path: "Benchmarks/AllocationCounter"),
        tests("SigmaModelTests", ["SigmaModel"]),
        tests("TidyTests", []),
        tests("SigmaIndicatorsTests", ["SigmaIndicators", "SigmaModel"]),
        tests("SigmaStrategiesTests", ["SigmaStrategies", "SigmaSimulation", "SigmaEngine", "SigmaModel"]),
        .target(
            name: "TestKit", dependencies: ["SigmaEngine", "SigmaModel"], path: "Tests/TestKit", swiftSettings: settings
        ),
        .target(
            name: "TestServers", dependencies: ["SigmaModel", "SigmaPorts"], path: "Tests/TestServers",
            swiftSettings: settings),
        .target(
            name: "TestVenues",
            dependencies: [
                "SigmaEmulator", "SigmaServing", "SigmaTransport", "TestServers", logging, serviceLifecycle,
            ],
            path: "Tests/TestVenues", swiftSettings: settings),
        tests(
            "SigmaStorageTests",
            [
                "SigmaStorage", "SigmaRuntime", "SigmaSimulation", "SigmaEngine", "SigmaPorts", "SigmaModel",
                "TestServers", "TestKit", logging,
            ]),
        tests(
            "SigmaBybitTests",
            [
                "SigmaBybit", "SigmaPorts", "SigmaTransport", "SigmaWire", "SigmaModel", "SigmaHistory",
                "SigmaEmulator", "SigmaRuntime", "TestVenues",
            ]),
        tests("SigmaEngineTests", ["SigmaEngine", "SigmaModel", "TestKit", basicContainers]),
        tests("SigmaSimulationTests", ["SigmaSimulation", "SigmaEngine", "SigmaModel", "TestKit"]),
        tests("SigmaMessagingTests", ["SigmaMessaging", "SigmaStorage", "SigmaPorts", "SigmaModel", "TestServers"]),
        tests("SigmaWireTests", ["SigmaWire", "SigmaModel"]),
        tests(
            "SigmaBinanceTests", ["SigmaBinance", "SigmaTransport", "SigmaWire", "SigmaPorts", "SigmaModel", crypto]),
        tests(
            "BinanceEmulationTests",
            [
                "SigmaBinance", "SigmaEmulator", "SigmaServing", "SigmaHistory", "SigmaTransport", "SigmaWire",
                "SigmaPorts", "SigmaRuntime", "SigmaModel", "TestServers", "TestVenues",
            ]),
        tests(
            "CompletenessTests",
            [
                "SigmaUpbit", "SigmaBinance", "SigmaBybit", "SigmaEmulator", "SigmaHistory", "SigmaTransport",
                "SigmaPorts", "SigmaRuntime", "SigmaModel", "TestVenues",
            ]),
        tests(
            "SigmaUpbitTests",
            [
                "SigmaUpbit", "SigmaTransport", "SigmaWire", "SigmaPorts", "SigmaModel", "SigmaEmulator",
                "SigmaRuntime", "TestServers", "TestVenues",
            ]),
        tests("SigmaYahooTests", ["SigmaYahoo", "SigmaTransport", "SigmaPorts", "SigmaModel", "TestVenues"]),
        tests("SigmaHistoryTests", ["SigmaHistory", "SigmaModel"]),
        tests("SigmaJournalTests", ["SigmaJournal", "SigmaHistory", "SigmaPorts", "SigmaModel"]),
        tests(
            "SigmaConfigurationTests",
            ["SigmaConfiguration", "SigmaEngine", "SigmaModel", "SigmaPorts", "SigmaSimulation"]),
        tests("SigmaObservabilityTests", ["SigmaObservability", "SigmaPorts", "SigmaModel", logging, metrics]),
        tests(
            "SigmaAPITests",
            [
                "SigmaAPI", "SigmaObservability", "SigmaPorts", "SigmaModel", "TestServers", httpClient,
                serviceLifecycle,
                logging, nioCore, nioHTTP1,
            ]),
        tests("SigmaCLITests", ["SigmaCLI", "sigma", "SigmaHistory", "SigmaPorts", "SigmaModel", argumentParser]),
        .target(
            name: "BenchmarkData", dependencies: ["SigmaModel"], path: "Benchmarks/BenchmarkData",
            swiftSettings: settings),
        tests("BenchmarkDataTests", ["BenchmarkData", "SigmaModel"]),
        tests("SigmaAnalyticsTests", ["SigmaAnalytics", "SigmaModel", "TestKit"]),
        tests("SigmaLearningTests", ["SigmaLearning", "SigmaEngine", "SigmaModel", "TestKit"]),
        tests("SigmaPortsTests", ["SigmaPorts", "SigmaModel"]),
        tests(
            "SigmaRuntimeTests",
            [
                "SigmaRuntime", "SigmaJournal", "SigmaObservability", "SigmaPorts", "SigmaHistory", "SigmaEngine",
                "SigmaSimulation", "SigmaModel", serviceLifecycle, serviceTestKit, logging,
            ]),
        tests(
            "SigmaTransportTests",
            [
                "SigmaTransport", "SigmaPorts", "SigmaModel", "TestServers", nioCore, nioEmbedded, nioHTTP1, nioPosix,
                nioSSL, nioWebSocket,
            ]),
        .systemLibrary(name: "CProcess", path: "Tests/CProcess"),
        tests(
            "IntegrationTests",
            [
                "CProcess", "TestServers", "TestVenues", "sigma", "SigmaAPI", "SigmaCLI", "SigmaConfiguration",
                "SigmaEmulator", "SigmaServing", "SigmaEngine", "SigmaHistory", "SigmaSimulation", "SigmaObservability",
                "SigmaRuntime", "SigmaStorage", "SigmaMessaging", "SigmaJournal", "SigmaPorts", "SigmaModel", grdb,
            ]),
        tests(
            "SigmaEmulatorTests",
            [
                "SigmaEmulator", "SigmaServing", "SigmaHistory", "SigmaSimulation", "SigmaPorts", "SigmaModel",
                "SigmaRuntime", "TestServers", "TestVenues", httpClient, nioCore, nioPosix, nioHTTP1, nioWebSocket,
                nioSSL, crypto, logging,
            ]),
        tests("SigmaReportTests", ["SigmaReport", "SigmaAnalytics", "SigmaModel"]),
    ],
    swiftLanguageModes: [.v6]
)
