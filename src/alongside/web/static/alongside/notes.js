// Writing a note: what is asked of a child follows the answer; who may read it is asked where that is restricted; the address
// becomes that of the draft once something is kept; what was being sent when the session ended is given back.
const ME = document.body.dataset.me || "";

function start(root) {
  root.querySelectorAll("form[data-note]").forEach(begin);
}

function begin(form) {
  if (form.dataset.begun) return;
  form.dataset.begun = "1";
  const show = () => { form.querySelectorAll("[data-child]").forEach(child); form.querySelectorAll("[data-restrict]").forEach(readers); };
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  giveBack(form);
  show();
  form.addEventListener("kept", () => {
    // A page of its own gets the draft's address, so that reloading and coming back find what was typed.
    if (location.pathname.endsWith("/log/add/")) history.replaceState(history.state, "", form.action);
  });
}

function child(group) {
  const seen = group.querySelector("[name$='-seen']:checked")?.value || "";
  group.querySelectorAll("[data-child-seen]").forEach((part) => { part.hidden = part.dataset.childSeen !== seen; });
}

function readers(group) {
  group.querySelector("[data-readers]").hidden = !group.querySelector("[name='restricted']").checked;
}

function held(form) { return `alongside.typed.${ME}.note.${new URL(form.action, location).pathname}`; }
function typed(form) {
  return [...form.elements].filter((e) => e.name && !["hidden", "submit", "button"].includes(e.type) && !("notKept" in e.dataset));
}
const boxed = (e) => ["checkbox", "radio"].includes(e.type);

// While a note is sent it is held in this tab too; a page that says it was saved lets go of it (alongside.js).
function giveBack(form) {
  const store = held(form);
  let before = null;
  try { before = JSON.parse(sessionStorage.getItem(store) || "null"); } catch { before = null; }
  sessionStorage.removeItem(store);
  if (before) typed(form).forEach((e, at) => {
    if (!before[at] || before[at][0] !== e.name) return;
    if (boxed(e) ? e.checked === before[at][1] : e.value === before[at][1]) return;
    if (boxed(e)) e.checked = before[at][1]; else e.value = before[at][1];
    e.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("submit", () => {
    try { sessionStorage.setItem(store, JSON.stringify(typed(form).map((e) => [e.name, boxed(e) ? e.checked : e.value]))); }
    catch { return; }
    sessionStorage.setItem(`alongside.sent.${ME}`, store);
  });
}

start(document);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
