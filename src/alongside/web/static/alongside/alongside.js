// What the pages gain with JavaScript. Everything here is found by data attributes and works again on what htmx brings in.
import { initAll as startGovuk } from "../govuk/govuk-frontend.min.js";
import { initAll as startMoj } from "../moj/moj-frontend.min.js";

const ME = document.body.dataset.me || "";
const KEPT = `alongside.kept.${ME}.`;
const TYPED = `alongside.typed.${ME}.`;
const SENT = `alongside.sent.${ME}`;
const RETURNED = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);

function start(root) {
  root.querySelectorAll("[data-folds]").forEach(foldHeader);
  root.querySelectorAll("details[data-closes]").forEach(closeElsewhere);
  root.querySelectorAll("details[data-open-when-wide]").forEach(openWhenWide);
  root.querySelectorAll("[data-long]").forEach(foldLong);
  root.querySelectorAll("form").forEach(sendOnce);
  root.querySelectorAll("form[data-keep-url]").forEach(keepAsTyped);
  root.querySelectorAll("main form").forEach(remember);
  root.querySelectorAll("[data-copies]").forEach(copies);
  root.querySelectorAll("form[data-passkey]").forEach(passkey);
}

// --- the header folds on a phone
function foldHeader(header) {
  const button = header.querySelector(".al-fold");
  if (!button || button.dataset.started) return;
  button.dataset.started = "1";
  const wide = window.matchMedia("(min-width: 48.0625em)");
  const fit = () => { button.hidden = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  button.addEventListener("click", () => {
    const open = header.classList.toggle("al-header--open");
    button.setAttribute("aria-expanded", String(open));
  });
}

function closeElsewhere(details) {
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target) || event.target.closest("a")) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}

function openWhenWide(details) {
  if (window.matchMedia("(min-width: 48.0625em)").matches) details.open = true;
}

// --- long entries fold after six lines
function foldLong(entry) {
  if (entry.dataset.started) return;
  entry.dataset.started = "1";
  const line = parseFloat(getComputedStyle(entry).lineHeight) || 25;
  if (entry.scrollHeight < line * 8) return;
  entry.dataset.folded = "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "al-linklike";
  button.dataset.unfold = "";
  const say = (folded) => {
    button.textContent = folded ? "Show all of it" : "Show less";
    button.setAttribute("aria-expanded", String(!folded));
  };
  say(true);
  button.addEventListener("click", () => {
    const folded = !("folded" in entry.dataset);
    if (folded) entry.dataset.folded = ""; else delete entry.dataset.folded;
    say(folded);
  });
  entry.after(button);
  entry.addEventListener("focusin", () => { if ("folded" in entry.dataset) button.click(); });
}

// --- a form is sent once, however often its button is pressed; coming back to the page makes it ready again
function sendOnce(form) {
  if (form.method !== "post" || form.elements.look || form.dataset.guarded || form.dataset.passkey) return;
  form.dataset.guarded = "1";
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (event.defaultPrevented) return;
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
}
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// --- back, reload and a lost connection never lose what was typed. The pages stay in no cache, so what stands in a form is
// held in this tab alone; it goes when the person signs out, and another person in this tab does not get it.
// <form data-holds> is given back after anything, a lost session too, until a page says that it was saved; a link with
// data-lets-go gives it up.
function remember(form) {
  if (form.method !== "post" || form.elements.look) return; // a search writes nothing
  if (form.dataset.keepUrl || form.dataset.passkey || form.dataset.remembered) return;
  const typed = () => [...form.elements].filter((e) => e.name && !["hidden", "file", "password", "submit", "button"].includes(e.type)
    && e.autocomplete !== "one-time-code");
  if (!typed().length) return;
  form.dataset.remembered = "1";
  const holds = "holds" in form.dataset;
  const store = holds ? `${TYPED}${new URL(form.action, location).pathname}`
    : `${TYPED}${location.pathname}#${form.id || [...document.forms].indexOf(form)}`;
  const boxed = (e) => ["checkbox", "radio"].includes(e.type);
  if (RETURNED || holds) {
    let held = null;
    try { held = JSON.parse(sessionStorage.getItem(store) || "null"); } catch { held = null; }
    if (held) typed().forEach((e, at) => {
      if (!held[at] || held[at][0] !== e.name) return;
      if (boxed(e)) e.checked = held[at][1]; else e.value = held[at][1];
    });
    if (held && holds) {
      const live = liveRegion(form);
      setTimeout(() => { live.textContent = "What you had typed here before has been put back."; }, 100);
    }
  } else sessionStorage.removeItem(store);
  form.addEventListener("input", () => {
    try { sessionStorage.setItem(store, JSON.stringify(typed().map((e) => [e.name, boxed(e) ? e.checked : e.value]))); }
    catch { /* a full or closed store: the browser's own memory remains */ }
  });
  if (!holds) return;
  // Sent, and here again: it was not saved, so a page that says that something else was does not let go of it.
  if (sessionStorage.getItem(SENT) === store) sessionStorage.removeItem(SENT);
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, store));
  form.querySelectorAll("[data-lets-go]").forEach((link) => link.addEventListener("click", () => sessionStorage.removeItem(store)));
}

// A page that says it was saved lets go of what was sent last.
function letGo() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent || !document.querySelector(".al-notice--success")) return;
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}
document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location).pathname.startsWith("/sign-out/")) return;
  Object.keys(sessionStorage).filter((key) => key.startsWith("alongside.")).forEach((key) => sessionStorage.removeItem(key));
});

