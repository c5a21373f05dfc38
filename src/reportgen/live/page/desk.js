// The desk around the report. It shows what the server says, patches the page, and writes nothing.
// Its words stand in words.json.

const words = await (await fetch("/desk/words.json")).json();
const $ = (id) => document.getElementById(id);
const say = (name, values = {}) =>
  words[name].replace(/\{(\w+)\}/g, (_, key) => (key in values ? values[key] : ""));

let state = { look: 0, page: 0, problems: [], good: false };
let session = null;
let press = { state: "waiting", sizes: [], page: 0 };

for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
$("keys").textContent = say("keys");

const make = (tag, options = {}, ...children) => {
  const { text, data, ...rest } = options;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  Object.assign(element.dataset, data ?? {});
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
};

// ------------------------------------------------------------ news, and the way back to them

let source = null;
let tries = 0;
let ended = false;
let timer = 0;

function connect() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource("/events");
  source.addEventListener("state", (event) => {
    const news = JSON.parse(event.data);
    tries = 0;
    ended = false;
    const anew = session !== null && session !== news.session;
    session = news.session;
    take(news, anew || news.page !== shown ? null : []);
    takePress(news.press);
  });
  source.addEventListener("look", (event) => {
    const news = JSON.parse(event.data);
    take(news, news.before === shown ? news.patch : null);
  });
  source.addEventListener("listing", (event) => {
    const news = JSON.parse(event.data);
    showListing(news.listing);
    if (state.good) showFindings(news.problems);
  });
  source.addEventListener("press", (event) => takePress(JSON.parse(event.data)));
  source.onerror = async () => {
    source.close();
    tries += 1;
    status("lost", say(ended ? "ended" : tries < 6 ? "lost" : "lost_for_long"));
    const wait = Math.min(250 * 2 ** (tries - 1), 5000);
    timer = setTimeout(async () => {
      // Another preview may have taken the port: its key is another one.
      const answer = await fetch("/desk/words.json").catch(() => null);
      ended = answer?.status === 403;
      connect();
    }, wait);
  };
}

const timeOf = (milliseconds) => milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

function status(kind, text) {
  $("status").dataset.kind = kind;
  $("status").textContent = text;
}

// ------------------------------------------------------------ what is new

function take(news, patch) {
  state = news;
  document.body.dataset.look = news.look;
  const errors = news.problems.filter((problem) => problem.severity === "error");
  const failed = !news.good && news.look > 0;
  if (news.look === 0) status("waiting", say("reading"));
  else if (failed) status("broken", say("broken", { count: errors.length }));
  else status("good", say("seen", { time: timeOf(news.milliseconds) }));
  if (news.page > 0) {
    if (patch === null) loadPage(news.page);
    else if (news.page !== shown && !applyPatch(patch, news.page)) loadPage(news.page);
  }
  $("report-empty").hidden = news.page > 0;
  if (failed) $("report-empty").textContent = say("nothing_yet");
  showProblems(failed ? errors : []);
  // The listing and the findings can wait until the page has been painted.
  requestAnimationFrame(() => setTimeout(() => {
    if (state !== news) return;
    showListing(news.listing);
    // After a save the findings of before stay until the report has been read by all rules.
    if (failed || news.proofread) showFindings(failed ? [] : news.problems);
  }));
}

// ------------------------------------------------------------ the page

let frame = null;
let coming = null;
let shown = 0;

const page = () => frame?.contentDocument ?? null;
const passagesOf = (root) => [...root.querySelectorAll("main [id]:not(section)")].filter(
  (element) => !element.querySelector("p[id], li[id], tr[id], table"));
const textOf = (element) => element.textContent.replace(/\s+/g, " ").trim();

function loadPage(number) {
  coming?.remove();
  const next = make("iframe", { src: `/page/${number}`, title: say("report"), class: "coming" });
  coming = next;
  $("frames").append(next);
  next.addEventListener("load", () => {
    if (coming !== next) return;
    const doc = next.contentDocument;
    const served = /^\/page\/(\d+)/.exec(next.contentWindow.location.pathname);
    if (!served) {
      // The server had nothing to give; its next word says why.
      next.remove();
      coming = null;
      return;
    }
    coming = null;
    const before = page();
    const old = before ? new Set(passagesOf(before).map(textOf)) : null;
    const place = keepPlace();
    frame?.remove();
    frame = next;
    shown = Number(served[1]);
    dress(doc);
    backTo(place);
    next.classList.remove("coming");
    if (old) highlight(passagesOf(doc).filter((passage) => !old.has(textOf(passage))));
    else if (location.hash) goTo(location.hash.slice(1));
    document.body.dataset.page = shown;
  });
}

