// Draws the chart that the server drew already, with figures to point at. Without it the page is complete.
"use strict";
(() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const write = (value, shown) =>
    value === null || value === undefined
      ? "–"
      : value.toLocaleString("zh-CN", { minimumFractionDigits: shown.decimals, maximumFractionDigits: shown.decimals });

  const bars = ["normal", "blue", "yellow", "orange", "red"];
  const january = (_, month) => month.endsWith("-01");
  const narrow = () => window.innerWidth < 760;
  const levels = { normal: "正常", blue: "蓝", yellow: "黄", orange: "橙", red: "红", missing: "缺报", reporting: "报送中", unassessed: "不判" };

  const line = (name, data, extra) => ({
    name, data, type: "line", showSymbol: false, symbol: "circle", connectNulls: false, animation: false, ...extra,
  });

  const level = (shown, name, value, paint, type) => ({
    yAxis: value, name,
    lineStyle: { color: paint, type, width: 1.5 },
    label: { formatter: `${name} ${write(value, shown)}`, color: paint, position: narrow() ? "insideEndTop" : "end" },
  });

  // The band of the forecast: an unseen line at P10, and on top of it the distance to P90.
  const fan = (shown) => {
    if (!shown.fan) return [];
    const { p10, p50, p90 } = shown.fan;
    const unseen = { stack: "预判区间", stackStrategy: "all", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
    const width = p90.map((high, index) => (high === null ? null : high - p10[index]));
    const paint = { itemStyle: { color: colour("--blue") }, lineStyle: { color: colour("--blue"), width: 1.6, type: "dotted" } };
    return [
      line("P10", p10, unseen),
      line("P10—P90", width, { ...unseen, areaStyle: { color: colour("--blue-bar"), opacity: 0.22 } }),
      line("预判", p50, paint),
    ];
  };

  const options = (shown) => {
    const ink = colour("--ink"), muted = colour("--muted"), rule = colour("--rule"), paper = colour("--paper");
    const right = narrow() ? 16 : 120;
    const marks = [];
    if (shown.period) marks.push({ xAxis: shown.period, label: { show: false }, lineStyle: { color: muted, type: "dotted" } });
    if (shown.target !== null) marks.push(level(shown, "目标", shown.target, colour("--accent"), "solid"));
    if (shown.baseline !== null && shown.baseline !== shown.target) marks.push(level(shown, "基期", shown.baseline, muted, "dotted"));
    const actual = shown.actual.map((value, index) => ({
      value,
      symbolSize: shown.coverage[index] ? 8 : shown.accepted[index] ? 4 : 5,
      itemStyle: { color: shown.accepted[index] && !shown.coverage[index] ? ink : paper, borderColor: ink, borderWidth: 1.2 },
      label: { show: Boolean(shown.coverage[index]), formatter: shown.coverage[index], position: "top", color: muted, fontSize: 11 },
    }));
    return {
      animation: false,
      textStyle: { fontFamily: colour("--font"), color: ink },
      aria: { enabled: true },
      grid: [
        { left: 76, right, top: 36, bottom: 52 },
        { left: 76, right, height: 8, bottom: 36 },
      ],
      legend: {
        top: 0, left: 76, itemWidth: 24, itemHeight: 3, textStyle: { color: ink },
        data: [
          { name: "实际", icon: "path://M0 0h24v3H0z" },
          { name: "序时应达", icon: "path://M0 0h10v3H0zM14 0h10v3H14z" },
          ...(shown.fan ? [{ name: "预判", icon: "path://M0 0h3v3H0zM7 0h3v3H7zM14 0h3v3H14zM21 0h3v3H21z" }] : []),
        ],
      },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: paper, borderColor: muted, textStyle: { color: ink },
        formatter: (points) => {
          const index = points[0].dataIndex;
          const status = shown.actual[index] === null ? "" : shown.accepted[index] ? "（已审核）" : "（初步）";
          const partial = shown.coverage[index] ? `  已报 ${shown.coverage[index]}` : "";
          return [
            `${shown.months[index]}  ${levels[shown.level[index]] || ""}${partial}`,
            `实际 ${write(shown.actual[index], shown)} ${shown.unit}${status}`,
            `应达 ${write(shown.expected[index], shown)} ${shown.unit}`,
            ...(shown.fan && shown.fan.p50[index] !== null && shown.actual[index] === null
              ? [`预判 ${write(shown.fan.p50[index], shown)}（${write(shown.fan.p10[index], shown)} 至 ${write(shown.fan.p90[index], shown)}）${shown.unit}`]
              : []),
          ].join("\n");
        },
      },
      xAxis: [
        {
          type: "category", data: shown.months, boundaryGap: true, axisLine: { lineStyle: { color: muted } },
          axisTick: { show: false }, axisLabel: { show: false }, splitLine: { show: true, interval: january, lineStyle: { color: rule } },
        },
        {
          type: "category", gridIndex: 1, data: shown.months, boundaryGap: true, axisLine: { show: false }, axisTick: { show: false },
          axisLabel: { color: muted, interval: january, align: "left", margin: 10, formatter: (month) => `${month.slice(0, 4)}年` },
        },
      ],
      yAxis: [{
        type: "value", min: shown.ticks[0], max: shown.ticks.at(-1), interval: shown.ticks[1] - shown.ticks[0],
        axisLabel: { color: muted, formatter: (value) => write(value, shown) }, splitLine: { lineStyle: { color: rule } },
      }, { gridIndex: 1, min: 0, max: 1, show: false }],
      series: [
        line("实际", actual, {
          showSymbol: true, showAllSymbol: true, labelLayout: { hideOverlap: true }, itemStyle: { color: ink }, lineStyle: { color: ink, width: 2 }, z: 3,
          markLine: { silent: true, symbol: "none", animation: false, data: marks },
        }),
        ...fan(shown),
        line("序时应达", shown.expected, { itemStyle: { color: muted }, lineStyle: { color: muted, width: 1.5, type: "dashed" } }),
        {
          name: "级别", type: "bar", xAxisIndex: 1, yAxisIndex: 1, barCategoryGap: "8%", animation: false, tooltip: { show: false },
          labelLayout: { hideOverlap: true },
          data: shown.level.map((word, index) => {
            const paint = colour(`--${bars.includes(word) ? word : "none"}-bar`);
            const partial = shown.coverage[index];
            return {
              value: word ? 1 : null,
              itemStyle: partial ? { color: paper, borderColor: paint, borderWidth: 1.2 } : { color: paint },
              label: { show: Boolean(partial) && shown.actual[index] === null, formatter: partial, position: "top", color: muted, fontSize: 11 },
            };
          }),
        },
      ],
    };
  };

  const start = (place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source || !window.echarts) return;
    const shown = JSON.parse(source.textContent);
    const drawn = place.parentElement.querySelector("[data-chart-fallback]");
    place.hidden = false;
    drawn.hidden = true;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(options(shown));
    window.addEventListener("resize", () => {
      chart.resize();
      chart.setOption(options(shown));
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(options(shown)));
  };

  // Ticks the reports in which nothing was found where they stand, instead of loading the page with them ticked.
  const tick = (link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      link.closest("form").querySelectorAll("input[data-clean]").forEach((box) => { box.checked = true; });
    });

  // What is wider than a phone opens on its middle.
  const centre = (wide) => { wide.scrollLeft = (wide.scrollWidth - wide.clientWidth) / 2; };

  document.querySelectorAll("[data-middle]").forEach(centre);
  document.querySelectorAll("[data-chart]").forEach(start);
  document.querySelectorAll("[data-ticks]").forEach(tick);
})();
