// Draws the charts, offers tables as CSV. Nothing else: the page reads in full without it.
(() => {
  "use strict";
  const NARROW = 520;
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const charts = [...document.querySelectorAll(".chart")];
  const drawn = new Map();

  const isNarrow = (box) => box.clientWidth < NARROW;

  // Names of rows stand in full: on a narrow page over several lines, with rows as high as the longest needs.
  const LETTERS = 23;
  const wrap = (name) =>
    name.split(" ").reduce((lines, word) => {
      const last = lines.at(-1);
      if (last !== undefined && `${last} ${word}`.length <= LETTERS) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
      return lines;
    }, []);

  const breakNames = (spec) => {
    const named = spec.layer.filter((layer) => layer.encoding.y?.field === "row");
    if (named.length === 0) return;
    const names = named[0].encoding.y.scale.domain;
    const broken = Object.fromEntries(names.map((name) => [name, wrap(name)]));
    const most = Math.max(...Object.values(broken).map((lines) => lines.length));
    spec.height = names.length * Math.max(spec.height / names.length, 13 * most + 3);
    for (const layer of named) {
      const { axis } = layer.encoding.y;
      axis.labelExpr = `indexof(datum.label, "\u2063") == 0 ? "" : (${JSON.stringify(broken)})[datum.label]`;
      axis.labelLineHeight = 12;
      // A name of several lines is centred on its row.
      axis.labelOffset = {
        condition: [4, 3, 2].map((count) => ({
          test: `(${JSON.stringify(broken)})[datum.value].length >= ${count}`,
          value: -6 * (count - 1),
        })),
        value: 0,
      };
    }
  };

  // Rows come as a list of their keys and lists of their values; null stands for a key that a row lacks.
  const unpack = (datasets) =>
    Object.fromEntries(
      Object.entries(datasets).map(([name, [keys, ...rows]]) => [
        name,
        rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at]]).filter(([, value]) => value !== null))),
      ]),
    );

  // A channel that is a number is that of the layer with this number.
  const unpackSpec = (spec) => {
    for (const { encoding } of spec.layer) {
      for (const [channel, what] of Object.entries(encoding)) {
        if (typeof what === "number") encoding[channel] = structuredClone(spec.layer[what].encoding[channel]);
      }
    }
    return spec;
  };

  const build = (box) => {
    const panel = figures.panels[box.dataset.figure];
    const config = structuredClone(figures.config);
    const spec = unpackSpec(structuredClone(panel.spec));
    config.axisY = { labelLimit: isNarrow(box) ? 160 : 260 };
    if (isNarrow(box)) breakNames(spec);
    return { ...spec, datasets: unpack(panel.datasets), config };
  };

  const draw = async (box) => {
    const narrow = isNarrow(box);
    if (box.clientWidth === 0 || drawn.get(box) === narrow) return;
    drawn.set(box, narrow);
    // Expressions are interpreted, not compiled: the policy of the page allows no text to become code.
    await vegaEmbed(box, build(box), {
      mode: "vega-lite",
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      logLevel: 1,
      tooltip: { disableDefaultStyle: true, theme: "page" },
    });
    box.dataset.drawn = "";
  };

  const drawAll = () => charts.reduce((done, box) => done.then(() => draw(box)), Promise.resolve());

  for (const box of charts) {
    // Keeps the place of a chart before it is drawn, so that nothing jumps.
    box.style.minHeight = `${figures.panels[box.dataset.figure].height}px`;
  }
  const near = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
    { rootMargin: "600px 0px" },
  );
  charts.forEach((box) => near.observe(box));
  // The rest follows when the page is at rest, so that a print has them all.
  const rest = window.requestIdleCallback ?? ((then) => setTimeout(then, 400));
  window.addEventListener("load", () => rest(() => drawAll().then(() => { document.body.dataset.drawn = ""; })));
  window.addEventListener("beforeprint", drawAll);
  let wait = 0;
  window.addEventListener("resize", () => {
    clearTimeout(wait);
    wait = setTimeout(() => charts.filter((box) => drawn.has(box)).forEach(draw), 200);
  });

  const quote = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // A spreadsheet would run a text that begins like a formula; numbers may begin with a sign.
  const calm = (text) => (/^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text);
  // Cells show days, figures and flags as a reader writes them; a table that is saved has them as the report holds them.
  const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const plain = (cell) => {
    const text = cell.textContent;
    const has = (name) => cell.classList.contains(name);
    if (has("u")) return "";
    if (has("b")) return text === "yes" ? "true" : "false";
    if (has("n")) return text.replaceAll(",", "");
    const day = /^(\d{1,2})\u00a0([A-Z][a-z]{2})\u00a0(\d{4})$/.exec(text);
    if (!day) return text;
    return `${day[3]}-${String(MONTHS.indexOf(day[2]) / 3 + 1).padStart(2, "0")}-${day[1].padStart(2, "0")}`;
  };
  const read = (cell) => calm(cell.dataset.v ?? plain(cell));

  for (const button of document.querySelectorAll("button.csv")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const table = document.getElementById(button.dataset.table);
      const lines = [...table.rows].map((row) => [...row.cells].map((cell) => quote(read(cell))).join(","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
      link.download = `${table.id}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }
})();
