// Keys, focus, details and completion of the preview. Everything that is decided is decided on the server; this file
// makes no markup from what pages hold: texts go in as text, details come as templates that the server escaped.
import * as CM from "nicegui-codemirror";

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const send = (told) => window.emitEvent("cleaner", told);
let current = -1; // number of the block that was focused last

// Panes: on a narrow window one column at a time.
window.cleanerPane = (name, onlyNarrow) => {
  const shell = $(".shell");
  if (onlyNarrow && !matchMedia("(max-width: 900px)").matches) return;
  shell.dataset.pane = name;
  all("[data-pane-button]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.paneButton === name));
};

// The block with a number, its fold opened; waits for it, since the page may be on its way.
window.cleanerFocus = (number, tries = 20) => {
  const block = $(`.b[data-b="${number}"]`);
  if (!block) {
    if (tries) setTimeout(() => window.cleanerFocus(number, tries - 1), 50);
    return;
  }
  block.closest("details")?.setAttribute("open", "");
  window.cleanerPane("page", true);
  block.focus();
  block.scrollIntoView({ block: "center" });
};

function visibleBlocks() {
  return all("#blocks .b").filter((block) => block.offsetParent !== null);
}

function walk(blocks, by) {
  if (!blocks.length) return;
  let at = blocks.findIndex((block) => Number(block.dataset.b) >= current);
  if (at < 0) at = blocks.length - 1;
  else if (current >= 0 && Number(blocks[at].dataset.b) === current) at += by;
  else if (by < 0) at -= 1;
  const next = blocks[Math.max(0, Math.min(blocks.length - 1, at))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// What stands in the details: the template of a removal, or what is known of a kept block.
function explain(block, inner) {
  const why = $("#why");
  if (!why || !block) return;
  const number = (inner ?? block).dataset.r;
  const template = number && $(`template[data-why="${number}"]`);
  why.replaceChildren();
  if (template) {
    why.append(template.content.cloneNode(true));
  } else {
    const kept = document.createElement("span");
    kept.className = "label kept-label";
    kept.textContent = "kept";
    const rest = document.createElement("small");
    rest.textContent = ` ${[block.dataset.says, block.dataset.path].filter(Boolean).join(" · ")}`;
    why.append(kept, rest);
  }
}

// One button that follows the block under the mouse or in focus.
function offer(block) {
  const button = $("#act");
  const view = $("#view");
  if (!button || !view || !block) return;
  button.textContent = block.dataset.r ? "This was wrong" : "This should go";
  button.dataset.block = block.dataset.b;
  if (button.parentElement !== view) view.append(button);
  button.hidden = false;
  const top = block.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop;
  button.style.top = `${top}px`;
}

document.addEventListener("focusin", (event) => {
  const block = event.target.closest?.(".b");
  if (!block) return;
  current = Number(block.dataset.b);
  explain(block);
  offer(block);
});
document.addEventListener("mouseover", (event) => {
  const block = event.target.closest?.(".b");
  if (!block) return;
  explain(block, event.target.closest("[data-r]"));
  offer(block);
});
document.addEventListener("click", (event) => {
  const target = event.target;
  const pane = target.closest("[data-pane-button]");
  if (pane) return window.cleanerPane(pane.dataset.paneButton);
  if (target.closest("#act")) return send({ do: "act", block: target.closest("#act").dataset.block });
  const told = target.closest("[data-do]");
  if (told) {
    const { do: what, page, block, line } = told.dataset;
    send({ do: what, page, block, line });
    if (what === "open" && block === undefined) {
      atTop();
      window.cleanerPane("page", true);
    }
    if (what === "line") goTo(Number(line));
    return;
  }
  const block = target.closest(".b");
  if (block && !getSelection().toString()) {
    block.focus();
    send({ do: "act", block: block.dataset.b });
  }
});
document.addEventListener("change", (event) => {
  if (event.target.name === "offer") {
    send({ do: "offer", offer: event.target.value });
    markHits();
  }
});

// What the marked offer would hit on the open page.
let marked = "";
function markHits() {
  const hits = $(".q-dialog input[name=offer]:checked")?.dataset.hits ?? "";
  if (hits === marked) return;
  marked = hits;
  all(".b.hit").forEach((block) => block.classList.remove("hit"));
  for (const number of hits.split(",").filter(Boolean)) $(`.b[data-b="${number}"]`)?.classList.add("hit");
}
let asked = null; // the dialog whose first choice has been given the focus
function focusOffer() {
  const checked = $(".q-dialog input[name=offer]:checked");
  if (checked && asked !== checked.closest(".offers")) {
    asked = checked.closest(".offers");
    setTimeout(() => checked.focus(), 60); // the dialog takes the focus itself when it opens
  }
}

const KEYS = {
  j: () => walk(visibleBlocks(), 1),
  k: () => walk(visibleBlocks(), -1),
  n: () => walk(all("#blocks .gone").map((passage) => $(".b", passage)), 1),
  p: () => walk(all("#blocks .gone").map((passage) => $(".b", passage)), -1),
  "]": () => step(1),
  "[": () => step(-1),
  1: () => send({ do: "view", view: "blocks" }),
  2: () => send({ do: "view", view: "page" }),
  3: () => send({ do: "view", view: "result" }),
  4: () => send({ do: "view", view: "log" }),
  "/": () => (window.cleanerPane("list", true), $(".filters input")?.focus()),
  l: () => (window.cleanerPane("list", true), ($(".entry[aria-current]") ?? $(".entry"))?.focus()),
  e: () => (window.cleanerPane("rules", true), $(".cm-content")?.focus()),
  t: () => send({ do: "theme" }),
  "?": () => send({ do: "help" }),
};

function atTop() {
  current = -1;
  $("#view")?.scrollTo(0, 0);
}

function step(by) {
  atTop();
  send({ do: "step", by });
}

function backToPage() {
  window.cleanerPane("page", true);
  const block = $(`.b[data-b="${current}"]`) ?? visibleBlocks()[0];
  (block ?? $("#view"))?.focus();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    return send({ do: "save" });
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (event.key === "Escape" && target.closest(".cm-editor, .filters") && !$(".cm-tooltip-autocomplete, .q-menu")) {
    event.preventDefault();
    return backToPage();
  }
  if (event.key === "Enter" && target.closest(".q-dialog") && target.matches("input[name=offer], .why input")) {
    event.preventDefault();
    return $(".q-dialog .primary")?.click();
  }
  if (target.closest("input, textarea, select, .cm-editor, .q-dialog, [role=listbox]")) return;
  if (event.key === "Enter" && target.closest(".b")) {
    event.preventDefault();
    return send({ do: "act", block: target.closest(".b").dataset.b });
  }
  if (target.closest(".entry") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const rows = all(".entry");
    return rows[rows.indexOf(target.closest(".entry")) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
  const key = KEYS[event.key];
  if (key) {
    event.preventDefault();
    key();
  }
});

// The details and the list are made anew with each edit: keep what was focused.
const kept = { selector: "", at: 0 };
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".entry");
  const block = event.target.closest?.(".b");
  kept.selector = row ? `.entry[data-page="${row.dataset.page}"]` : block ? `.b[data-b="${block.dataset.b}"]` : "";
});
new MutationObserver(() => {
  if (kept.selector && document.activeElement === document.body) {
    const again = $(kept.selector);
    if (again) again.focus({ preventScroll: true });
  }
  const button = $("#act");
  if (button && !button.hidden && !$(`.b[data-b="${button.dataset.block}"]`)) button.hidden = true;
  markHits();
  focusOffer();
  dress();
}).observe(document.documentElement, { childList: true, subtree: true });

// The editor: completion from the server, and its colours.
async function complete(context) {
  const line = context.state.doc.lineAt(context.pos);
  const column = context.pos - line.from;
  if (!context.explicit && !/[\w./*-]$/.test(line.text.slice(0, column))) return null;
  const asked = { text: context.state.doc.toString(), line: line.number, column };
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/complete", { method: "POST", headers, body: JSON.stringify(asked) });
  if (!answer.ok) return null;
  const found = await answer.json();
  if (!found.options.length) return null;
  const options = found.options.map((o) => ({ label: o.label, detail: o.detail, type: o.key ? "property" : "enum" }));
  return { from: line.from + found.start, options, validFor: /^[\w./*-]*$/ };
}

function editor() {
  const dom = $(".editor .cm-editor");
  return dom && CM.EditorView.findFromDOM(dom);
}

function goTo(line) {
  const view = editor();
  if (!view || line < 1 || line > view.state.doc.lines) return;
  window.cleanerPane("rules", true);
  view.dispatch({ selection: { anchor: view.state.doc.line(line).from }, scrollIntoView: true });
  view.focus();
}

window.cleanerLine = goTo;

// The faults of the rule file: their lines, their places, and what they say under the mouse.
const setFaults = CM.StateEffect.define();
function marksOf(doc, faults) {
  const marks = [];
  for (const { line, column, severity } of faults) {
    if (line < 1 || line > doc.lines) continue;
    const at = doc.line(line);
    marks.push(CM.Decoration.line({ class: `cm-fault-line ${severity}` }).range(at.from));
    const from = at.from + Math.min(column - 1, Math.max(0, at.length - 1));
    if (from < at.to) marks.push(CM.Decoration.mark({ class: `cm-fault ${severity}` }).range(from, at.to));
  }
  return CM.Decoration.set(marks, true);
}
const faultField = CM.StateField.define({
  create: () => ({ faults: [], marks: CM.Decoration.none }),
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setFaults)) return { faults: effect.value, marks: marksOf(transaction.state.doc, effect.value) };
    }
    return transaction.docChanged ? { ...value, marks: value.marks.map(transaction.changes) } : value;
  },
  provide: (field) => CM.EditorView.decorations.from(field, (value) => value.marks),
});
const faultTooltip = CM.hoverTooltip((view, position) => {
  const line = view.state.doc.lineAt(position);
  const said = view.state.field(faultField).faults.filter((fault) => fault.line === line.number);
  if (!said.length) return null;
  const create = () => {
    const dom = document.createElement("div");
    dom.className = "fault-tooltip";
    dom.textContent = said.map((fault) => fault.message).join("\n");
    return { dom };
  };
  return { pos: line.from, end: line.to, above: true, create };
});
let known = []; // what the server said last; the editor may come after it
window.cleanerFaults = (faults) => {
  known = faults;
  if (dressed && dressed === editor()) dressed.dispatch({ effects: setFaults.of(faults) });
};

let dressed = null;
function dress() {
  const view = editor();
  if (!view || view === dressed) return;
  dressed = view;
  window.cleanerPane($(".shell").dataset.pane);
  const source = CM.EditorState.languageData.of(() => [{ autocomplete: complete }]);
  const named = CM.EditorView.contentAttributes.of({ "aria-label": "Rule file (Esc leads back to the page)" });
  view.dispatch({ effects: CM.StateEffect.appendConfig.of([source, named, faultField, faultTooltip]) });
  window.cleanerFaults(known);
  tellTheme();
}

// Which theme is on: the editor's colours are chosen by the server.
let dark = null;
function tellTheme() {
  const now = document.body.classList.contains("body--dark");
  if (now === dark || !dressed) return;
  dark = now;
  send({ do: "dark", on: now });
}
new MutationObserver(tellTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });

// Leaving with an unsaved rule file asks first.
addEventListener("beforeunload", (event) => {
  const unsaved = $(".unsaved");
  if (unsaved && unsaved.offsetParent !== null) event.preventDefault();
});
