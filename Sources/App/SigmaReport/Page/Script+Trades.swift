extension Script {
    /// Zooming and panning: buttons, dragging, pinching, keys, and the wheel with Ctrl, so that scrolling the page stays free.
    static let zoom = #"""
        const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
        let pending = 0;
        function show(from, to) {
          const length = whole.to - whole.from, least = Math.min(length, length / bars.times.length * 12);
          const span = clamp(to - from, least, length);
          view.from = clamp((from + to - span) / 2, whole.from, whole.to - span);
          view.to = view.from + span;
          pending ||= requestAnimationFrame(() => { pending = 0; drawPrice(); });
        }
        function zoom(factor, place = 0.5) {
          const span = view.to - view.from, at = view.from + span * place;
          show(at - span * factor * place, at + span * factor * (1 - place));
        }
        function pan(shares) { const by = (view.to - view.from) * shares; show(view.from + by, view.to + by); }
        function startPrice() {
          const area = one('.area', priceChart), fingers = new Map();
          const place = x => { const box = area.getBoundingClientRect(); return (x - box.left) / box.width; };
          follow(area, share => {
            if (fingers.size) return null;
            const i = search(bars.times, view.from + share * (view.to - view.from));
            const rows = [['O', 'open'], ['H', 'high'], ['L', 'low'], ['C', 'close']];
            const until = i + 1 < bars.times.length ? bars.times[i + 1] : bars.end;
            const at = ((bars.times[i] + until) / 2 - view.from) / (view.to - view.from);
            return { place: clamp(at, 0, 1), title: format.time(bars.times[i]),
              lines: rows.map(([name, field]) => [name, format.price(bars[field][i])]) };
          });
          for (const button of all('[data-zoom]')) button.addEventListener('click', () =>
            button.dataset.zoom === 'all' ? show(whole.from, whole.to) : zoom(button.dataset.zoom === 'in' ? 0.5 : 2));
          area.addEventListener('dblclick', () => show(whole.from, whole.to));
          area.addEventListener('wheel', event => {
            if (!event.ctrlKey && !event.metaKey) return;
            event.preventDefault();
            zoom(event.deltaY < 0 ? 0.8 : 1.25, place(event.clientX));
          }, { passive: false });
          area.addEventListener('pointerdown', event => {
            area.setPointerCapture(event.pointerId);
            fingers.set(event.pointerId, place(event.clientX));
          });
          for (const end of ['pointerup', 'pointercancel'])
            area.addEventListener(end, event => fingers.delete(event.pointerId));
          area.addEventListener('pointermove', event => {
            if (!fingers.has(event.pointerId)) return;
            const before = [...fingers.values()];
            fingers.set(event.pointerId, place(event.clientX));
            const after = [...fingers.values()];
            if (after.length === 1) return pan(before[0] - after[0]);
            const apart = list => Math.max(0.02, Math.abs(list[0] - list[1]));
            zoom(apart(before) / apart(after), (after[0] + after[1]) / 2);
          });
          priceChart.addEventListener('keydown', event => ({ ArrowLeft: () => pan(-0.1), ArrowRight: () => pan(0.1),
            '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), 0: () => show(whole.from, whole.to),
          })[event.key]?.());
          addEventListener('resize', () => show(view.from, view.to));
          drawPrice();
        }

        """#

    /// The table of trades, and what runs when the page is ready.
    static let trades = #"""
        const table = one('#trade-table'), shown = { column: 0, up: true, filter: 'all', page: 0 };
        const keep = { all: () => true, win: r => r[9] > 0, loss: r => r[9] < 0, long: r => !r[1], short: r => r[1], open: r => r[4] };
        const keys = [0, 1, 2, r => r[2] + r[3], 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map(k => k.call ? k : r => r[k]);

        function showTrade(row) {
          if (!bars || row[14] !== bars.instrument) return;
          const room = Math.max(row[3] * 1.5, (whole.to - whole.from) / bars.times.length * 25);
          show(row[2] - room, row[2] + row[3] + room);
          priceChart.scrollIntoView({ block: 'center' });
        }
        function showPage() {
          if (!table) return;
          const key = keys[shown.column], sign = shown.up ? 1 : -1;
          const rows = report.trades.filter(keep[shown.filter] || (r => r[14] === +shown.filter))
            .sort((a, b) => (key(a) - key(b)) * sign || a[0] - b[0]);
          const pages = Math.max(1, Math.ceil(rows.length / 25));
          shown.page = clamp(shown.page, 0, pages - 1);
          table.tBodies[0].replaceChildren(...rows.slice(shown.page * 25, shown.page * 25 + 25).map(tradeRow));
          const text = n => n.toLocaleString('en-US');
          one('#page').textContent = `${text(shown.page + 1)} / ${text(pages)} (${text(rows.length)})`;
          for (const button of all('[data-page]'))
            button.disabled = shown.page + +button.dataset.page < 0 || shown.page + +button.dataset.page >= pages;
          for (const head of all('[data-sort]', table))
            if (+head.dataset.sort === shown.column) head.setAttribute('aria-sort', shown.up ? 'ascending' : 'descending');
            else head.removeAttribute('aria-sort');
          for (const button of all('[data-filter]')) button.setAttribute('aria-pressed', button.dataset.filter === shown.filter);
        }
        function tradeRow(r) {
          const row = document.createElement('tr'), tone = r[9] > 0 ? 'gain' : r[9] < 0 ? 'loss' : '';
          const side = r[1] ? ['▼ short', '▼ 매도'] : ['▲ long', '▲ 매수'];
          const texts = [r[0], both(side), format.time(r[2]), r[4] ? both(['open', '보유 중']) : format.time(r[2] + r[3]),
            format.span(r[3]), format.price(r[5]), format.price(r[6]), format.price(r[7]), format.money(r[8]),
            format.signed('money', r[9]), format.signed('percent', r[10]), format.percent(r[11]), format.percent(r[12]), r[13]];
          if (report.names.length) texts.push(report.names[r[14]] ?? r[14]);
          texts.forEach((text, i) => element(row, 'td', i === 9 || i === 10 ? tone : '', text));
          row.addEventListener('click', () => showTrade(r));
          return row;
        }

        """#

    static let start = #"""
        for (const button of all('[data-language]', one('.toggles'))) button.addEventListener('click', () => {
          setLanguage(button.dataset.language);
          remember('sigma.language:' + location.pathname, button.dataset.language);
        });
        one('#theme').addEventListener('click', () => {
          root.dataset.theme = isDark() ? 'light' : 'dark';
          remember('sigma.theme', root.dataset.theme);
        });
        one('#log')?.addEventListener('click', event => {
          const on = one('[data-chart=equity]').classList.toggle('is-log');
          event.currentTarget.setAttribute('aria-pressed', on);
        });
        for (const head of all('[data-sort]')) head.addEventListener('click', () => {
          const column = +head.dataset.sort;
          shown.up = column === shown.column ? !shown.up : true;
          shown.column = column;
          showPage();
        });
        for (const button of all('[data-filter]')) button.addEventListener('click', () => {
          shown.filter = button.dataset.filter;
          shown.page = 0;
          showPage();
        });
        for (const button of all('[data-page]')) button.addEventListener('click', () => {
          shown.page += +button.dataset.page;
          showPage();
        });
        if (bars && priceChart) startPrice();
        for (const name of ['equity', 'sharpe']) followSeries(name);
        setLanguage(root.dataset.language);
        root.dataset.script = 'ready';

        """#
}