// What is added to the frame: how a change is shown, and what the keyboard and the mouse do.
function dress(doc) {
  const look = doc.createElement("style");
  look.textContent = `
    @keyframes live-changed { from { background-color: color-mix(in srgb, #e7b93c 34%, transparent); } }
    .live-changed { animation: live-changed 2.2s ease-out 1; border-radius: 0.15em; }
    @media (prefers-reduced-motion: reduce) { .live-changed { animation-timing-function: step-end; } }`;
  doc.head.append(look);
  doc.addEventListener("dblclick", (event) => openAt(event.target));
  doc.addEventListener("keydown", keys);
  doc.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.hash && link.getAttribute("href").startsWith("#") || link.hasAttribute("download")) return;
    // What lies elsewhere is opened elsewhere, and only when someone asks for it.
    event.preventDefault();
    if (/^https?:/.test(link.href)) window.open(link.href, "_blank", "noopener,noreferrer");
  });
}

function keepPlace() {
  const doc = page();
  if (!doc) return null;
  const passage = passagesOf(doc).find((element) => element.getBoundingClientRect().bottom > 0);
  return {
    id: passage?.id, top: passage?.getBoundingClientRect().top,
    scroll: frame.contentWindow.scrollY,
  };
}

function backTo(place) {
  if (!place) return;
  const inside = frame.contentWindow;
  inside.scrollTo({ top: place.scroll, behavior: "instant" });
  const passage = place.id && page().getElementById(place.id);
  if (passage && place.scroll > 0) {
    inside.scrollBy({ top: passage.getBoundingClientRect().top - place.top, behavior: "instant" });
  }
}

function childOf(part, id) {
  let element = page().getElementById(id);
  while (element && element.parentElement !== part) element = element.parentElement;
  return element;
}

function applyPatch(patch, number) {
  const doc = page();
  if (!doc || coming) return false;
  // All places are found before anything is moved: ids of passages count, and change with it.
  const steps = [];
  for (const step of patch) {
    const part = doc.getElementById(step.part)?.closest("main > *");
    const gone = part ? step.gone.map((id) => childOf(part, id)) : [];
    const before = part && step.before ? childOf(part, step.before) : null;
    if (!part || gone.includes(null) || (step.before && !before)) return false;
    const pattern = doc.createElement("template");
    pattern.innerHTML = step.come.join("\n");
    steps.push({ part, gone, before, come: [...pattern.content.children], quiet: step.quiet });
  }
  const changed = [];
  for (const { part, gone, before, come, quiet } of steps) {
    if (quiet && renumber(gone[0], come[0])) continue;
    const old = new Set(gone.flatMap((element) => [element, ...element.querySelectorAll("[id]")]).map(textOf));
    const place = gone[0] ?? before;
    for (const element of come) part.insertBefore(element, place);
    gone.forEach((element) => element.remove());
    if (quiet) continue;
    const passages = come.flatMap((element) => [element, ...element.querySelectorAll("[id]")])
      .filter((element) => element.id && !old.has(textOf(element)));
    changed.push(...(passages.length ? passages : come));
  }
  shown = number;
  highlight(changed);
  document.body.dataset.page = number;
  return true;
}

// Only the numbers of a passage changed: they are written over, and what a script added stays.
function renumber(old, fresh) {
  const those = "[id], a[href], sup";
  const was = [old, ...old.querySelectorAll(those)];
  const now = [fresh, ...fresh.querySelectorAll(those)];
  if (was.length !== now.length) return false;
  was.forEach((element, index) => {
    for (const name of ["id", "href", "aria-label"]) {
      const value = now[index].getAttribute(name);
      if (value !== null) element.setAttribute(name, value);
    }
    if (element.matches("sup") && !element.children.length) element.textContent = now[index].textContent;
  });
  return true;
}

