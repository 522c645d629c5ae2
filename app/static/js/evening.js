// The evening sheet by keyboard: a digit chooses the outcome and goes on, arrows go from row to row.
// Without this file every row is an ordinary select.
const outcomes = [...document.querySelectorAll("select[data-outcome]")];

function go(from, step) {
  const next = outcomes[outcomes.indexOf(from) + step];
  if (next) next.focus();
}

function showCause(select) {
  const cause = document.getElementById(select.dataset.cause);
  const isAsked = select.selectedOptions[0]?.dataset.asksCause !== undefined;
  cause.hidden = !isAsked;
  return isAsked ? cause.querySelector("select") : null;
}

for (const select of outcomes) {
  showCause(select);
  select.addEventListener("change", () => showCause(select));
  select.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const option = [...select.options].find((one) => one.dataset.key === event.key);
    if (option) {
      select.value = option.value;
      const cause = showCause(select);
      if (cause) cause.focus();
      else go(select, 1);
    } else if (event.key === "ArrowDown") go(select, 1);
    else if (event.key === "ArrowUp") go(select, -1);
    else return;
    event.preventDefault();
  });
}
