import SigmaAnalytics
import SigmaModel

/// The list of trades; the script sorts, filters and pages it.
struct TradesSection {
    let input: TearSheetInput
    let trades: TradeSelection

    /// The rows of one page.
    static let pageLength = 25
    /// The rows that are there without a script.
    static let staticRows = 100
    /// More instruments than this get no button of their own.
    private static let mostButtons = 12

    private var hasInstruments: Bool { input.instrumentNames.count > 1 }

    var markup: Markup {
        guard input.roundTrips != nil else {
            return section(
                SectionFrame.empty(Bilingual("The trades of this run were not recorded.", "거래가 기록되지 않았습니다.")))
        }
        guard trades.total > 0 else {
            return section(SectionFrame.empty(Bilingual("The strategy never traded.", "거래가 한 번도 없었습니다.")))
        }
        let heads = columns.enumerated().map { index, title -> Markup in
            "<th scope=\"col\" data-sort=\"\(index)\"><button type=\"button\">\(title)</button></th>"
        }
        let rows = trades.rows.prefix(TradesSection.staticRows).enumerated().map { index, row -> Markup in
            "<tr class=\"\(index < TradesSection.pageLength ? "" : "more")\">\(cells(row))</tr>\n"
        }
        return section(
            """
            \(filters)<div class="scroll" tabindex="0"><table class="trades" id="trade-table"><thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody></table></div>
            <div class="pages js"><button type="button" data-page="-1" aria-label="Previous page / 이전">‹</button>\
            <span id="page"></span><button type="button" data-page="1" aria-label="Next page / 다음">›</button></div>
            \(remarks)
            """)
    }

    private func section(_ content: Markup) -> Markup {
        SectionFrame.section(
            id: "trades", Bilingual("Trades", "거래 내역"),
            note: Bilingual(
                "Times in UTC; profit after fees in \(input.title.currency). Choose a row to see it in the price chart.",
                "시각은 UTC, 손익은 수수료 차감 후 \(input.title.currency) 기준입니다. 행을 누르면 가격 차트에서 보여 줍니다."),
            content)
    }

    private var columns: [Bilingual] {
        let all = [
            Bilingual("#"), Bilingual("Side", "방향"), Bilingual("Entry", "진입"), Bilingual("Exit", "청산"),
            Bilingual("Held", "보유 시간"), Bilingual("Quantity", "수량"), Bilingual("Entry price", "진입가"),
            Bilingual("Exit price", "청산가"), Bilingual("Fees", "수수료"), Bilingual("Net profit", "순손익"),
            Bilingual("Return", "수익률"), Bilingual("MAE"), Bilingual("MFE"), Bilingual("Bars", "봉 수"),
        ]
        return hasInstruments ? all + [Bilingual("Symbol", "종목")] : all
    }

    private func cells(_ row: TradeRow) -> Markup {
        let trip = row.trip
        let side = trip.direction == .long ? Bilingual("▲ long", "▲ 매수") : Bilingual("▼ short", "▼ 매도")
        let tone = SectionFrame.tone(row.profit)
        let currency = input.title.currency
        let exit = trip.isOpen ? Bilingual("open", "보유 중") : Bilingual(NumberText.dateTime(trip.exitTime))
        let symbol: Markup = hasInstruments ? "<td>\(name(trip.instrument))</td>" : .none
        return """
            <td>\(row.number)</td><td>\(side)</td><td>\(NumberText.dateTime(trip.entryTime))</td><td>\(exit)</td>\
            <td>\(NumberText.duration(trip.duration.seconds))</td><td>\(NumberText.price(trip.quantity.double))</td>\
            <td>\(NumberText.price(trip.entryPrice.double))</td><td>\(NumberText.price(trip.exitPrice.double))</td>\
            <td>\(NumberText.money(trip.fees.double, currency: currency))</td>\
            <td class="\(tone)">\(NumberText.money(row.profit, currency: currency, signed: true))</td>\
            <td class="\(tone)">\(NumberText.percent(trip.netReturn, signed: true))</td>\
            <td>\(NumberText.percent(trip.maxAdverseExcursion.fraction))</td>\
            <td>\(NumberText.percent(trip.maxFavourableExcursion.fraction))</td><td>\(trip.barsHeld)</td>\(symbol)
            """
    }

    private func name(_ instrument: InstrumentID) -> String {
        let index = Int(instrument.index)
        return index < input.instrumentNames.count ? input.instrumentNames[index] : "\(index)"
    }

    private var filters: Markup {
        let kinds = [
            ("all", Bilingual("All", "전체")), ("win", Bilingual("Winners", "이익")), ("loss", Bilingual("Losers", "손실")),
            ("long", Bilingual("Long", "매수")), ("short", Bilingual("Short", "매도")), ("open", Bilingual("Open", "보유 중")),
        ]
        var buttons = kinds.map { kind, text -> Markup in
            "<button type=\"button\" data-filter=\"\(kind)\" aria-pressed=\"\(kind == "all" ? "true" : "false")\">\(text)</button>"
        }
        if hasInstruments, input.instrumentNames.count <= TradesSection.mostButtons {
            buttons += input.instrumentNames.enumerated().map { index, name in
                "<button type=\"button\" data-filter=\"\(index)\" aria-pressed=\"false\">\(name)</button>"
            }
        }
        return "<div class=\"filters js\">\(buttons)</div>"
    }

    private var remarks: Markup {
        var result = Markup.none
        if trades.omitted > 0 {
            let (left, listed) = (NumberText.count(trades.omitted), NumberText.count(trades.rows.count))
            result += """
                <p class="note">\(Bilingual(
                    "The \(listed) trades with the largest profits and losses are listed; \(left) are left out. Every number "
                        + "above counts all of them. Run the same command with --json for the whole list.",
                    "손익이 큰 거래 \(listed)건만 싣고 \(left)건은 생략했습니다. 위의 모든 수치는 전체 거래로 계산했습니다. "
                        + "전체 목록은 같은 명령에 --json을 붙여 얻을 수 있습니다."))</p>
                """
        }
        if trades.rows.count > TradesSection.staticRows {
            result += """
                <noscript><p class="note">\(Bilingual(
                    "Without JavaScript only the first \(TradesSection.staticRows) rows show.",
                    "자바스크립트를 끄면 처음 \(TradesSection.staticRows)행만 보입니다."))</p></noscript>
                """
        }
        return result
    }

    /// The rows for the script, amounts exact, so that it rounds them as the server does.
    var json: String {
        JSONText.array(
            trades.rows.map { row in
                let trip = row.trip
                return JSONText.array([
                    String(row.number), trip.direction == .long ? "0" : "1", String(trip.entryTime.milliseconds),
                    String((trip.exitTime - trip.entryTime).nanoseconds / 1_000_000), trip.isOpen ? "1" : "0",
                    trip.quantity.description, trip.entryPrice.description, trip.exitPrice.description,
                    trip.fees.description, trip.netProfit.description, JSONText.number(trip.netReturn),
                    JSONText.number(trip.maxAdverseExcursion.fraction),
                    JSONText.number(trip.maxFavourableExcursion.fraction), String(trip.barsHeld),
                    String(trip.instrument.index),
                ])
            })
    }
}
