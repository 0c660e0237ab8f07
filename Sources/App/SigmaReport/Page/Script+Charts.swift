extension Script {
    /// A line that follows the pointer, with the values at its place.
    static let tooltips = #"""
        function element(parent, tag, name, text) {
          const node = document.createElement(tag);
          node.className = name || '';
          if (text !== undefined) node.textContent = text;
          parent.append(node);
          return node;
        }
        /** `read(share)` gives the place, the title and the lines to show for a share of the width. */
        function follow(area, read) {
          const line = element(area, 'div', 'cross-line'), tip = element(area, 'div', 'tip');
          const hide = () => { line.hidden = tip.hidden = true; };
          hide();
          area.addEventListener('pointerleave', hide);
          area.addEventListener('pointermove', event => {
            const box = area.getBoundingClientRect();
            const found = read(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
            if (!found) return hide();
            line.hidden = tip.hidden = false;
            line.style.left = found.place * 100 + '%';
            tip.replaceChildren();
            element(tip, 'b', '', found.title);
            for (const [name, value, tone] of found.lines) {
              const row = element(tip, 'div');
              element(row, 'span', '', name);
              element(row, 'span', tone, value);
            }
            const x = found.place * box.width, right = x + 14 + tip.offsetWidth > box.width;
            tip.style.left = Math.max(0, right ? x - 14 - tip.offsetWidth : x + 14) + 'px';
          });
        }
        function followSeries(name) {
          const chart = report.charts[name], area = one(`[data-chart=${name}] .area`);
          if (!chart || !area) return;
          const times = total(chart.times), length = chart.end - chart.start || 1;
          follow(area, share => {
            const wanted = chart.start + share * length;
            let i = search(times, wanted);
            if (i + 1 < times.length && times[i + 1] - wanted < wanted - times[i]) i++;
            const lines = chart.series.map(s => [both(s.name), format[s.kind](s.values[i])]);
            return { place: (times[i] - chart.start) / length, title: format.time(times[i]), lines };
          });
        }

        """#

    /// The price chart: drawn again for the stretch of time that is shown.
    static let price = #"""
        const bars = report.price && { ...report.price, times: total(report.price.times) };
        const priceChart = one('[data-chart=price]');
        const view = bars && { from: bars.times[0], to: Math.max(bars.end, bars.times[0] + 1) };
        const whole = { ...view };

        function niceStep(least) {
          const power = 10 ** Math.floor(Math.log10(least));
          return power * [1, 2, 5, 10].find(x => x * power >= least * (1 - 1e-12));
        }
        function timeTicks(most) {
          const span = (view.to - view.from) / most, ticks = [];
          const step = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800]
            .map(s => s * 1e3).find(s => s >= span);
          const iso = t => new Date(t).toISOString();
          if (step) {
            for (let t = Math.ceil(view.from / step) * step; t <= view.to; t += step)
              ticks.push([t, t % 864e5 ? iso(t).slice(11, step < 6e4 ? 19 : 16) : iso(t).slice(5, 10)]);
            return ticks;
          }
          const months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find(m => m * 2629800e3 >= span) || 1200;
          const start = new Date(view.from), first = start.getUTCFullYear() * 12 + start.getUTCMonth();
          for (let m = Math.ceil(first / months) * months; ; m += months) {
            const t = Date.UTC(Math.floor(m / 12), m % 12);
            if (t > view.to) return ticks;
            if (t >= view.from) ticks.push([t, iso(t).slice(0, months % 12 ? 7 : 4)]);
          }
        }
        function drawPrice() {
          const area = one('[data-chart=price] .area'), n = bars.times.length;
          const first = search(bars.times, view.from), last = search(bars.times, view.to);
          let low = Infinity, high = -Infinity;
          for (let i = first; i <= last; i++) { low = Math.min(low, bars.low[i]); high = Math.max(high, bars.high[i]); }
          const room = (high - low || Math.abs(high) * 0.1 || 1) * 0.06;
          low -= room; high += room;
          const x = t => (t - view.from) / (view.to - view.from), y = p => (high - p) / (high - low);
          const k = v => (v * 1e3).toFixed(1), percent = v => (v * 100).toFixed(2) + '%';
          const middle = i => x((bars.times[i] + (i + 1 < n ? bars.times[i + 1] : bars.end)) / 2);
          const count = last - first + 1, candles = count <= area.clientWidth / 3.2;
          const d = { band: '', line: '', 'wick up': '', 'wick down': '', 'body up': '', 'body down': '' };
          let back = '';
          for (let i = first; i <= last; i++) {
            const at = 'M' + k(middle(i)) + ' ';
            if (candles) {
              const up = bars.close[i] >= bars.open[i] ? 'up' : 'down', a = y(bars.open[i]), b = y(bars.close[i]);
              const pad = Math.max(0, 0.002 - Math.abs(a - b)) / 2;
              d['wick ' + up] += at + k(y(bars.high[i])) + 'V' + k(y(bars.low[i]));
              d['body ' + up] += at + k(Math.min(a, b) - pad) + 'V' + k(Math.max(a, b) + pad);
            } else {
              const to = i > first ? 'L' + at.slice(1) : at;
              d.line += to + k(y(bars.close[i]));
              d.band += to + k(y(bars.high[i]));
              back = 'L' + at.slice(1) + k(y(bars.low[i])) + back;
            }
          }
          d.band += candles ? '' : back + 'Z';
          area.style.setProperty('--body', Math.max(1, Math.min(14, area.clientWidth / count * 0.62)) + 'px');
          for (const name in d) one('.' + name.replace(' ', '.') + ':not(.key)', area).setAttribute('d', d[name]);
          drawGrid(area, low, high, x, y, percent);
          drawMarks(area, x, y, percent, k);
        }
        function drawGrid(area, low, high, x, y, percent) {
          const step = niceStep((high - low) / 6), places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
          let values = '';
          for (let i = Math.ceil(low / step); i * step <= high; i++) { const at = percent(y(i * step));
            values += `<line x2="100%" y1="${at}" y2="${at}"/><text x="100%" dx="8" dy="4" y="${at}">${fixed(i * step, places)}</text>`; }
          one('[data-chart=price] .values').innerHTML = values;
          one('[data-chart=price] .times').innerHTML = timeTicks(Math.min(8, area.clientWidth / 75)).map(([t, label]) => {
            const at = percent(x(t)), text = `<text x="${at}" y="100%" dy="18">${label}</text>`;
            return `<line y2="100%" x1="${at}" x2="${at}"/>` + (x(t) > 0.02 && x(t) < 0.98 ? text : '');
          }).join('');
        }
        function drawMarks(area, x, y, percent, k) {
          const seen = report.trades.filter(r => r[14] === bars.instrument && r[2] <= view.to && r[2] + r[3] >= view.from);
          const few = seen.length <= 300, paths = { gain: '', loss: '', tie: '' }, sums = Array(120).fill(0);
          const mark = (id, tone, t, p) => t < view.from || t > view.to ? ''
            : `<use href="#${id}" class="${tone}" x="${percent(x(t))}" y="${percent(y(p))}"/>`;
          let marks = '';
          for (const r of seen) {
            const tone = r[9] > 0 ? 'gain' : 'loss', end = r[2] + r[3];
            if (!few) { sums[Math.floor(x(r[2]) * 120)] += r[9]; continue; }
            marks += mark(r[1] ? 'm-down' : 'm-up', tone, r[2], r[6]) + (r[4] ? '' : mark('m-exit', tone, end, r[7]));
            if (seen.length <= 80) paths.tie += `M${k(x(r[2]))} ${k(y(r[6]))}L${k(x(end))} ${k(y(r[7]))}`;
          }
          const box = i => `M${k(i / 120)} 965H${k((i + 0.8) / 120)}V1000H${k(i / 120)}Z`;
          sums.forEach((sum, i) => { if (sum) paths[sum > 0 ? 'gain' : 'loss'] += box(i); });
          one('[data-chart=price] .marks').innerHTML = marks;
          const stretch = one('[data-chart=price] .stretch');
          for (const old of all('.strip,.tie', stretch)) old.remove();
          for (const name in paths) {
            const path = document.createElementNS(stretch.namespaceURI, 'path');
            path.setAttribute('class', name === 'tie' ? 'tie' : 'strip ' + name);
            path.setAttribute('d', paths[name]);
            stretch.append(path);
          }
        }

        """#
}
