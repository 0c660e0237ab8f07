extension Script {
    /// Zooming and panning: buttons, dragging, pinching, keys, and the wheel with Ctrl, so that scrolling the page stays free.
    static let zoom = #"""
        function show(from, to) {
          const length = whole.to - whole.from, least = Math.min(length, length / bars.times.length * 12);
          const span = clamp(to - from, least, length);
          view.from = clamp((from + to - span) / 2, whole.from, whole.to - span);
          view.to = view.from + span;
          drawPrice();
        }
        function zoom(factor, place = 0.5) {
          const span = view.to - view.from, at = view.from + span * place;
          show(at - span * factor * place, at + span * factor * (1 - place));
        }
        const pan = (shares, by = (view.to - view.from) * shares) => show(view.from + by, view.to + by);
        function startPrice() {
          const fingers = new Map(), listen = (name, action) => priceArea.addEventListener(name, action, { passive: false });
          const place = e => { const box = priceArea.getBoundingClientRect(); return (e.clientX - box.left) / box.width; };
          const everything = () => show(whole.from, whole.to), release = e => fingers.delete(e.pointerId);
          follow(priceArea, share => {
            if (fingers.size) return null;
            const i = search(bars.times, view.from + share * (view.to - view.from));
            return { place: clamp(x((bars.times[i] + until(i)) / 2), 0, 1), title: format.time(bars.times[i]),
              lines: ['open', 'high', 'low', 'close'].map(name => [name[0].toUpperCase(), format.price(bars[name][i])]) };
          });
          onClick('[data-zoom]', ({ dataset: { zoom: way } }) => way === 'all' ? everything() : zoom(way === 'in' ? 0.5 : 2));
          listen('wheel', e => {
            if (e.ctrlKey || e.metaKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 0.8 : 1.25, place(e)); }
          });
          listen('pointerdown', e => { priceArea.setPointerCapture(e.pointerId); fingers.set(e.pointerId, place(e)); });
          listen('dblclick', everything); ['pointerup', 'pointercancel'].forEach(name => listen(name, release));
          listen('pointermove', event => {
            if (!fingers.has(event.pointerId)) return;
            const before = [...fingers.values()], apart = places => Math.max(0.02, Math.abs(places[0] - places[1]));
            fingers.set(event.pointerId, place(event));
            const after = [...fingers.values()];
            if (after.length === 1) pan(before[0] - after[0]);
            else zoom(apart(before) / apart(after), (after[0] + after[1]) / 2);
          });
          const keys = { ArrowLeft: () => pan(-0.1), ArrowRight: () => pan(0.1), '+': () => zoom(0.5), '-': () => zoom(2) };
          priceChart.addEventListener('keydown', event => keys[event.key]?.());
          addEventListener('resize', drawPrice);
          drawPrice();
        }

        """#

    /// The table of trades.
    static let trades = #"""
        const table = one('#trade-table'), shown = { column: 0, up: true, filter: 'all', page: 0, length: 25 };
        const keep = { all: () => 1, win: r => r[9] > 0, loss: r => r[9] < 0, long: r => !r[1], short: r => r[1],
          open: r => r[4] };
        const keys = [0, 1, 2, r => r[2] + r[3], 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map(f => f.call ? f : r => r[f]);

        function showTrade(r) {
          if (!bars || r[14] !== bars.instrument) return;
          const room = Math.max(r[3] * 1.5, (whole.to - whole.from) / bars.times.length * 25);
          show(r[2] - room, r[2] + r[3] + room);
          priceChart.scrollIntoView({ block: 'center' });
        }
        function tradeRow(r) {
          const row = document.createElement('tr'), tone = r[9] > 0 ? 'gain' : r[9] < 0 ? 'loss' : '';
          const side = r[1] ? ['▼ short', '▼ 매도'] : ['▲ long', '▲ 매수'];
          const texts = [r[0], both(side), format.time(r[2]), r[4] ? both(['open', '보유 중']) : format.time(r[2] + r[3]),
            format.span(r[3]), ...r.slice(5, 8).map(format.price), format.money(r[8]), format.signed('money', r[9]),
            format.signed('percent', r[10]), format.percent(r[11]), format.percent(r[12]), r[13]];
          if (report.names.length) texts.push(report.names[r[14]] ?? r[14]);
          texts.forEach((text, i) => element(row, 'td', i === 9 || i === 10 ? tone : '', text));
          row.tabIndex = 0;
          row.onclick = () => showTrade(r);
          row.onkeydown = event => event.key === 'Enter' && showTrade(r);
          return row;
        }
        function showPage(change) {
          Object.assign(shown, change); if (!table) return;
          const key = keys[shown.column], sign = shown.up ? 1 : -1, text = n => n.toLocaleString('en-US');
          const rows = report.trades.filter(keep[shown.filter] || (r => r[14] === +shown.filter))
            .sort((a, b) => (key(a) - key(b)) * sign || a[0] - b[0]);
          const pages = Math.max(1, Math.ceil(rows.length / shown.length)), page = shown.page = clamp(shown.page, 0, pages - 1);
          table.tBodies[0].replaceChildren(...rows.slice(page * shown.length, (page + 1) * shown.length).map(tradeRow));
          one('#page').textContent = `${text(page + 1)} / ${text(pages)} (${text(rows.length)})`;
          for (const b of all('[data-page]')) b.disabled = page === (+b.dataset.page < 0 ? 0 : pages - 1);
          for (const b of all('[data-filter]')) b.setAttribute('aria-pressed', b.dataset.filter === shown.filter);
          for (const head of all('[data-sort]', table))
            head.ariaSort = +head.dataset.sort !== shown.column ? 'none' : shown.up ? 'ascending' : 'descending';
        }

        """#

    /// What runs when the page is ready.
    static let start = #"""
        onClick('.toggles [data-language]', ({ dataset: { language } }) => {
          setLanguage(language); remember('sigma.language:' + location.pathname, language); });
        onClick('#theme', () => {
          const theme = root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
          remember('sigma.theme', root.dataset.theme = theme === 'dark' ? 'light' : 'dark');
        });
        onClick('#log', button => button.setAttribute('aria-pressed', one('[data-chart=equity]').classList.toggle('is-log')));
        onClick('[data-sort]', ({ dataset: { sort } }) =>
          showPage({ up: +sort !== shown.column || !shown.up, column: +sort, page: 0 }));
        onClick('[data-filter]', button => showPage({ filter: button.dataset.filter, page: 0 }));
        onClick('[data-page]', button => showPage({ page: shown.page + +button.dataset.page }));
        addEventListener('beforeprint', () => showPage({ length: 500, page: 0 }));
        addEventListener('afterprint', () => showPage({ length: 25, page: 0 }));
        if (bars && priceChart) startPrice();
        ['equity', 'sharpe'].forEach(followSeries);
        setLanguage(root.dataset.language);
        root.dataset.script = 'ready';

        """#
}
