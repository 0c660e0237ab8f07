import Foundation
import Testing

@testable import SigmaReport

/// The page in a real browser. Skipped where no Chromium is installed.
@Suite("In the browser", .enabled(if: Browser.path != nil, "needs Chromium: apt-get install chromium"), .serialized)
struct BrowserTests {
    private func page(trades: Int, name: String, script: String = "") throws -> URL {
        var sample = SampleReport(barCount: 20_000)
        sample.tradeCount = trades
        let html = TearSheet(sample.input()).html(language: .english)
        let probe = "<script>setTimeout(() => { \(Self.probe)\(script) }, 50);</script></body>"
        return try SampleFiles.write(html.replacing("</body>", with: probe), name: name)
    }

    /// What the tests say in the page's own language: ask, click, point, and write an answer to the root element.
    private static let probe = """
        const root = document.documentElement, all = s => [...document.querySelectorAll(s)], one = s => all(s)[0];
        const click = s => one(s).click(), answer = (name, value) => root.setAttribute('data-' + name, value);
        const column = n => all('#trade-table tbody tr').map(r => r.cells[n].textContent);
        const later = action => setTimeout(action, 50);
        function point(selector, share) {
          const area = one(selector), box = area.getBoundingClientRect();
          area.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + box.width * share, bubbles: true }));
        }

        """

    private func value(_ name: String, in document: String) -> String? {
        guard let start = document.firstRange(of: "data-\(name)=\"") else { return nil }
        return String(document[start.upperBound...].prefix { $0 != "\"" })
    }

    @Test("the script runs without an error, whatever was traded", arguments: [0, 1, 40, 5_000])
    func runs(trades: Int) throws {
        let result = try Browser.open(try page(trades: trades, name: "browser-\(trades).html"))
        #expect(result.console == [])
        #expect(value("script", in: result.document) == "ready")
    }

    @Test("the script runs without an error where nothing is known")
    func runsOnLeast() throws {
        let html = TearSheet(SampleReport.least).html(language: .korean)
        let result = try Browser.open(try SampleFiles.write(html, name: "browser-least.html"))
        #expect(result.console == [])
        #expect(value("script", in: result.document) == "ready")
    }