// --- passkeys
function passkey(form) {
  const can = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  const missing = document.querySelector("[data-passkey-missing]");
  if (missing) missing.hidden = Boolean(can);
  if (!can) return;
  form.hidden = false;
  document.querySelectorAll("[data-passkey-or]").forEach((words) => { words.hidden = false; });
  const said = form.querySelector("[data-passkey-said]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    said.textContent = "";
    const { publicKey } = JSON.parse(form.dataset.passkeyOptions);
    try {
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      said.textContent = "The passkey was not given. Try again, or use your authenticator app.";
    }
  });
}

function copies(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies).innerText;
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  });
}

// --- kept as typed: <form data-keep-url="..."> posts each field as it is written.
// What is sent: csrfmiddlewaretoken, `was` (the hidden field of that name, which the answer renews), `field`, and the
// field's own name with its value or values. What comes back: {"kept": "14:05", "was": "..."}; or 4xx with
// {"sentence": "..."} where it could not be kept and the person must do something, such as saving the page.
// A field marked data-not-kept (words to look something up by) is left out. Until the server has answered, the browser holds what was typed, and offers it again should the page be lost.
function keepAsTyped(form) {
  if (form.dataset.keeping) return;
  form.dataset.keeping = "1";
  const store = KEPT + form.dataset.keepUrl;
  const pending = new Map();
  const live = liveRegion(form);
  let timer = 0, sending = false, retry = 0;

  const say = (words, state) => { live.dataset.state = state; if (live.textContent !== words) live.textContent = words; };
  const remember = () => {
    const held = Object.fromEntries(pending);
    try { if (pending.size) sessionStorage.setItem(store, JSON.stringify(held)); else sessionStorage.removeItem(store); }
    catch { /* a full or closed store only loses the second copy */ }
  };
  const values = (name) => [...form.elements].filter((e) => e.name === name && e.type !== "file"
    && (!["checkbox", "radio"].includes(e.type) || e.checked))
    .flatMap((e) => (e.multiple ? [...e.selectedOptions].map((o) => o.value) : [e.value]));
  const touch = (element, wait) => {
    const name = element.name;
    if (!name || ["csrfmiddlewaretoken", "was", "once"].includes(name) || ["file", "password", "submit"].includes(element.type)
      || "notKept" in element.dataset) return;
    pending.set(name, values(name));
    remember();
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };

  async function send() {
    if (sending || !pending.size) return;
    sending = true;
    const [name, given] = pending.entries().next().value;
    const body = new URLSearchParams();
    for (const hidden of ["csrfmiddlewaretoken", "was"]) if (form.elements[hidden]) body.set(hidden, form.elements[hidden].value);
    body.set("field", name);
    given.forEach((value) => body.append(name, value));
    try {
      const answer = await fetch(form.dataset.keepUrl, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      if (answer.type === "opaqueredirect") throw new SignedOut();
      if (answer.status === 403) await renewToken();
      const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      if (!said || answer.status >= 500) throw new Error("no answer");
      if (said.was && form.elements.was) form.elements.was.value = said.was;
      if (pending.get(name) === given) pending.delete(name);
      remember();
      retry = 0;
      if (answer.ok) say(said.sentence || `Kept ${said.kept}`, "kept"); else say(said.sentence, "waiting");
      form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: { field: name, ...said } }));
    } catch (fault) {
      retry = Math.min(retry + 1, 6);
      say(fault instanceof SignedOut
        ? "Not kept: you were signed out. Sign in again in another tab; this page then keeps it."
        : "Not kept: no connection. Trying again.", "waiting");
      clearTimeout(timer);
      timer = setTimeout(send, 1000 * 2 ** retry);
      sending = false;
      return;
    }
    sending = false;
    if (pending.size) send();
  }

  form.addEventListener("input", (event) => touch(event.target, 600));
  form.addEventListener("change", (event) => touch(event.target, 0));
  form.addEventListener("focusout", () => { if (pending.size) { clearTimeout(timer); timer = setTimeout(send, 0); } });
  window.addEventListener("online", () => { retry = 0; send(); });
  form.addEventListener("submit", (event) => {
    pending.clear();
    remember();
    // What is being kept just now counts the version on: sent beside it, the form would find itself changed by somebody.
    if (!sending || !("versions" in form.dataset)) return;
    event.preventDefault();
    form.addEventListener("kept", () => setTimeout(() => { delete form.dataset.sent; form.requestSubmit(event.submitter); }), { once: true });
  });
  window.addEventListener("beforeunload", (event) => { if (pending.size) event.preventDefault(); });
  giveBack();

  // What a lost page had not yet sent is put back, and sent.
  function giveBack() {
    let held;
    try { held = JSON.parse(sessionStorage.getItem(store) || "null"); } catch { held = null; }
    if (!held) return;
    for (const [name, given] of Object.entries(held)) {
      [...form.elements].filter((e) => e.name === name).forEach((e, at) => {
        if (["checkbox", "radio"].includes(e.type)) e.checked = given.includes(e.value);
        else if (!["file", "password", "hidden"].includes(e.type)) e.value = given[at] ?? given[0] ?? "";
      });
      pending.set(name, given);
    }
    say("What you had typed here before the page was lost has been put back.", "kept");
    send();
  }
}

class SignedOut extends Error {}

// After signing in again in another tab, the forms of this page need the new session's token.
async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
}

function liveRegion(form) {
  const found = form.querySelector("[data-kept]");
  if (found) { found.setAttribute("role", "status"); found.classList.add("al-kept"); return found; }
  const made = document.createElement("p");
  made.className = "al-kept";
  made.setAttribute("role", "status");
  form.append(made);
  return made;
}

letGo();
startGovuk();
startMoj();
start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  startGovuk({ scope: event.target });
  startMoj({ scope: event.target });
  start(event.target);
});
