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
