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

  // What a reader chose stands in the address: it survives a reload, and can be passed on.
  const address = new URLSearchParams(location.search);
  const remember = (name, value) => {
    if (value) address.set(name, value);
    else address.delete(name);
    const query = address.size ? `?${address}` : "";
    try {
      history.replaceState(history.state, "", location.pathname + query + location.hash);
    } catch {
      // A page inside another may not change its address; what was chosen holds all the same.
    }
  };

  followReader();
  all("main > .part").forEach(makeTools);
  all(".cards > table").forEach(keepMeaning);
  all(".table-frame.grid").forEach(showMore);

  // An address that was passed on may be broken: then it leads nowhere, and the page goes on.
  function linked(hash) {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null;
    }
  }

  // ------------------------------------------------------------ contents

  function followReader() {
    const box = document.querySelector(".contents-box");
    if (!box) return;
    const side = box.parentElement;
    const here = box.querySelector(".here");
    const summary = box.querySelector("summary");
    const places = all(".contents a", box)
      .map((link) => ({ link, target: linked(link.hash) }))
      .filter((place) => place.target && !place.target.closest(".masthead"));
    let current = null;

    const fit = () => {
      box.open = wide.matches;
      // On a wide screen there is nothing to unfold.
      if (wide.matches) summary.tabIndex = -1;
      else summary.removeAttribute("tabindex");
    };

    // What is being read is the section whose heading has passed a line a little below the top,
    // where links lead; at the end of the page, where none can come to stand, what the link says.
    const mark = () => {
      const line = parseFloat(getComputedStyle(root).scrollPaddingBlockStart) + 64;
      const passed = places.filter((place) => place.target.getBoundingClientRect().top <= line);
      const ended = innerHeight + scrollY >= root.scrollHeight - 2;
      const last = places.find((place) => place.link.hash === location.hash &&
        place.target.getBoundingClientRect().top >= 0) ?? places.at(-1);
      const found = (ended ? last : passed.at(-1)) ?? null;
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
    addEventListener("hashchange", soon);
    addEventListener("resize", soon, { passive: true });
    fit();
    mark();
  }

  // ------------------------------------------------------------ tables

  // One set of controls for the tables of a part: what is searched for may be in any of them.
  function makeTools(part) {
    const tables = all("table.sortable", part).map((table) => ({
      table,
      order: null,
      bodies: [...table.tBodies],
      rows: all("tbody > tr", table).map((row, place) => ({
        row, place, body: row.parentElement, words: folded(said(row)),
      })),
      heads: all("thead th", table),
      empty: null,
    }));
    if (!tables.length) return;
    const tools = document.getElementById("page-tools").content.firstElementChild.cloneNode(true);
    const heading = part.querySelector("h2");
    if (heading) tools.setAttribute("aria-labelledby", heading.id);
    const search = tools.querySelector("input");
    const count = tools.querySelector(".tool-count");
    const reset = tools.querySelector(".tool-reset");
    const sorted = tools.querySelector(".tool-sorted");
    const choices = makeChoices(tools, tables);
    const sort = (grid, column, direction) => {
      arrange(grid, column, direction);
      remember(grid.table.id, grid.order && `${said(grid.order)}.${direction}`);
      const words = { column: grid.order && said(grid.order), direction: sorted.dataset[direction] };
      sorted.textContent = grid.order
        ? sorted.dataset.words.replace(/{(\w+)}/g, (whole, name) => words[name] ?? whole)
        : sorted.dataset.none;
    };
    tables.forEach((grid) => offerOrder(grid, sort));
    const order = makeOrder(tools, tables, sort, sorted.dataset);
    const name = (key) => `${heading?.id ?? "tables"}.${key}`;
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
      remember(name("search"), search.value.trim());
      choices.forEach(({ column, select }) => remember(name(column), select.value));
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
      const target = linked(location.hash);
      if (!target?.closest("tr[hidden]") || !part.contains(target)) return;
      clear();
      target.scrollIntoView();
    };
    addEventListener("hashchange", reveal);

    const frame = tables[0].table.parentElement;
    const before = frame.previousElementSibling;
    (before?.matches("h3, h4") ? before : frame).before(tools);
    order.hidden = order.querySelectorAll("option").length < 2;

    search.value = address.get(name("search")) ?? "";
    for (const { column, select } of choices) select.value = address.get(name(column)) ?? "";
    for (const grid of tables) {
      const [, column, direction] = /^(.*)\.(ascending|descending)$/.exec(address.get(grid.table.id)) ?? [];
      if (column) arrange(grid, column, direction);
    }
    choices.filter(({ select }) => select.selectedIndex < 0).forEach(({ select }) => { select.value = ""; });
    filter();
    reveal();
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
      return { column: name, select, accepts };
    });
    pattern.remove();
    return choices;
  }

  // On a narrow screen the headers are out of sight; their buttons are this list there.
  function makeOrder(tools, tables, sort, words) {
    const field = tools.querySelector(".tool-order");
    const select = field.querySelector("select");
    const names = new Set(tables.flatMap(({ heads }) => heads.filter((h) => h.dataset.sort).map(said)));
    for (const name of names) {
      for (const direction of ["ascending", "descending"]) {
        select.add(new Option(`${name}, ${words[direction]}`, `${name}.${direction}`));
      }
    }
    select.addEventListener("change", () => {
      const [, column, direction] = /^(.*)\.(\w+)$/.exec(select.value) ?? [];
      tables.forEach((grid) => sort(grid, column ?? null, direction ?? null));
    });
    return field;
  }

  function offerOrder(grid, sort) {
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
        sort(grid, said(head), now ? next[now] : "ascending");
      });
    }
  }

  // Sorted, the groups of a table become one; unsorted, each row goes back to its own.
  function arrange(grid, column, direction) {
    const head = grid.heads.find((h) => h.dataset.sort && said(h) === column);
    grid.heads.forEach((other) => other.removeAttribute("aria-sort"));
    grid.order = direction && head ? head : null;
    if (!grid.order) {
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

  // Whether a table goes on beyond the edge of the screen, for the stylesheet to show.
  function showMore(frame) {
    const mark = () => {
      const rest = frame.scrollWidth - frame.clientWidth - Math.abs(frame.scrollLeft);
      frame.classList.toggle("more", rest > 1);
    };
    frame.addEventListener("scroll", mark, { passive: true });
    new ResizeObserver(mark).observe(frame);
  }

  // A formula wider than the window scrolls by itself, for the keyboard, too.
  all(".formula-line").forEach((line) => {
    new ResizeObserver(() => {
      if (line.scrollWidth > line.clientWidth) line.tabIndex = 0;
      else line.removeAttribute("tabindex");
    }).observe(line);
  });

  // A row shown as a card is no row to some browsers; the roles keep it one. A table that has them
  // may have no link or formula in its caption, and must have rows.
  function keepMeaning(table) {
    if (table.querySelector("caption a, caption math") || !table.querySelector("tbody tr")) return;
    const roles = [
      ["tbody, thead", "rowgroup"], ["tr", "row"], ["td", "cell"],
      ["thead th", "columnheader"], ["tbody th", "rowheader"],
    ];
    table.setAttribute("role", "table");
    roles.forEach(([selector, role]) => all(selector, table).forEach((e) => e.setAttribute("role", role)));
  }
})();
