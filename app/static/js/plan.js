// Keys on the day plan: they send the same form that the buttons send, so the same rules answer.
const form = document.getElementById("keyboard");
const STEPS = { ArrowLeft: "earlier", ArrowRight: "later", ArrowUp: "previous_team", ArrowDown: "next_team", Delete: "drop" };

function stepFor(event, stop) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  // Nothing by letter alone but P, and only while a stop has the focus (WCAG 2.1.4).
  if (event.code === "KeyP") return stop.dataset.pinned === "1" ? "unpin" : "pin";
  return STEPS[event.key] ?? null;
}

function send(stop, step) {
  form.elements.key.value = stop.dataset.key;
  form.elements.to.value = step;
  form.submit();
}

if (form) {
  document.addEventListener("keydown", (event) => {
    const stop = event.target.closest?.("a.stop[data-key]");
    const step = stop && stepFor(event, stop);
    if (!step) return;
    event.preventDefault();
    send(stop, step);
  });
  // After a step the same stop has the focus again, so that keys can follow one another.
  const target = location.hash.startsWith("#stop-") && document.getElementById(location.hash.slice(1));
  if (target) target.focus();
}
document.getElementById("mistakes")?.focus();

// While a plan is searched for, its part of the page is asked for anew; once it has ended, the page is opened again.
const LOOK_MS = 500;

function isTyping() {
  return document.activeElement?.matches("input, select, textarea");
}

function open(page) {
  if (location.pathname !== page) location.replace(`${page}#proposal`);
  else {
    location.hash = "proposal";
    location.reload();
  }
}

async function look(part) {
  let shown = part;
  try {
    const answer = await fetch(part.dataset.search, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown = page.getElementById("search") ?? part;
    }
  } catch {
    // No network for a moment: the next look comes anyway.
  }
  if (shown !== part && !shown.dataset.search && !isTyping()) {
    open(part.dataset.after);
    return;
  }
  if (shown !== part && !part.contains(document.activeElement)) part.replaceWith(shown);
  else shown = part;
  if (shown.dataset.search) setTimeout(look, LOOK_MS, shown);
}

const search = document.querySelector("[data-search]");
if (search) setTimeout(look, LOOK_MS, search);
