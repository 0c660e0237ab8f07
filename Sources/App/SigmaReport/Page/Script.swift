/// The page's script. Nothing in it needs the network, and the page is complete without it.
enum Script {
    static let source =
        "(() => { 'use strict';\n" + page + numbers + tooltips + price + marks + zoom + trades + start + "})();\n"

    /// Runs in the head, so that the page is never painted in the wrong theme or language.
    ///
    /// `#dark`, `#light`, `#en` and `#ko`, joined by hyphens, overrule what was remembered.
    static let beforePaint = #"""
        (() => {
          const root = document.documentElement, words = location.hash.slice(1).split('-');
          root.classList.add('js');
          const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };
          const choose = (choices, key) => choices.find(x => words.includes(x)) || choices.find(x => x === recall(key));
          const theme = choose(['dark', 'light'], 'sigma.theme'); if (theme) root.dataset.theme = theme;
          const language = choose(['en', 'ko'], 'sigma.language:' + location.pathname);
          if (language) root.lang = root.dataset.language = language;
        })();
        """#

    /// Finding elements, and the language.
    private static let page = #"""
        const root = document.documentElement;
        const all = (selector, from = document) => [...from.querySelectorAll(selector)];
        const one = (selector, from = document) => from.querySelector(selector);
        const onClick = (selector, act) => all(selector).forEach(node => node.addEventListener('click', () => act(node)));
        const report = JSON.parse(one('#report').textContent);
        const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };
        const korean = () => root.dataset.language === 'ko', both = text => text[+korean()];
        const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
        function element(parent, tag, name, text) {
          const node = document.createElement(tag);
          node.className = name || '';
          if (text !== undefined) node.textContent = text;
          return parent.appendChild(node);
        }
        function setLanguage(language) {
          root.lang = root.dataset.language = language;
          for (const b of all('.toggles [data-language]')) b.setAttribute('aria-pressed', b.dataset.language === language);
          showPage();
        }

        """#

    /// Formats of numbers and times, the same as those of the server.
    ///
    /// `search` gives the index of the last element that is not above x, at least 0.
    private static let numbers = #"""
        const minus = text => text.replace('-', '−');
        const fixed = (x, places) =>
          minus(x.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places }));
        const placesFor = (x, digits) => clamp(digits - 1 - Math.floor(Math.log10(Math.abs(x) || 1)), 0, 8);
        const units = [[31536e6, 'y', '년'], [864e5, 'd', '일'], [36e5, 'h', '시간'], [6e4, 'min', '분'], [1e3, 's', '초']];
        const format = {
          money(x) {
            const cents = Math.round(x * 100) / 100, small = x && Math.abs(x) < 1 ? Math.max(2, placesFor(x, 4)) : 2;
            return fixed(x, report.whole && (Math.abs(x) >= 1e3 || Number.isInteger(cents)) && (cents || !x) ? 0 : small);
          },
          price: x => minus(x.toLocaleString('en-US', { maximumFractionDigits: x ? placesFor(x, 7) : 0 })),
          percent: x => fixed(x * 100, 2) + '\u202f%',
          ratio: x => fixed(x, 2),
          signed: (kind, x) => (x > 0 ? '+' : '') + format[kind](x),
          time: t => new Date(t).toISOString().slice(0, t % 6e4 ? 19 : 16).replace('T', ' '),
          span(t) {
            const part = (t, n, [length, en, ko] = units[n]) => Math.floor(t / length) + (korean() ? ko : '\u00a0' + en);
            if (t > 0 && t < 1e3) return t + (korean() ? '밀리초' : ' ms');
            const first = t ? units.findIndex(unit => t >= unit[0]) : 4, rest = t % units[first][0], next = units[first + 1];
            return part(t, first) + (next && rest >= next[0] ? ' ' + part(rest, first + 1) : '');
          },
        };
        const total = differences => { let sum = 0; return differences.map(x => sum += x); };
        const search = (sorted, x) => Math.max(0, sorted.findLastIndex(value => value <= x));

        """#
}
