'use strict';
// Draws what there is a place for: `data` holds the figures, and each chart has an element of its name. A page of two runs
// calls its channels by other names, and gets the same charts.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const channels = data.channels || [];
  const charts = [];
  let log = false;
  document.documentElement.classList.add('js');
  document.querySelectorAll('.scripted').forEach((element) => { element.hidden = false; });

  // Text ------------------------------------------------------------------------------------------------------------------

  const whole = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

  /** Microseconds as milliseconds, with as many digits as their size deserves: the same as in the tables. */
  const ms = (micros) => {
    const value = micros / 1000;
    const size = Math.abs(value);
    const digits = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };

  /** A tick of an axis of milliseconds: no digits that it does not need. */
  const tick = (value) => Number(value.toPrecision(10)).toLocaleString('en-US', { maximumFractionDigits: 3 });

  const percent = (place) => {
    const part = 100 * place;
    return Number(part.toPrecision(part > 99 ? 7 : 4)).toLocaleString('en-US', { maximumFractionDigits: 5 }) + ' %';
  };

  /** UTC, with microseconds. */
  const clock = (micros) => new Date(Math.floor(micros / 1000)).toISOString().replace('T', ' ').replace('Z', '')
    + String(((micros % 1000) + 1000) % 1000).padStart(3, '0');

  const element = (tag, text, css) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (css) made.className = css;
    return made;
  };

  /** A tooltip as nodes: a page with this policy takes no style from a string. */
  const tip = (...lines) => {
    const box = element('div', undefined, 'tip');
    lines.forEach((line, i) => box.append(element(i === 0 ? 'strong' : 'div', line)));
    return box;
  };

  // Looks -----------------------------------------------------------------------------------------------------------------

  const look = () => {
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue('--' + name).trim();
    const palette = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => colour('c' + i));
    return { colour, palette, ink: colour('ink'), soft: colour('soft'), faint: colour('faint'), paper: colour('paper') };
  };

  const SYMBOLS = ['circle', 'diamond', 'triangle', 'rect'];
  const DASHES = ['solid', [6, 3], [2, 2], [8, 3, 2, 3]];

  const text = (theme) => ({ color: theme.soft, fontFamily: 'system-ui, sans-serif', fontSize: 12 });

  const axis = (theme, more) => {
    const { nameText, axisLabel, ...rest } = more;
    return {
      nameLocation: 'middle',
      nameTextStyle: text(theme),
      axisLabel: { ...text(theme), hideOverlap: true, ...axisLabel },
      axisLine: { lineStyle: { color: theme.soft } },
      axisTick: { lineStyle: { color: theme.soft } },
      splitLine: { lineStyle: { color: theme.faint } },
      minorTick: { show: false },
      ...rest,
    };
  };

  /** The last label of a horizontal axis ends where the axis does, however long it is. */
  const endInside = (chart) => {
    [chart.xAxis || []].flat().forEach((axis) => { axis.axisLabel = { ...axis.axisLabel, alignMaxLabel: 'right' }; });
    return chart;
  };

  const common = (theme, more) => endInside({
    animation: false,
    color: theme.palette,
    textStyle: text(theme),
    legend: { top: 0, left: 0, textStyle: { ...text(theme), color: theme.ink }, inactiveColor: theme.soft, itemWidth: 22, itemHeight: 10, itemGap: 16 },
    grid: { left: 28, right: 34, top: 34, bottom: 26, containLabel: true },
    ...more,
  });

  const tooltip = (theme, more) => ({
    confine: true,
    backgroundColor: theme.paper,
    borderColor: theme.faint,
    textStyle: { color: theme.ink },
    ...more,
  });

  /** On a scale that has no zero, what is not above it is not drawn. */
  const drawn = (micros) => (log && micros <= 0 ? null : micros / 1000);

  const delayAxis = (theme, more) => axis(theme, {
    type: log ? 'log' : 'value',
    scale: log,
    ...more,
    axisLabel: { formatter: tick },
  });

  const named = (name, curve) => `${name} (n ${whole(curve.count)})`;

  /** How many lines of a legend of curves come after its first. */
  const wrapped = (curves, width) => Math.floor(curves.reduce((sum, { name, curve }) => sum + named(name, curve).length * 7 + 44, 0) / width);

  // Charts ----------------------------------------------------------------------------------------------------------------

  /** Curves of quantiles, {name, curve}, on an axis of nines: 1 / (1 − q) on a logarithmic one. */
  function spectrum(curves, what) {
    return (theme, width) => common(theme, {
      tooltip: tooltip(theme, {
        trigger: 'axis',
        axisPointer: { type: 'line', snap: true },
        formatter: (points) => tip(
          points[0].data[2] === 1 ? 'largest' : 'p' + percent(points[0].data[2]).replace(' %', ''),
          ...points.map((point) => `${point.seriesName}: ${ms(point.data[3])} ms${point.data[2] === 1 ? ' (largest)' : ''}`)),
      }),
      xAxis: axis(theme, {
        type: 'log',
        min: 1,
        name: 'percentile',
        nameGap: 28,
        axisLabel: { formatter: (value) => percent(1 - 1 / value) },
      }),
      title: { text: what + ', ms', left: 0, top: 4, padding: 0, textStyle: { ...text(theme), fontWeight: 'normal' } },
      yAxis: delayAxis(theme),
      legend: { ...common(theme).legend, top: 22 },
      grid: { ...common(theme).grid, top: 56 + 22 * wrapped(curves, width) },
      series: curves.map(({ name, curve }, i) => ({
        type: 'line',
        name: named(name, curve),
        showSymbol: false,
        symbol: SYMBOLS[i % SYMBOLS.length],
        lineStyle: { width: 2, type: DASHES[i % DASHES.length] },
        data: curve.places.map((place, at) => [
          Math.min(curve.count, 1 / (1 - place)), drawn(curve.values[at]), place, curve.values[at]]),
      })),
    });
  }

  /** The part of the values that is not above a value. */
  function ecdf(curves, what) {
    return (theme, width) => common(theme, {
      grid: { ...common(theme).grid, top: 34 + 22 * wrapped(curves, width) },
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: (point) => tip(point.seriesName, `${percent(point.data[2])} took ${ms(point.data[3])} ms or less`),
      }),
      xAxis: delayAxis(theme, { name: what + ', ms', nameGap: 28 }),
      yAxis: axis(theme, { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value} %' } }),
      series: curves.map(({ name, curve }, i) => ({
        type: 'line',
        name: named(name, curve),
        step: curve.count <= 100 ? 'end' : false,
        symbolSize: 5,
        symbol: SYMBOLS[i % SYMBOLS.length],
        showSymbol: false,
        triggerLineEvent: true,
        lineStyle: { width: 2, type: DASHES[i % DASHES.length] },
        data: curve.places.map((place, at) => [drawn(curve.values[at]), 100 * place, place, curve.values[at]]),
      })),
    });
  }

  /** One picture below the other, {name, bins}; a bin whose edge is null is open, and stands apart. */
  function histogram(parts, what) {
    return (theme, width, height) => {
      const each = height / parts.length;
      const grids = parts.map((part, i) => ({ left: 28, right: 24, top: 30 + i * each, height: each - 74, containLabel: false }));
      grids.forEach((grid) => { grid.left = 58; });
      return common(theme, {
        legend: { show: false },
        title: parts.map((part, i) => ({
          text: part.name, left: 0, top: i * each, textStyle: { color: theme.ink, fontSize: 13, fontWeight: 600, fontFamily: 'system-ui, sans-serif' },
        })),
        tooltip: tooltip(theme, {
          trigger: 'item',
          formatter: (point) => {
            const [from, to, count] = point.data.bin;
            return tip(whole(count), from === null ? `below ${ms(to)} ms` : to === null ? `${ms(from)} ms and more` : `${ms(from)} to ${ms(to)} ms`);
          },
        }),
        grid: grids,
        xAxis: parts.map((part, i) => {
          const below = part.bins.length > 0 && part.bins[0][0] === null ? 1 : 0;
          const closed = part.bins.filter((bin) => bin[0] !== null && bin[1] !== null);
          const above = part.bins.length > 0 && part.bins[part.bins.length - 1][1] === null ? 1 : 0;
          const edges = closed.length === 0 ? [] : [...closed.map((bin) => bin[0]), closed[closed.length - 1][1]];
          const size = closed.length === 0 ? 0 : closed[0][1] - closed[0][0];
          const digits = log ? 3 : size % 1000 === 0 ? 0 : size % 100 === 0 ? 1 : size % 10 === 0 ? 2 : 3;
          const edge = (micros) => (log ? ms(micros) : (micros / 1000).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
          const longest = Math.max(1, ...edges.map((micros) => edge(micros).length));
          const bins = closed.length + 1.5 * (below + above);
          const interval = Math.max(1, Math.ceil((bins * (longest * 7 + 14)) / Math.max(100, width - 82)));
          return axis(theme, {
            gridIndex: i,
            type: 'value',
            min: -1.5 * below,
            max: closed.length + 1.5 * above,
            interval,
            name: what + ', ms',
            nameGap: 26,
            splitLine: { show: false },
            axisLabel: { hideOverlap: false, showMinLabel: true, showMaxLabel: above === 0,
              formatter: (at) => {
                // Ticks are counted from the axis's beginning, which an open first bin puts half a bin off.
                const index = Math.round(at * 2) / 2;
                return Number.isInteger(index) && index >= 0 && index < edges.length ? edge(edges[index]) : '';
              } },
          });
        }),
        yAxis: parts.map((part, i) => axis(theme, { gridIndex: i, type: 'value', minInterval: 1, splitNumber: 4, axisLabel: { formatter: whole } })),
        series: parts.map((part, i) => {
          const below = part.bins.length > 0 && part.bins[0][0] === null ? 1 : 0;
          const closed = part.bins.filter((bin) => bin[0] !== null && bin[1] !== null).length;
          const slots = closed + 1.5 * (below + (part.bins.length > 0 && part.bins[part.bins.length - 1][1] === null ? 1 : 0));
          const open = {
            color: theme.paper, borderColor: theme.palette[i % 8], borderType: 'dashed', borderWidth: 1,
            decal: { color: theme.palette[i % 8], symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
          };
          return {
            type: 'bar',
            xAxisIndex: i,
            yAxisIndex: i,
            barWidth: Math.max(1, (width - 82) / Math.max(1, slots) - 1),
            itemStyle: { color: theme.palette[i % 8] },
            label: { show: false },
            data: part.bins.map((bin, at) => ({
              value: [bin[0] === null ? -1 : bin[1] === null ? at - below + 1 : at - below + 0.5, bin[2]],
              bin,
              ...(bin[0] === null || bin[1] === null ? { itemStyle: open, label: {
                show: true, position: 'top', ...text(theme), formatter: bin[0] === null ? `< ${ms(bin[1])}` : `≥ ${ms(bin[0])}` } } : {}),
            })),
          };
        }),
      });
    };
  }

  /** Dots of {name, scatter, medians}, and what happened meanwhile: {at, until, label} in microseconds since 1970. */
  function overTime(parts, marks, start, what) {
    const seconds = (micros) => (micros - start) / 1e6;
    return (theme, width) => {
      const areas = [];
      const lines = [];
      // A mark without an end has none on a logarithmic scale either: its ends are those of the axis.
      const known = parts.flatMap((part) => part.scatter.delays).map(drawn).filter((delay) => delay !== null);
      const power = (value, round) => 10 ** round(Math.log10(value));
      const ends = log && known.length > 0
        ? [power(known.reduce((one, other) => Math.min(one, other)), Math.floor), power(known.reduce((one, other) => Math.max(one, other)), Math.ceil)]
        : null;
      const from = ends ? { yAxis: ends[0] } : {};
      const to = ends ? { yAxis: ends[1] } : {};
      marks.forEach((mark, i) => {
        const name = String(i + 1);
        if (mark.until) areas.push([{ name, xAxis: seconds(mark.at), ...from }, { xAxis: seconds(mark.until), ...to }]);
        else if (ends) lines.push([{ name, xAxis: seconds(mark.at), ...from }, { xAxis: seconds(mark.at), ...to }]);
        else lines.push({ name, xAxis: seconds(mark.at) });
      });
      const label = { show: true, formatter: '{b}', color: theme.ink, fontSize: 12, fontWeight: 600 };
      const wide = width > 600;
      return common(theme, {
        tooltip: tooltip(theme, {
          trigger: 'item',
          formatter: (point) => (point.data && point.data.length === 4
            ? tip(`${point.data[3]}`, `${ms(point.data[2])} ms`, `sent at ${tick(Math.round(point.data[0] * 1e3) / 1e3)} s`)
            : tip(point.name ? marks[Number(point.name) - 1].label : point.seriesName)),
        }),
        legend: { ...common(theme).legend, data: parts.map((part) => part.name) },
        grid: { left: 8, right: 20, top: 46, bottom: wide ? 66 : 26, containLabel: true },
        xAxis: axis(theme, { type: 'value', name: 'seconds after the first was sent', nameGap: 28, splitLine: { show: false }, axisLabel: { formatter: tick },
          min: (range) => Math.min(0, range.min), max: (range) => range.max }),
        yAxis: delayAxis(theme, ends ? { min: ends[0], max: ends[1] } : {}),
        dataZoom: wide ? [{
          type: 'slider', height: 20, bottom: 4, brushSelect: false, showDataShadow: false, borderColor: theme.faint, fillerColor: theme.colour('mark'),
          handleStyle: { borderColor: theme.soft, color: theme.paper }, moveHandleStyle: { color: theme.faint }, textStyle: text(theme),
          labelFormatter: (value) => tick(Math.round(value * 10) / 10) + ' s', filterMode: 'filter',
        }] : [],
        series: [
          ...parts.map((part, i) => ({
            type: 'scatter',
            name: part.name,
            symbol: SYMBOLS[i % SYMBOLS.length],
            symbolSize: part.scatter.sent.length > 1000 ? 3 : 5,
            itemStyle: { color: theme.palette[i % 8], opacity: 0.5 },
            emphasis: { itemStyle: { opacity: 1, borderColor: theme.ink, borderWidth: 1 } },
            data: part.scatter.sent.map((sent, at) => [
              seconds(sent), drawn(part.scatter.delays[at]), part.scatter.delays[at], `${part.name} ${whole(part.scatter.numbers[at])}`]),
            ...(i > 0 ? {} : {
              markArea: { silent: false, itemStyle: { color: theme.colour('mark') }, label: { ...label, position: 'top' }, data: areas },
              markLine: { symbol: 'none', lineStyle: { color: theme.ink, type: 'dashed', width: 1 }, label: { ...label, position: 'end' }, data: lines },
            }),
          })),
          ...parts.map((part, i) => ({
            type: 'line',
            name: part.name,
            silent: true,
            showSymbol: false,
            lineStyle: { width: 2, color: theme.palette[i % 8], type: DASHES[i % DASHES.length] },
            data: part.medians.map(([at, median]) => [seconds(at), drawn(median)]),
          })),
        ],
      });
    };
  }

  /** Stacked bars of {name, unit, parts: {label: value}}, drawn in units, from left to right in the order of `labels`. */
  function stacked(bars, labels, colours, unit, scale, format) {
    return (theme, width) => common(theme, {
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: (point) => tip(point.name, `${point.seriesName}: ${format(point.data.raw)}${unit}`),
      }),
      legend: { ...common(theme).legend, type: 'plain', data: labels.map(([name]) => name) },
      grid: { left: 4, right: 34, top: 34 + 22 * Math.floor(labels.reduce((sum, [name]) => sum + name.length * 7 + 40, 0) / width), bottom: 4, containLabel: true },
      xAxis: axis(theme, { type: 'value', axisLabel: { formatter: (value) => tick(value) + scale } }),
      yAxis: axis(theme, { type: 'category', inverse: true, data: bars.map((bar) => bar.name), axisTick: { show: false },
        axisLabel: { color: theme.ink, hideOverlap: false, interval: 0 } }),
      series: labels.map(([name, shade], i) => ({
        type: 'bar',
        name,
        stack: 'all',
        barMaxWidth: 30,
        itemStyle: { color: shade ? theme.colour(shade) : colours(theme)[i % 8], borderColor: theme.paper, borderWidth: 1 },
        data: bars.map((bar) => ({ value: (bar.parts[name] || 0) / bar.unit, raw: bar.parts[name] || 0 })),
      })),
    });
  }

  // Drawing ---------------------------------------------------------------------------------------------------------------

  function show(id, option, height) {
    const place = document.getElementById(id);
    if (!place || !option) return;
    if (height) place.style.height = height + 'px';
    const chart = echarts.init(place, null, { renderer: 'svg' });
    const draw = () => chart.setOption(option(look(), place.clientWidth, place.clientHeight), true);
    const fit = () => { chart.resize(); draw(); };
    draw();
    charts.push(fit);
    new ResizeObserver(() => { if (place.clientWidth !== chart.getWidth() || place.clientHeight !== chart.getHeight()) fit(); }).observe(place);
  }

  const redraw = () => charts.forEach((fit) => fit());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  matchMedia('print').addEventListener('change', redraw);
  addEventListener('beforeprint', redraw);
  addEventListener('afterprint', redraw);
  document.querySelectorAll('input[name=scale]').forEach((input) => input.addEventListener('change', () => {
    log = input.value === 'log' && input.checked;
    redraw();
  }));

  const curves = (what) => channels.filter((channel) => channel[what] && channel[what].count > 0).map((channel) => ({ name: channel.name, curve: channel[what] }));

  // Channels far apart are both to be seen at first sight.
  const medians = curves('delay').map(({ curve }) => curve.values[curve.places.findIndex((place) => place >= 0.5)]);
  if (Math.min(...medians) > 0 && Math.max(...medians) > 10 * Math.min(...medians)) {
    log = true;
    document.querySelectorAll('input[name=scale][value=log]').forEach((input) => { input.checked = true; });
  }

  show('outcomes', stacked(
    channels.map((channel) => ({ name: channel.name, unit: 1, parts: Object.fromEntries(channel.outcomes.map(({ name, count }) => [name, count])) })),
    [...new Map(channels.flatMap((channel) => channel.outcomes.map(({ name, shade }) => [name, shade])))],
    (theme) => [1, 3, 4, 7, 5, 0, 6, 2].map((i) => theme.palette[i]), '', '', whole), 74 + 44 * channels.length);
  if (curves('delay').length > 0) {
    show('spectrum', (...of) => spectrum(curves('delay'), 'recorded − sent')(...of));
    show('histogram', (...of) => histogram(
      channels.filter((channel) => channel.delay.count > 0).map((channel) => ({
        name: named(channel.name, channel.delay), bins: log ? channel.byRatio : channel.histogram })),
      'recorded − sent')(...of), 240 * curves('delay').length);
    show('ecdf', (...of) => ecdf(curves('delay'), 'recorded − sent')(...of), 240 * Math.min(2, Math.max(1.3, curves('delay').length)));
    show('over-time', (...of) => overTime(
      channels.filter((channel) => channel.scatter), data.marks || [], data.start, 'recorded − sent')(...of));
  }
  const hops = channels.filter((channel) => channel.hops && channel.hops.bands.length > 0);
  if (hops.length > 0) {
    const bars = hops.flatMap((channel) => channel.hops.bands.filter((band) => band.mean > 0).map((band) => ({
      name: `${channel.name} ${band.label}: ${ms(band.mean)} ms`,
      unit: band.mean / 100,
      parts: Object.fromEntries(channel.hops.hops.map((hop, i) => [hop, band.parts[i]])),
    })));
    const inOrder = []; // of every channel's way, whose hops are not all the same
    hops.forEach((channel) => {
      let at = 0;
      channel.hops.hops.forEach((hop) => {
        if (!inOrder.includes(hop)) inOrder.splice(at, 0, hop);
        at = inOrder.indexOf(hop) + 1;
      });
    });
    show('hops', stacked(bars, inOrder.map((name) => [name, null]),
      (theme) => theme.palette, ' ms', ' %', ms), 84 + 38 * bars.length);
  }
  if (curves('lateness').length > 0) {
    show('lateness', (...of) => spectrum(curves('lateness'), 'sent − intended')(...of));
  }

  // Messages --------------------------------------------------------------------------------------------------------------

  const messages = data.messages || [];
  const rows = document.querySelector('#messages tbody');
  if (!rows) return;

  const PAGE = 20;
  let shown = PAGE;
  const search = document.getElementById('search');
  const outcome = document.getElementById('outcome');
  const haystacks = messages.map((message) => [
    message.eventId, message.channel, message.outcome, message.where, message.author, message.payloadId].join(' ').toLowerCase());
  const labels = [...document.querySelectorAll('#messages thead th')].map((cell) => cell.textContent);
  [...new Set(messages.map((message) => message.outcome))].sort().forEach((name) => outcome.append(new Option(name, name)));

  function list() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = messages.filter((message, i) => (outcome.value === '' || message.outcome === outcome.value)
      && words.every((word) => haystacks[i].includes(word)));
    rows.replaceChildren(...found.slice(0, shown).map((message) => {
      const row = element('tr');
      const id = element('td');
      id.append(Object.assign(element('button', message.eventId), { type: 'button' }));
      row.append(id, element('td', message.channel), element('td', message.outcome, message.bad ? 'bad' : ''), element('td', message.where),
        element('td', message.attempts.length || '', 'number'), element('td', message.deliveries || '', 'number'));
      [...row.children].forEach((cell, i) => { cell.dataset.label = labels[i]; });
      row.addEventListener('click', () => open(message));
      return row;
    }));
    document.getElementById('found').textContent = `${whole(found.length)} of ${whole(messages.length)}`;
    document.getElementById('more').hidden = found.length <= shown;
  }

  /** What is known of a message, from its first attempt to its end; nothing waits for what is beside the way. */
  function steps(message) {
    const made = [];
    const times = message.times;
    if (times.INTENDED !== undefined) made.push({ at: times.INTENDED, what: 'meant to be sent' });
    message.attempts.forEach((attempt) => {
      const which = message.attempts.length > 1 ? `attempt ${attempt.number}` : 'sent';
      made.push({ at: attempt.sent, what: message.attempts.length > 1 ? `${which} sent` : which });
      if (attempt.finished !== null) {
        made.push({ at: attempt.finished, what: `${message.attempts.length > 1 ? which + ' ' : ''}${attempt.outcome}`, bad: attempt.outcome !== 'accepted',
          beside: attempt.outcome === 'accepted' });
      } else {
        made.push({ at: null, what: `${message.attempts.length > 1 ? which + ': ' : ''}no answer is known`, bad: true });
      }
    });
    if (message.attempts.length === 0 && times.SENT !== undefined) made.push({ at: times.SENT, what: 'sent, says the row' });
    const clockSteps = channels.find((channel) => channel.name === message.channel)?.resolutionMicros ?? {};
    data.points.forEach(({ name, label, clock: whose }) => {
      if (times[name] !== undefined && !['INTENDED', 'SENT', 'ACCEPTED'].includes(name)) {
        made.push({ at: times[name], what: label, beside: name === 'DONE', note: `${whose}’s clock${clockSteps[name] >= 1000 ? `, known to ${whole(clockSteps[name] / 1000)} ms` : ''}` });
      }
    });
    return made;
  }

  function open(message) {
    const dialog = document.getElementById('journey');
    document.getElementById('journey-title').textContent = message.eventId;
    const about = [message.channel];
    if (message.payloadId !== null) about.push(`id ${message.payloadId}`);
    if (message.author !== null) about.push(`author ${message.author}`);
    if (message.expected !== null) about.push(message.expected ? 'should arrive' : 'should be filtered out');
    const way = element('ol');
    const start = message.times.INTENDED ?? message.times.SENT;
    let before = null;
    steps(message).forEach((step) => {
      const item = element('li', step.what, step.bad ? 'bad' : '');
      if (step.at !== null) {
        const parts = [clock(step.at) + ' UTC'];
        if (before !== null) parts.push(`${step.at < before ? '−' : '+'}${ms(Math.abs(step.at - before))} ms`);
        if (start !== undefined && before !== null) parts.push(`${ms(step.at - start)} ms in all`);
        if (step.note) parts.push(step.note);
        if (step.beside) parts.push('beside the way');
        else before = step.at;
        item.append(element('time', parts.join(' · ')));
      }
      way.append(item);
    });
    let where = message.where ? ` (${message.where})` : '';
    if (message.outcome === data.between) where = ` ${message.where}`;
    const end = element('li', message.outcome + where + (message.deliveries > 1 ? `; recorded ${whole(message.deliveries)} times` : ''),
      message.bad ? 'end bad' : 'end');
    way.append(end);
    document.getElementById('journey-body').replaceChildren(element('p', about.join(' · '), 'remark'), way);
    dialog.showModal();
  }

  search.addEventListener('input', () => { shown = PAGE; list(); });
  outcome.addEventListener('change', () => { shown = PAGE; list(); });
  document.getElementById('more').addEventListener('click', () => { shown += 5 * PAGE; list(); });
  document.getElementById('journey').addEventListener('click', (event) => { if (event.target.id === 'journey') event.target.close(); });
  list();
})();