    @Test("the trades sort, filter and turn pages")
    func table() throws {
        let script = """
            answer('rows', column(0).length); answer('pages', one('#page').textContent);
            click('[data-page="1"]'); answer('second', column(0).join());
            click('[data-filter="loss"]'); answer('losses', column(9).every(t => t.startsWith('−')));
            click('[data-filter="all"]'); click('[data-sort="9"] button');
            const profits = column(9).map(t => +t.replace(/[+,]/g, '').replace('−', '-'));
            answer('sorted', profits.every((x, i) => !i || profits[i - 1] <= x));
            answer('aria', one('[data-sort="9"]').getAttribute('aria-sort'));
            click('[data-sort="9"] button'); answer('again', one('[data-sort="9"]').getAttribute('aria-sort'));
            """
        let result = try Browser.open(try page(trades: 40, name: "browser-table.html", script: script))
        #expect(result.console == [])
        #expect(value("rows", in: result.document) == "25")
        #expect(value("pages", in: result.document) == "1 / 2 (40)")
        #expect(value("second", in: result.document) == (26...40).map(String.init).joined(separator: ","))
        #expect(value("losses", in: result.document) == "true")
        #expect(value("sorted", in: result.document) == "true")
        #expect(
            value("aria", in: result.document) == "ascending" && value("again", in: result.document) == "descending")
    }

    @Test("the script writes the rows as the server does")
    func sameRows() throws {
        let file = try page(trades: 40, name: "browser-rows.html")
        let result = try Browser.open(file)
        func rows(_ html: String) -> [String] {
            let table = html.split(separator: "<table class=\"trades\"").dropFirst().first ?? ""
            let body = table.split(separator: "<tbody>").dropFirst().first?.split(separator: "</tbody>").first ?? ""
            return body.replacing(/<span lang="ko">[^<]*<\/span>/, with: "").replacing(/<\/tr>/, with: "\n")
                .replacing(/<\/td>/, with: "|").replacing(/<[^>]*>/, with: "").replacing("&nbsp;", with: "\u{A0}")
                .split(separator: "\n").filter { !$0.isEmpty }.map(String.init)
        }
        let served = rows(String(decoding: try Data(contentsOf: file), as: UTF8.self))
        let written = rows(result.document)
        #expect(served.count == 40 && written.count == 25)
        #expect(Array(served.prefix(25)) == written)
    }

    @Test("a trade shows in the price chart, and the chart zooms")
    func zoom() throws {
        let script = """
            const marks = () => all('.marks use').length, ticks = () => one('[data-chart=price] .times').textContent;
            answer('marks-all', marks()); const before = ticks();
            all('#trade-table tbody tr')[10].click();
            later(() => {
              answer('marks-near', marks()); answer('moved', ticks() !== before);
              answer('candles', one('.body.up').getAttribute('d').length > 20);
              click('[data-zoom=all]');
              later(() => { answer('marks-back', marks()); answer('back', ticks() === before); });
            });
            """
        let result = try Browser.open(try page(trades: 40, name: "browser-zoom.html", script: script))
        #expect(result.console == [])
        let all = Int(value("marks-all", in: result.document) ?? "") ?? 0
        let near = Int(value("marks-near", in: result.document) ?? "") ?? 0
        #expect(all == 79 && (1...20).contains(near))
        for name in ["moved", "candles", "back"] { #expect(value(name, in: result.document) == "true", "\(name)") }
        #expect(value("marks-back", in: result.document) == "79")
    }

    @Test("tooltips follow the pointer")
    func tooltips() throws {
        let script = """
            for (const name of ['equity', 'sharpe', 'price']) {
              point(`[data-chart=${name}] .area`, 0.6);
              const tip = one(`[data-chart=${name}] .tip`);
              answer(name, !tip.hidden && tip.children.length > 0 && !/NaN|undefined/.test(tip.textContent));
            }
            """
        let result = try Browser.open(try page(trades: 40, name: "browser-tips.html", script: script))
        #expect(result.console == [])
        for name in ["equity", "sharpe", "price"] { #expect(value(name, in: result.document) == "true", "\(name)") }
    }

    @Test("theme and language change, by button and by address")
    func toggles() throws {
        let script = """
            const shown = s => getComputedStyle(one(s)).display !== 'none', ground = () => getComputedStyle(document.body).backgroundColor;
            answer('korean', shown('h2 [lang=ko]') && !shown('h2 [lang=en]'));
            click('.toggles [data-language=en]'); answer('english', shown('h2 [lang=en]') && !shown('h2 [lang=ko]'));
            const dark = ground(); click('#theme'); answer('changed', root.dataset.theme + ', ' + (ground() !== dark));
            click('#log'); answer('log', shown('.log') && !shown('.linear'));
            """
        let file = try page(trades: 40, name: "browser-toggles.html", script: script)
        let result = try Browser.open(file, fragment: "#dark-ko")
        #expect(result.console == [])
        for name in ["korean", "english", "log"] { #expect(value(name, in: result.document) == "true", "\(name)") }
        #expect(value("changed", in: result.document) == "light, true")
    }

    @Test("the page is never wider than the window, in both languages", arguments: [360, 768, 1_440])
    func fits(width: Int) throws {
        // A frame gives the width exactly; a window cannot be made as narrow as a phone.
        let inner = try page(trades: 40, name: "browser-inner-\(width).html")
        let html = """
            <!DOCTYPE html><body><script>
            const excess = root => root.scrollWidth - root.clientWidth;
            const frame = document.createElement('iframe');
            frame.style.cssText = 'width:\(width)px;height:800px;border:0';
            frame.srcdoc = \(JSONText.string(String(decoding: try Data(contentsOf: inner), as: UTF8.self)));
            frame.onload = () => {
              const page = frame.contentDocument, root = page.documentElement, widths = [excess(root)];
              page.querySelector('.toggles [data-language=ko]').click();
              widths.push(excess(root));
              document.documentElement.setAttribute('data-widths', widths.join());
            };
            document.body.append(frame);
            </script></body>
            """
        let result = try Browser.open(try SampleFiles.write(html, name: "browser-frame-\(width).html"))
        #expect(value("widths", in: result.document) == "0,0")
    }
}
