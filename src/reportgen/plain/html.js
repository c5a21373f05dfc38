// What a browser with script adds to the page: nothing here is needed to read the report.
// The words and the pattern of the controls stand in the page; this file has none of its own.
(() => {
  "use strict";

  const root = document.documentElement;
  const wide = matchMedia("(min-width: 67rem)");
  const collator = new Intl.Collator(root.lang, { numeric: true, sensitivity: "base" });
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const said = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(root.lang);
  root.classList.add("scripted");

  followReader();
  all("main > .part").forEach(makeTools);
  all(".cards > table").forEach(keepMeaning);

  // ------------------------------------------------------------ contents

  function followReader() {
    const box = document.querySelector(".contents-box");
    if (!box) return;
    const side = box.parentElement;
    const here = box.querySelector(".here");
    const summary = box.querySelector("summary");
    const places = all(".contents a", box)
      .map((link) => ({ link, target: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
      .filter((place) => place.target && !place.target.closest(".masthead"));
    let current = null;

    const fit = () => {
      box.open = wide.matches;
      // On a wide screen there is nothing to unfold.
      if (wide.matches) summary.tabIndex = -1;
      else summary.removeAttribute("tabindex");
    };

    const mark = () => {
      const line = Math.min(innerHeight * 0.3, 240);
      const passed = places.filter((place) => place.target.getBoundingClientRect().top <= line);
      const found = passed.at(-1) ?? null;
      if (found === current) return;
      current?.link.removeAttribute("aria-current");
      all(".within", box).forEach((entry) => entry.classList.remove("within"));
      current = found;
      here.textContent = "";
      if (!current) return;
      current.link.setAttribute("aria-current", "location");
      let chapter = current.link.closest("li");
      for (let entry = chapter; entry; entry = entry.parentElement.closest(".contents li")) chapter = entry;
      chapter.classList.add("within");
      here.textContent = said(chapter.querySelector("a"));
      if (!wide.matches) return;
      const shown = current.link.getBoundingClientRect();
      const frame = side.getBoundingClientRect();
      if (shown.top < frame.top + 80 || shown.bottom > frame.bottom - 80) {
        side.scrollTop += shown.top - frame.top - frame.height / 2;
      }
    };

    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    };

    // Folded before the browser jumps, so that it jumps to where the text will be.
    box.addEventListener("click", (event) => {
      if (event.target.closest(".contents a") && !wide.matches) box.open = false;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || wide.matches || !box.open) return;
      box.open = false;
      summary.focus();
    });
    wide.addEventListener("change", fit);
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon, { passive: true });
    fit();
    mark();
  }

  // ------------------------------------------------------------ tables

  // One set of controls for the tables of a part: what is searched for may be in any of them.
  function makeTools(part) {
    const tables = all("table.sortable", part).map((table) => ({
      table,
      bodies: [...table.tBodies],
      rows: all("tbody > tr", table).map((row, place) => ({
        row, place, body: row.parentElement, words: folded(said(row)),
      })),
      heads: all("thead th", table),
      empty: null,
    }));
    if (!tables.length) return;
    tables.forEach(offerOrder);

    const tools = document.getElementById("page-tools").content.firstElementChild.cloneNode(true);
    const heading = part.querySelector("h2");
    if (heading) tools.setAttribute("aria-labelledby", heading.id);
    const search = tools.querySelector("input");
    const count = tools.querySelector(".tool-count");
    const reset = tools.querySelector(".tool-reset");
    const choices = makeChoices(tools, tables);
    const order = makeOrder(tools, tables);
    const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);

    const filter = () => {
      const wanted = folded(search.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const grid of tables) {
        let left = 0;
        for (const { row, words } of grid.rows) {
          row.hidden = !(wanted.every((word) => words.includes(word)) &&
            choices.every((choice) => choice.accepts(grid, row)));
          left += row.hidden ? 0 : 1;
        }
        tellEmpty(grid, left === 0, count.dataset.none);
        shown += left;
      }
      reset.hidden = shown === total;
      const words = count.dataset.words.replace("{shown}", shown).replace("{total}", total);
      if (count.textContent !== words) count.textContent = words;
    };
    const clear = () => {
      search.value = "";
      choices.forEach(({ select }) => { select.value = ""; });
      filter();
    };

    let timer = 0;
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(filter, 120);
    });
    choices.forEach(({ select }) => select.addEventListener("change", filter));
    reset.addEventListener("click", () => {
      clear();
      search.focus();
    });

    // A link may lead to a row that is hidden now.
    const reveal = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target?.closest("tr[hidden]") || !part.contains(target)) return;
      clear();
      target.scrollIntoView();
    };
    addEventListener("hashchange", reveal);

    const frame = tables[0].table.parentElement;
    const before = frame.previousElementSibling;
    (before?.matches("h3, h4") ? before : frame).before(tools);
    order.hidden = order.querySelectorAll("option").length < 2;
    filter();
  }

  function tellEmpty(grid, empty, words) {
    if (empty && !grid.empty) {
      grid.empty = document.createElement("p");
      grid.empty.className = "no-rows";
      grid.empty.textContent = words;
      grid.table.after(grid.empty);
    }
    if (grid.empty) grid.empty.hidden = !empty;
  }

  // A choice of the words in a column, such as the status; how many rows have each stands beside it.
  function makeChoices(tools, tables) {
    const pattern = tools.querySelector(".tool-choice");
    const columns = new Map();
    for (const { rows, heads } of tables) {
      heads.forEach((head, place) => {
        if (!("choice" in head.dataset)) return;
        const name = said(head);
        const counts = columns.get(name) ?? new Map();
        for (const { row } of rows) {
          const cell = row.cells[place];
          if (!("silent" in cell.dataset)) counts.set(said(cell), (counts.get(said(cell)) ?? 0) + 1);
        }
        columns.set(name, counts);
      });
    }
    const choices = [...columns].map(([name, counts]) => {
      const field = pattern.cloneNode(true);
      const select = field.querySelector("select");
      field.querySelector("span").textContent = name;
      [...counts].sort(([one], [other]) => collator.compare(one, other)).forEach(([value, rows]) => {
        select.add(new Option(`${value} (${rows})`, value));
      });
      pattern.before(field);
      const accepts = ({ heads }, row) => {
        if (!select.value) return true;
        const place = heads.findIndex((head) => said(head) === name);
        return place >= 0 && said(row.cells[place]) === select.value;
      };
      return { select, accepts };
    });
    pattern.remove();
    return choices;
  }

  // On a narrow screen the headers are out of sight; their buttons are this list there.
  function makeOrder(tools, tables) {
    const field = tools.querySelector(".tool-order");
    const select = field.querySelector("select");
    const names = new Set(tables.flatMap(({ heads }) => heads.filter((h) => h.dataset.sort).map(said)));
    names.forEach((name) => select.add(new Option(name, name)));
    select.addEventListener("change", () => {
      for (const grid of tables) {
        const head = grid.heads.find((h) => h.dataset.sort && said(h) === select.value);
        arrange(grid, head ?? null, head ? "ascending" : null);
      }
    });
    return field;
  }

  function offerOrder(grid) {
    for (const head of grid.heads) {
      if (!head.dataset.sort) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: null };
        const now = head.getAttribute("aria-sort");
        arrange(grid, head, now ? next[now] : "ascending");
      });
    }
  }

  // Sorted, the groups of a table become one; unsorted, each row goes back to its own.
  function arrange(grid, head, direction) {
    grid.heads.forEach((other) => other.removeAttribute("aria-sort"));
    if (!direction) {
      grid.rows.forEach(({ row, body }) => body.append(row));
      return;
    }
    head.setAttribute("aria-sort", direction);
    const place = grid.heads.indexOf(head);
    const sign = direction === "ascending" ? 1 : -1;
    const keyed = grid.rows.map((entry) => {
      const cell = entry.row.cells[place];
      return { ...entry, silent: "silent" in cell.dataset, key: cell.dataset.key ?? said(cell) };
    });
    // What says nothing stands last, whatever the direction.
    keyed.sort((one, other) => one.silent - other.silent ||
      sign * collator.compare(one.key, other.key) || one.place - other.place);
    grid.bodies[0].append(...keyed.map(({ row }) => row));
  }

  // A row shown as a card is no row to some browsers; the roles keep it one.
  function keepMeaning(table) {
    const roles = [
      ["tbody, thead", "rowgroup"], ["tr", "row"], ["td", "cell"],
      ["thead th", "columnheader"], ["tbody th", "rowheader"],
    ];
    table.setAttribute("role", "table");
    roles.forEach(([selector, role]) => all(selector, table).forEach((e) => e.setAttribute("role", role)));
  }
})();
