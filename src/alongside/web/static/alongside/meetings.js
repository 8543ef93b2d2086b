// The meeting room and its projected side: who does it and by when are asked of an action alone; what others write comes in
// by itself; what could not be sent stays in the line and says so.
const EVERY = 5000;

function start(root) {
  root.querySelectorAll("form[data-say]").forEach(say);
  root.querySelectorAll("form[data-versions]").forEach(versions);
}

function say(form) {
  if (form.dataset.saying) return;
  form.dataset.saying = "1";
  const part = form.querySelector("[data-say-action]");
  const show = () => { if (part) part.hidden = form.querySelector("[name=kind]:checked")?.value !== "action"; };
  form.addEventListener("change", show);
  show();
  const state = form.querySelector("[data-say-state]");
  const lost = () => {
    state.textContent = "Not kept: no connection. What you typed stands here; press Enter again.";
    state.dataset.state = "waiting";
  };
  form.addEventListener("htmx:sendError", lost);
  form.addEventListener("htmx:timeout", lost);
  form.addEventListener("htmx:responseError", () => {
    state.textContent = "Not kept. Load this page again: what you typed is put back.";
    state.dataset.state = "waiting";
  });
}

// What was kept as it was typed is what the form began with from then on: pressing Save then finds nothing of somebody else's.
function versions(form) {
  if (form.dataset.versioned) return;
  form.dataset.versioned = "1";
  form.addEventListener("kept", (event) => {
    const { field, version, stood } = event.detail;
    if (version === undefined) return;
    form.elements.version.value = version;
    const began = form.elements[`initial-${field}`];
    if (began) began.value = stood;
  });
}

function refresh() {
  if (document.visibilityState !== "visible") return;
  document.querySelectorAll("[data-refresh]").forEach((part) => {
    if (!part.contains(document.activeElement)) window.htmx?.trigger(part, "refresh");
  });
}

start(document);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
setInterval(refresh, EVERY);
