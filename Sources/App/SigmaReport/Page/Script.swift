/// The page's script. Nothing in it needs the network, and the page is complete without it.
enum Script {
    static let source = "(() => {\n'use strict';\n" + page + numbers + tooltips + price + zoom + trades + start + "})();\n"

    /// Runs in the head, so that the page is never painted in the wrong theme or language.
    ///
    /// `#dark`, `#light`, `#en` and `#ko`, joined by hyphens, overrule what was remembered.
    static let beforePaint = #"""
        (() => {
          const root = document.documentElement, words = location.hash.slice(1).split('-');
          const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };
          const choose = (choices, key) => choices.find(x => words.includes(x)) || choices.find(x => x === recall(key));
          root.classList.add('js');
          const theme = choose(['dark', 'light'], 'sigma.theme');
          if (theme) root.dataset.theme = theme;
          const language = choose(['en', 'ko'], 'sigma.language:' + location.pathname);
          if (language) root.lang = root.dataset.language = language;
        })();
        """#

    /// Language and theme buttons.
    private static let page = #"""
        const root = document.documentElement;
        const all = (selector, from = document) => [...from.querySelectorAll(selector)];
        const one = (selector, from = document) => from.querySelector(selector);
        const report = JSON.parse(one('#report').textContent);
        const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };
        const korean = () => root.dataset.language === 'ko';
        const both = text => text[korean() ? 1 : 0];

        function setLanguage(language) {
          root.lang = root.dataset.language = language;
          for (const button of all('[data-language]', one('.toggles')))
            button.setAttribute('aria-pressed', button.dataset.language === language);
          showPage();
        }
        function isDark() {
          return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
        }

        """#

    /// Formats of numbers and times, the same as those of the server.
    private static let numbers = #"""
        const minus = text => text.replace('-', '−');
        const fixed = (x, places) =>
          minus(x.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places }));
        const placesFor = (x, digits) =>
          Math.min(8, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(x) || 1))));
        const format = {
          money(x) {
            const cents = Math.round(x * 100) / 100;
            if (report.whole && (Math.abs(x) >= 1000 || Number.isInteger(cents)))
              return fixed(x, x && !cents ? placesFor(x, 4) : 0);
            return fixed(x, x && Math.abs(x) < 1 ? Math.max(2, placesFor(x, 4)) : 2);
          },
          price: x => minus(x.toLocaleString('en-US', { maximumFractionDigits: x ? placesFor(x, 7) : 0 })),
          percent: x => fixed(x * 100, 2) + '\u202f%',
          ratio: x => fixed(x, 2),
          signed: (kind, x) => (x > 0 ? '+' : '') + format[kind](x),
          time(t) { const text = new Date(t).toISOString(); return text.slice(0, 10) + ' ' +
            text.slice(11, text.slice(17, 19) === '00' ? 16 : 19); },
          span(t) {
            const units = [[31536e6, 'y', '년'], [864e5, 'd', '일'], [36e5, 'h', '시간'], [6e4, 'min', '분'], [1e3, 's', '초']];
            const first = units.findIndex(u => t >= u[0]);
            if (first < 0) return korean() ? '0초' : '0\u00a0s';
            return units.slice(first, first + 2).map(([length, en, ko]) => {
              const n = Math.floor(t / length);
              t %= length;
              return n ? n + (korean() ? ko : '\u00a0' + en) : '';
            }).join(' ').trim();
          },
        };
        const total = differences => { let sum = 0; return differences.map(x => sum += x); };
        /** The index of the last element that is not above x, at least 0. */
        function search(sorted, x) {
          let low = 0, high = sorted.length;
          while (high - low > 1) { const middle = (low + high) >> 1; if (sorted[middle] <= x) low = middle; else high = middle; }
          return low;
        }

        """#
}
