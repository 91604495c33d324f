// Draws the charts, offers tables as CSV. Nothing else: the page reads in full without it.
(() => {
  "use strict";
  const NARROW = 520;
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const charts = [...document.querySelectorAll(".chart")];
  const drawn = new Map();

  const isNarrow = (box) => box.clientWidth < NARROW;

  const build = (box) => {
    const panel = figures.panels[box.dataset.figure];
    const config = structuredClone(figures.config);
    config.axisY = { labelLimit: isNarrow(box) ? 138 : 230 };
    return { ...panel.spec, datasets: panel.datasets, config };
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
  const read = (cell) => calm(cell.dataset.v ?? (cell.classList.contains("u") ? "" : cell.textContent));

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
