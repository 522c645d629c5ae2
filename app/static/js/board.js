// Drag on the day board: while a visit hovers the server says what the move would come to; a drop sends the same
// form that the buttons send, so the same rules answer. And a quiet look whether somebody else changed the plan.
const board = document.querySelector("table.board[data-judge]");
const form = document.getElementById("keyboard");
const spoken = document.getElementById("hovering");
const wide = matchMedia("(min-width: 901px)");
const SNAP_MIN = 15, TOUCH_MS = 350, STILL_PX = 6, ASK_MS = 120, EDGE_PX = 48, LOOK_MS = 15000;
let held = null;

const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const make = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

function press(event) {
  if (held || event.button || !wide.matches) return;
  if (event.target.closest("summary, details, form, label, button")) return;
  const source = event.target.closest("table.board a.stop[data-key], [data-pick]");
  if (!source) return;
  const row = source.closest("tr[data-team]");
  held = { source, id: event.pointerId, key: source.dataset.key ?? source.dataset.pick, isPlaced: Boolean(source.dataset.key),
    team: row?.dataset.team, x: event.clientX, y: event.clientY, answers: new Map() };
  if (event.pointerType === "touch") held.timer = setTimeout(pick, TOUCH_MS);
}

function pick() {
  held.isUp = true;
  held.card = make("div", "hovering");
  held.line = make("i", "drop-line");
  document.body.append(held.card);
  document.documentElement.classList.add("dragging");
  mark("picked", true);
  held.scroll = setInterval(scrollAtEdge, 30);
  hover();
}

function mark(name, isOn) {
  held.source.classList.toggle(name, isOn);
  for (const leg of board.querySelectorAll(`[data-visit="${held.key}"]`)) leg.classList.toggle(name, isOn);
}

function move(event) {
  if (!held || event.pointerId !== held.id) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL_PX;
  if (!held.isUp && far && event.pointerType === "touch") return put();
  if (!held.isUp && !far) return;
  Object.assign(held, { x: event.clientX, y: event.clientY });
  if (held.isUp) hover(); else pick();
}

function targetUnder(x, y) {
  const under = document.elementFromPoint(x, y);
  const row = under?.closest("tr[data-team]"), cell = under?.closest("td[data-hour]");
  if (row && cell) {
    const box = cell.getBoundingClientRect();
    const part = Math.floor(((x - box.left) / box.width) * 60 / SNAP_MIN) * SNAP_MIN;
    const minute = cell.dataset.hour * 60 + Math.min(60 - SNAP_MIN, Math.max(0, part));
    return { row, cell, minute, to: `at:${row.dataset.team}:${minute}`, title: `${row.dataset.label}, ${clock(minute)}` };
  }
  return held.isPlaced && under?.closest(".left-out") ? { to: "drop", title: board.dataset.none } : null;
}

function hover() {
  const target = targetUnder(held.x, held.y);
  held.card.style.transform = `translate(${Math.min(held.x + 14, innerWidth - held.card.offsetWidth - 8)}px, ${held.y + 18}px)`;
  if (target?.to === held.target?.to) return;
  board.querySelector("tr.target")?.classList.remove("target");
  held.target = target;
  held.line.remove();
  clearTimeout(held.asking);
  target?.row?.classList.add("target");
  if (target?.cell) {
    held.line.style.left = `${((target.minute % 60) / 60) * 100}%`;
    target.cell.append(held.line);
  }
  show(target, held.answers.get(target?.to));
  if (target && !held.answers.has(target.to)) held.asking = setTimeout(ask, ASK_MS, target, held);
}

function show(target, answer) {
  held.card.hidden = !target;
  held.card.classList.toggle("refused", answer?.allowed === false);
  held.card.replaceChildren(make("b", "", answer?.title ?? target?.title ?? ""));
  for (const words of answer?.words ?? []) held.card.append(make("p", "", words));
  if (answer) spoken.textContent = [answer.title, ...answer.words].join(". ");
}

async function ask(target, asker) {
  const seen = form.elements.draft_version.value;
  const query = new URLSearchParams({ key: asker.key, to: target.to, seen });
  try {
    const found = await fetch(`${board.dataset.judge}?${query}`, { headers: { Accept: "application/json" } });
    if (!found.ok || found.redirected) return;
    const answer = await found.json();
    asker.answers.set(target.to, answer);
    if (held === asker && held.target?.to === target.to) show(target, answer);
  } catch { /* Without the network the words are missing; the drop is judged all the same. */ }
}

function scrollAtEdge() {
  const by = held.y < EDGE_PX ? -14 : held.y > innerHeight - EDGE_PX ? 14 : 0;
  if (by) { window.scrollBy({ top: by, behavior: "instant" }); hover(); }
}

function drop(event) {
  if (!held || event.pointerId !== held.id) return;
  const { isUp, target, key } = held;
  if (isUp) swallowClick();
  put();
  if (!isUp || !target) return;
  form.elements.key.value = key;
  form.elements.to.value = target.to;
  form.submit();
}

function put() {
  clearTimeout(held.timer);
  clearTimeout(held.asking);
  clearInterval(held.scroll);
  if (held.isUp) {
    mark("picked", false);
    held.card.remove();
    held.line.remove();
    held.target?.row?.classList.remove("target");
    document.documentElement.classList.remove("dragging");
  }
  held = null;
}

function swallowClick() {
  const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
  document.addEventListener("click", stop, { capture: true, once: true });
  document.addEventListener("pointerdown", () => document.removeEventListener("click", stop, { capture: true }), { once: true });
}

if (board && form) {
  document.documentElement.classList.add("can-drag");
  for (const hint of document.querySelectorAll(".by-hand")) hint.hidden = false;
  document.addEventListener("pointerdown", press);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", (event) => { if (held?.id === event.pointerId) put(); });
  document.addEventListener("keydown", (event) => { if (held && event.key === "Escape") { swallowClick(); put(); } });
  document.addEventListener("dragstart", (event) => { if (held) event.preventDefault(); });
  document.addEventListener("contextmenu", (event) => { if (held?.timer) event.preventDefault(); });
  document.addEventListener("touchmove", (event) => { if (held?.isUp) event.preventDefault(); }, { passive: false });
}

// The plan as this page shows it, against the plan as it is.
const changed = document.getElementById("changed");

async function look() {
  if (document.visibilityState !== "visible" || held) return;
  try {
    const found = await fetch(changed.dataset.from);
    if (found.status !== 200 || found.redirected) return;
    const told = await found.text();
    if (told && told !== changed.dataset.told) { changed.innerHTML = told; changed.dataset.told = told; }
  } catch { /* The next look may find the network again. */ }
}

if (changed) {
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
}
