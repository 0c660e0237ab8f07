/// What Upbit calls currencies.
enum UpbitNames {
    private static let known: [String: (korean: String, english: String)] = [
        "BTC": ("비트코인", "Bitcoin"), "ETH": ("이더리움", "Ethereum"), "XRP": ("엑스알피(리플)", "XRP"),
        "SOL": ("솔라나", "Solana"), "DOGE": ("도지코인", "Dogecoin"), "USDT": ("테더", "Tether"),
    ]

    static func of(_ currency: String) -> (korean: String, english: String) { known[currency] ?? (currency, currency) }
}
