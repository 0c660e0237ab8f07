package import ArgumentParser

/// The options that say what to trade, how, and under which assumptions.
package struct BacktestOptions: ParsableArguments {
    @Option(help: "The venue whose rules and fees apply: upbit, binance, bybit or generic.")
    package var venue = "generic"

    @Option(help: "The venue's name of the instrument, such as KRW-BTC, BTCUSDT or, for generic, BTC/USD.")
    package var symbol: String?

    @Option(help: "The candles of the strategy: tick, 1s … 1d. The source's own timeframe when absent.")
    package var timeframe: String?

    @Option(help: "The strategy; `sigma strategies` lists them.")
    package var strategy = "vmsi"

    @Option(name: .customLong("set"), help: "A strategy parameter as name=value; repeat for more.")
    package var parameters: [String] = []

    @Option(help: "The size of an entry: fixed:QUANTITY, total:AMOUNT or percent:SHARE of equity, fee included.")
    package var sizing = "percent:95"

    @Option(help: "The starting cash in the quote currency.")
    package var cash = "10000000"

    @Option(help: "The fee of every fill as a share, such as 0.0005; the venue's own fees when absent.")
    package var fee: String?

    @Option(
        help:
            "What fees are taken in: quote, or received (of a buy out of what was bought); the venue's own way when absent."
    )
    package var feeAsset: String?

    @Option(help: "Fill rule without a book: next-open, or same-close (optimistic, for comparison only).")
    package var fill = "next-open"

    @Option(help: "Half of the assumed bid-ask spread as a share of the price, paid by every taker without a book.")
    package var slippage = "0"

    @Option(help: "The share of the price paid by an order as large as the bar's volume; less in proportion.")
    package var impact = "0"

    @Option(help: "The largest share of a bar's or trade's volume that one order gets; unlimited when absent.")
    package var participation: String?

    @Option(help: "One-way delay of orders and answers in milliseconds; trades and books only.")
    package var latency = 0

    @Option(help: "Queue model of resting orders on a book: fifo, pessimistic, power:N or share:N.")
    package var queue = "fifo"

    @Option(help: "The first day or instant to trade, such as 2024-01-01; UTC.")
    package var from: String?

    @Option(help: "The last day (inclusive) or instant to trade; UTC.")
    package var to: String?

    @Option(help: "A macro series as vix=FILE, dxy=FILE, us10y=FILE, hyg=FILE or ief=FILE: daily CSV, date first.")
    package var macro: [String] = []

    @Option(help: "Stop entries after losing this share from the highest equity, such as 0.2.")
    package var maxDrawdown: String?

    @Option(help: "Stop entries for the day (UTC) after losing this share of the day's first equity.")
    package var maxDailyLoss: String?

    package init() {}
}
