// Search in the index page of a portfolio: it hides what does not match, and adds nothing else.
// Without script the page is a plain list. The words stand in the page; this file has none.
(() => {
  "use strict";

  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const folded = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(root.lang).replace(/\s+/g, " ");
  const form = document.querySelector(".search");
  const field = form.querySelector("input");
  const clear = form.querySelector("button");
  const tally = form.querySelector(".tally");
  const nothing = document.querySelector(".nothing");
  const number = new Intl.NumberFormat(root.lang);

  const reports = all(".report").map((element) => {
    const details = element.querySelector("details");
    const items = details ? all("li", details).map((item) => ({ element: item, text: folded(item.textContent) })) : [];
    const own = all(":scope > :not(details):not(.files)", element).map((part) => part.textContent).join(" ");
    return { element, details, items, text: folded(own) };
  });

  function show(asked) {
    const words = folded(asked).trim().split(" ").filter(Boolean);
    const all_in = (text) => words.every((word) => text.includes(word));
    let shown = 0;
    let found = 0;
    for (const report of reports) {
      const itself = all_in(report.text);
      // A word may stand in the report and another in one of its items.
      const hits = report.items.filter((item) => all_in(`${report.text} ${item.text}`) && words.some((word) => item.text.includes(word)));
      const some = words.length === 0 || itself || hits.length > 0;
      report.element.hidden = !some;
      if (some) shown += 1;
      found += words.length ? hits.length : report.items.length;
      const chosen = new Set(hits);
      for (const item of report.items) item.element.hidden = words.length > 0 && hits.length > 0 && !chosen.has(item);
      if (report.details) {
        if (words.length && hits.length) report.details.open = true;
        else if (report.details.dataset.opened !== "by-reader") report.details.open = false;
      }
    }
    clear.hidden = !asked;
    nothing.hidden = shown > 0;
    tally.textContent = words.length
      ? form.dataset.found
        .replace("{reports}", number.format(shown))
        .replace("{total}", number.format(reports.length))
        .replace("{items}", number.format(found))
      : "";
    const address = new URLSearchParams(location.search);
    if (asked) address.set("q", asked);
    else address.delete("q");
    try {
      history.replaceState(null, "", location.pathname + (address.size ? `?${address}` : "") + location.hash);
    } catch {
      // A page inside another may not change its address; the search works all the same.
    }
  }

  for (const { details } of reports) {
    details?.querySelector("summary").addEventListener("click", () => {
      details.dataset.opened = details.open ? "" : "by-reader";
    });
  }

  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(field.value), reports.length > 500 ? 150 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    field.value = "";
    show("");
    field.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(input|textarea)$/i.test(document.activeElement.tagName)) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && document.activeElement === field) {
      field.value = "";
      show("");
    }
  });

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  show(field.value);
})();
