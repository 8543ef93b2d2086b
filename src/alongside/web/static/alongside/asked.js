// Questions that hang on another answer of the page: <div data-asked-when='{"question": ..., "is": [...], "answered": ...}'>
// is shown while that answer stands. What was typed in it stays, and counts for nothing while it is not asked.
const groups = [...document.querySelectorAll("[data-asked-when]")].map((group) => ({ group, when: JSON.parse(group.dataset.askedWhen) }));

// The answers given in a field, or in any part of a question of several fields.
function answers(question, parts) {
  const name = CSS.escape(question);
  const fields = document.querySelectorAll(parts ? `[name="${name}"], [name^="${name}."]` : `[name="${name}"]`);
  return [...fields].filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked)
    .map((field) => field.value.trim()).filter(Boolean);
}

function holds({ question, is, answered }) {
  const about = document.getElementById(`${question}-group`);
  if (about?.hidden) return false;
  if (answered !== null && answers(question, true).length > 0 !== answered) return false;
  return !is.length || is.some((wanted) => answers(question, false).includes(wanted));
}

function show() { groups.forEach(({ group, when }) => { group.hidden = !holds(when); }); }

if (groups.length) {
  ["input", "change"].forEach((kind) => document.addEventListener(kind, show));
  window.addEventListener("pageshow", show);
  show();
}
