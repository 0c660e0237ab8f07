extension Script {
    /// A line that follows the pointer, with the values at its place.
    ///
    /// `read(share)` gives the place, the title and the lines to show for a share of the width.
    static let tooltips = #"""
        function follow(area, read) {
          const line = element(area, 'div', 'cross-line'), tip = element(area, 'div', 'tip');
          const hide = () => { line.hidden = tip.hidden = true; };
          area.addEventListener('pointerleave', hide);
          area.addEventListener('pointermove', event => {
            const box = area.getBoundingClientRect(), found = read(clamp((event.clientX - box.left) / box.width, 0, 1));
            if (!found) return hide();
            line.hidden = tip.hidden = false;
            line.style.left = found.place * 100 + '%';
            tip.replaceChildren(found.title);
            for (const texts of found.lines) { const row = element(tip, 'div'); texts.map(t => element(row, 'span', '', t)); }
            const x = found.place * box.width, width = tip.offsetWidth + 14;
            tip.style.left = Math.max(0, x + width > box.width ? x - width : x + 14) + 'px';
          });
          hide();
        }
        function followSeries(name) {
          const chart = report.charts[name], area = one(`[data-chart=${name}] .area`);
          if (!chart || !area) return;
          const times = total(chart.times), length = chart.end - chart.start || 1;
          follow(area, share => {
            const wanted = chart.start + share * length, left = search(times, wanted), right = left + 1;
            const i = right < times.length && times[right] - wanted < wanted - times[left] ? right : left;
            return { place: clamp((times[i] - chart.start) / length, 0, 1), title: format.time(times[i]),
              lines: chart.series.map(s => [both(s.name), format[s.kind](s.values[i])]) };
          });
        }

        """#

    /// The price chart: drawn again for the stretch of time that is shown.
    static let price = #"""
        const bars = report.price && { ...report.price, times: total(report.price.times) };
        const priceChart = one('[data-chart=price]'), priceArea = priceChart && one('.area', priceChart);
        const view = bars && { from: bars.times[0], to: Math.max(bars.end, bars.times[0] + 1) }, whole = { ...view };
        const k = share => (share * 1e3).toFixed(1), percent = share => (share * 100).toFixed(2) + '%';
        const x = t => (t - view.from) / (view.to - view.from), y = p => (view.high - p) / (view.high - view.low);
        const until = i => i + 1 < bars.times.length ? bars.times[i + 1] : bars.end;

        function timeTicks(most) {
          const least = (view.to - view.from) / most, iso = t => new Date(t).toISOString(), ticks = [];
          const step = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800]
            .map(s => s * 1e3).find(s => s >= least);
          for (let t = Math.ceil(view.from / step) * step; t <= view.to; t += step)
            ticks.push([t, t % 864e5 ? iso(t).slice(11, t % 6e4 ? 19 : 16) : iso(t).slice(5, 10)]);
          if (step) return ticks;
          const months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find(m => m * 2629800e3 >= least) || 1200;
          const date = new Date(view.from);
          for (let m = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months) * months; ; m += months) {
            const t = Date.UTC(Math.floor(m / 12), m % 12);
            if (t > view.to) return ticks;
            if (t >= view.from) ticks.push([t, iso(t).slice(0, months % 12 ? 7 : 4)]);
          }
        }
        function drawPrice() {
          const first = search(bars.times, view.from), last = search(bars.times, view.to), width = priceArea.clientWidth;
          const low = Math.min(...bars.low.slice(first, last + 1)), high = Math.max(...bars.high.slice(first, last + 1));
          const room = (high - low || Math.abs(high) * 0.1 || 1) * 0.06, candles = last - first < width / 3.2;
          Object.assign(view, { low: low - room, high: high + room });
          const d = { band: '', line: '', 'wick.up': '', 'wick.down': '', 'body.up': '', 'body.down': '' };
          let back = '';
          for (let i = first; i <= last; i++) {
            const at = k(x((bars.times[i] + until(i)) / 2)) + ' ', open = y(bars.open[i]), close = y(bars.close[i]);
            const up = close <= open ? 'up' : 'down', pad = Math.max(0, 0.002 - Math.abs(open - close)) / 2;
            const top = k(y(bars.high[i])), bottom = k(y(bars.low[i])), to = i > first ? 'L' : 'M';
            if (candles) {
              d['wick.' + up] += `M${at}${top}V${bottom}`;
              d['body.' + up] += `M${at}${k(Math.min(open, close) - pad)}V${k(Math.max(open, close) + pad)}`;
            } else { d.line += to + at + k(close); d.band += to + at + top; back = 'L' + at + bottom + back; }
          }
          if (!candles) d.band += back + 'Z';
          priceArea.style.setProperty('--body', clamp(width / (last - first + 1) * 0.62, 1, 14) + 'px');
          for (const name in d) one('.stretch .' + name, priceArea).setAttribute('d', d[name]);
          drawGrid(width); drawMarks();
        }

        """#

    /// Grid, labels and trades of the price chart.
    static let marks = #"""
        function drawGrid(width) {
          const least = (view.high - view.low) / 6, power = 10 ** Math.floor(Math.log10(least));
          const step = [1, 2, 5, 10].find(f => f * power >= least * (1 - 1e-12)) * power;
          const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
          const label = v => view.high < 1e8 ? fixed(v, places) : format.price(v / 1e6) + 'M';
          let values = '';
          for (let i = Math.ceil(view.low / step); i * step <= view.high; i++) {
            const at = percent(y(i * step)), text = `<text x="100%" dx="8" dy="4" y="${at}">${label(i * step)}</text>`;
            values += `<line x2="100%" y1="${at}" y2="${at}"/>${text}`;
          }
          one('.values', priceArea).innerHTML = values;
          one('.times', priceArea).innerHTML = timeTicks(Math.min(8, width / 75)).map(([t, label]) => {
            const at = percent(x(t)), text = `<text x="${at}" y="100%" dy="18">${label}</text>`;
            return `<line y2="100%" x1="${at}" x2="${at}"/>` + (x(t) > 0.02 && x(t) < 0.98 ? text : '');
          }).join('');
        }
        function drawMarks() {
          const seen = report.trades.filter(r => r[14] === bars.instrument && r[2] <= view.to && r[2] + r[3] >= view.from);
          const few = seen.length <= 300, d = { 'strip gain': '', 'strip loss': '', tie: '' }, sums = Array(120).fill(0);
          const mark = (id, r, t, price) => t < view.from || t > view.to ? ''
            : `<use href="#${id}" class="${r[9] > 0 ? 'gain' : 'loss'}" x="${percent(x(t))}" y="${percent(y(price))}"/>`;
          const draw = r => mark(r[1] ? 'm-down' : 'm-up', r, r[2], r[6]) + (r[4] ? '' : mark('m-exit', r, r[2] + r[3], r[7]));
          one('.marks', priceArea).innerHTML = few ? seen.map(draw).join('') : '';
          for (const r of seen) {
            sums[clamp(Math.floor(x(r[2]) * 120), 0, 119)] += few || r[2] < view.from ? 0 : r[9];
            if (seen.length <= 80) d.tie += `M${k(x(r[2]))} ${k(y(r[6]))}L${k(x(r[2] + r[3]))} ${k(y(r[7]))}`;
          }
          const box = i => `M${k(i / 120)} 965H${k((i + 0.8) / 120)}V1000H${k(i / 120)}Z`;
          sums.forEach((sum, i) => { d[sum > 0 ? 'strip gain' : 'strip loss'] += sum ? box(i) : ''; });
          all('.strip, .tie', priceArea).forEach(old => old.remove());
          const paths = Object.entries(d).map(([name, path]) => `<path class="${name}" d="${path}"/>`).join('');
          one('.stretch', priceArea).insertAdjacentHTML('beforeend', paths);
        }

        """#
}