function highlight(passages) {
  const first = passages[0];
  if (!first) return;
  const inside = frame.contentWindow;
  const box = first.getBoundingClientRect();
  if (box.bottom < 40 || box.top > inside.innerHeight - 40) {
    first.scrollIntoView({ block: "center", behavior: "instant" });
  }
  for (const passage of passages.slice(0, 40)) {
    passage.classList.add("live-changed");
    passage.addEventListener("animationend", () => passage.classList.remove("live-changed"), { once: true });
  }
}

function goTo(id) {
  showView("report");
  const target = page()?.getElementById(id);
  if (!target) return;
  target.scrollIntoView({ block: "start", behavior: "instant" });
  target.classList.add("live-changed");
  target.addEventListener("animationend", () => target.classList.remove("live-changed"), { once: true });
  if (matchMedia("(max-width: 60rem)").matches) showOutline(false);
}

// ------------------------------------------------------------ the editor

async function openAt(element) {
  const ids = [];
  const row = element.closest?.("tr");
  for (let at = element; at && at.nodeType === 1; at = at.parentElement) {
    if (at.id) ids.push(at.id);
    if (at === row) {
      const link = row.querySelector('th a[href^="#"], td a[href^="#"]');
      if (link) ids.push(decodeURIComponent(link.hash.slice(1)));
    }
  }
  const query = ids.map((id) => `id=${encodeURIComponent(id)}`).join("&");
  const answer = query ? await fetch(`/where?${query}`).catch(() => null) : null;
  if (!answer?.ok) return toast(say("no_place"));
  openPlace(await answer.json());
}

function openPlace(place) {
  toast(say("opening", { place: `${place.path}:${place.line}` }), place.link);
  $("toast").querySelector("a")?.click();
}

let toasting = 0;

function toast(text, link) {
  const box = $("toast");
  clearTimeout(toasting);
  box.replaceChildren(link ? make("a", { href: link, text }) : text);
  box.hidden = false;
  toasting = setTimeout(() => { box.hidden = true; }, 4000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-place]");
  if (link) toast(say("opening", { place: link.dataset.place }), link.getAttribute("href"));
});

const placed = (place, options, ...children) => place?.link
  ? make("a", { ...options, href: place.link, data: { place: `${place.path}:${place.line}` } }, ...children)
  : make("span", options, ...children);

// ------------------------------------------------------------ problems

let folded = false;

function showProblems(problems) {
  const box = $("problems");
  if (!problems.length) {
    box.hidden = true;
    folded = false;
    return;
  }
  $("problems-heading").textContent =
    problems.length === 1 ? say("error_one") : say("errors", { count: problems.length });
  $("problems-below").textContent = say(state.page > 0 ? "below" : "below_none");
  $("problems-list").replaceChildren(...problems.map(problemEntry));
  box.hidden = false;
  fold(folded);
}

function problemEntry(problem) {
  const entry = make("li", { class: "problem", data: { code: problem.code } });
  const message = problem.message[0].toUpperCase() + problem.message.slice(1);
  entry.append(make("h3", {}, ...coded(message)));
  entry.append(...placeEntry(problem.place));
  for (const note of problem.notes) {
    entry.append(make("p", { class: "aside" }, ...coded(note.message)), ...placeEntry(note.place));
  }
  if (problem.help) {
    entry.append(make("p", { class: "cure" }, make("b", { text: `${say("help")}: ` }), ...coded(problem.help)));
  }
  return entry;
}

// What stands in back quotes is source.
const coded = (text) => text.split(/`([^`]*)`/).map((piece, index) => index % 2 ? make("code", { text: piece }) : piece)
  .filter(Boolean);

function placeEntry(place) {
  if (!place) return [];
  const link = placed(place, { class: "where", text: `${place.path}:${place.line}:${place.column}` });
  if (!place.marked) return [link];
  const excerpt = make("pre", { class: "excerpt", dir: "ltr" },
    make("span", { class: "no", text: `${place.line}` }), place.before, make("mark", { text: place.marked }), place.after);
  return [link, excerpt];
}

function fold(on) {
  folded = on;
  $("problems").classList.toggle("folded", on);
  $("problems-fold").textContent = say(on ? "unfold" : "fold");
  $("problems-fold").setAttribute("aria-expanded", String(!on));
}
$("problems-fold").addEventListener("click", () => fold(!folded));

function showFindings(problems) {
  $("findings").hidden = !problems.length;
  $("findings-heading").textContent = say("findings", { count: problems.length });
  $("findings-list").replaceChildren(...problems.slice(0, 200).map((problem) => make("li", { class: "finding" },
    placed(problem.place, { title: problem.help },
      make("span", {}, ...coded(problem.message)),
      make("span", { class: "where", text: problem.place ? `${problem.place.path}:${problem.place.line}` : "" })))));
}

// ------------------------------------------------------------ outline and register

let listed = "";

let listing = null;

function showListing(news) {
  const text = JSON.stringify(news);
  if (!news || text === listed) return;
  listed = text;
  listing = news;
  const { title, sections, categories, items } = listing;
  $("title").textContent = title;
  document.title = `${say("preview")}: ${title}`;
  $("sections").replaceChildren(...sections.map((section) => rowOf(section, section.number, section.title, section.id)));
  const open = new Set([...$("items").querySelectorAll("details[open]")].map((box) => box.dataset.id));
  $("items").replaceChildren(...categories.map((category) => {
    const own = items.filter((item) => item.category === category.id);
    const box = make("details", { data: { id: category.id } },
      make("summary", {}, marked(worst(own)), ` ${category.name} `, make("span", { class: "quiet tally", text: `${own.length}` })),
      make("ol", {}, ...own.map((item) => rowOf(item, item.id, item.title, item.id))));
    box.open = open.has(category.id);
    return own.length ? box : null;
  }).filter(Boolean));
  offerChoices();
  showEntries();
}

const ORDER = ["error", "warning", "undiscussed", "clean"];
const worst = (entries) => ORDER.find((name) => entries.some((entry) => entry.state === name)) ?? "clean";
const marked = (name) => make("span", { class: "mark", data: { state: name }, role: "img", "aria-label": say(`state_${name}`), title: say(`state_${name}`) });

function rowOf(entry, number, title, anchor) {
  const button = make("button", { type: "button" }, marked(entry.state),
    make("span", { class: "number", text: number }), make("span", { text: title }),
    make("span", { class: "tally", text: entry.errors + entry.warnings || "" }));
  button.addEventListener("click", () => goTo(anchor));
  return make("li", { class: "row", data: { anchor } }, button);
}

const choices = { category: $("by-category"), status: $("by-status"), state: $("by-state") };

function offerChoices() {
  const { categories, items } = listing;
  const offers = {
    category: categories.filter(({ id }) => items.some((item) => item.category === id)).map(({ id, name }) => [id, name]),
    status: [...new Set(items.map((item) => item.status))].sort().map((name) => [name, name]),
    state: ORDER.map((name) => [name, say(`state_${name}`)]),
  };
  for (const [name, select] of Object.entries(choices)) {
    const chosen = select.value;
    select.replaceChildren(make("option", { value: "", text: say("all") }),
      ...offers[name].map(([value, text]) => make("option", { value, text })));
    select.value = offers[name].some(([value]) => value === chosen) ? chosen : "";
  }
}

const foldedText = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = (item) => foldedText([item.id, item.title, item.category_name, item.status, item.value, item.when,
  ...item.parties, item.ambiguity, item.note, ...item.flags.map((flag) => `${flag.id} ${flag.text}`),
  ...item.sources.map((one) => one.title)].join(" "));

function showEntries() {
  if (!listing || document.body.dataset.view !== "register") return;
  const { items } = listing;
  const sought = foldedText($("search").value).split(/\s+/).filter(Boolean);
  const fits = items.filter((item) =>
    Object.entries(choices).every(([name, select]) => !select.value || item[name] === select.value) &&
    (!sought.length || ((text) => sought.every((word) => text.includes(word)))(searchable(item))));
  const open = new Set([...$("entries").querySelectorAll("details[open]")].map((box) => box.dataset.id));
  $("entries").replaceChildren(...fits.map((item) => entryOf(item, open.has(item.id))));
  $("count").textContent = fits.length ? say("counts", { count: fits.length, total: items.length }) : say("no_item");
}

function entryOf(item, open) {
  const box = make("details", { data: { id: item.id } }, make("summary", {},
    marked(item.state), make("span", { class: "id", text: item.id }), make("span", { text: item.title }),
    make("span", { class: "quiet", text: item.status }), make("span", { class: "quiet", text: item.when }),
    make("span", { class: "quiet", text: item.value })));
  const fill = () => { if (box.open && !box.querySelector("dl")) box.append(detailsOf(item)); };
  box.addEventListener("toggle", fill);
  box.open = open;
  fill();
  return make("li", {}, box);
}

function detailsOf(item) {
  const list = make("dl");
  const add = (name, ...content) => {
    if (content.some(Boolean)) list.append(make("dt", { text: say(name) }), make("dd", {}, ...content));
  };
  const leads = (text, anchor) => {
    const button = make("button", { type: "button", class: "link", text });
    button.addEventListener("click", () => goTo(anchor));
    return button;
  };
  add("category", item.category_name);
  add("parties", item.parties.join(", "));
  add("confidence", item.confidence);
  add("sources", ...item.sources.map((one) => make("p", {}, leads(one.title, one.id), one.locator ? `, ${one.locator}` : "")));
  add("as_of", item.as_of);
  add("ambiguity", item.ambiguity);
  add("note", item.note);
  add("flags", ...item.flags.map((flag) => make("p", {}, leads(flag.id, flag.id), ` ${flag.text}`)));
  add("discussed", item.discussed ? leads(item.discussed.title, item.discussed.anchor) : say("undiscussed"));
  const ways = make("div", { class: "ways" }, leads(say("show_row"), item.id),
    item.link ? placed({ link: item.link, path: item.path, line: item.line }, { text: say("open") }) : null);
  list.append(make("dt"), make("dd", {}, ways));
  return list;
}

$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("input", showEntries);

// ------------------------------------------------------------ the pages of the PDF

function takePress(news) {
  press = news;
  const count = press.sizes.length;
  const name = press.state === "ready" ? "pdf_ready" : press.state === "making" && count ? "pdf_making_old" : `pdf_${press.state}`;
  $("pages-note").textContent = say(name, { count });
  $("pages").classList.toggle("old", !press.fresh && count > 0);
  document.body.dataset.press = press.fresh ? "fresh" : press.state;
  if (document.body.dataset.view === "pages") showPages();
}

function showPages() {
  const box = $("pages");
  const width = Math.round(Math.min(box.clientWidth || 900, 832) * Math.min(devicePixelRatio, 2));
  while (box.children.length > press.sizes.length) box.lastChild.remove();
  press.sizes.forEach(([wide, high], index) => {
    let image = box.children[index];
    if (!image) {
      image = make("img", { loading: "lazy", decoding: "async" });
      box.append(image);
    }
    image.width = Math.round(wide);
    image.height = Math.round(high);
    image.alt = say("page_number", { number: index + 1 });
    const src = `/pdf/${index + 1}.png?width=${width}&page=${press.page}`;
    // The old picture stays until the new one is there.
    if (image.getAttribute("src") !== src) image.setAttribute("src", src);
  });
}

// ------------------------------------------------------------ views and keys

const tabs = [...document.querySelectorAll("[role=tab]")];

function showView(name) {
  document.body.dataset.view = name;
  for (const tab of tabs) {
    const on = tab.dataset.view === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(`view-${tab.dataset.view}`).hidden = !on;
  }
  if (name === "pages") showPages();
  if (name === "register") showEntries();
}

function showOutline(on) {
  document.body.classList.toggle("alone", !on);
  $("outline-switch").setAttribute("aria-expanded", String(on));
}

for (const tab of tabs) tab.addEventListener("click", () => showView(tab.dataset.view));
$("outline-switch").addEventListener("click", () => showOutline(document.body.classList.contains("alone")));

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape") {
    if (!$("problems").hidden) fold(true);
    else if (typing) typing.blur();
    return;
  }
  if (typing) return;
  const tab = event.target.closest?.("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (tab && step) {
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    showView(next.dataset.view);
    next.focus();
  } else if ("123".includes(event.key)) {
    showView(tabs[Number(event.key) - 1].dataset.view);
  } else if (event.key === "o") {
    showOutline(document.body.classList.contains("alone"));
  } else if (event.key === "/") {
    event.preventDefault();
    showView("register");
    $("search").focus();
  }
}
document.addEventListener("keydown", keys);

const narrow = matchMedia("(max-width: 60rem)");
narrow.addEventListener("change", () => showOutline(!narrow.matches));
showOutline(!narrow.matches);
status("waiting", say("reading"));
connect();
