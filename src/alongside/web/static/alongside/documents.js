// Files in a form (components/file_field.jinja): each is sent as soon as it is chosen, with its progress beside it, and
// stands in the form as a document that waits for it. Without this script they come with the form.
const LOST = "The connection was lost, so this file was not kept. Choose it again.";

document.querySelectorAll("[data-files]").forEach(start);

function start(field) {
  const form = field.closest("form");
  const input = field.querySelector(":scope [data-files-drop] > input[type=file]");
  const list = field.querySelector("[data-files-list]");
  const drop = field.querySelector("[data-files-drop]");
  const said = field.querySelector("[data-files-said]");
  const several = input.multiple;
  let sending = 0, at = 0;

  field.classList.add("moj-multi-file-upload--enhanced");
  drop.classList.add("al-files__choose--drop");
  field.querySelector("[data-files-words]").hidden = false;
  const camera = field.querySelector("[data-files-camera]");
  camera.hidden = !window.matchMedia("(pointer: coarse)").matches;
  const photograph = camera.querySelector("input");

  [input, photograph].forEach((each) => each.addEventListener("change", () => { take([...each.files]); each.value = ""; }));
  ["dragover", "dragenter"].forEach((kind) => drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("moj-multi-file-upload--dragover");
  }));
  ["dragleave", "drop"].forEach((kind) => drop.addEventListener(kind, () => drop.classList.remove("moj-multi-file-upload--dragover")));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
  list.querySelectorAll("[data-document]").forEach(kept);

  // What is still on its way is waited for, rather than lost.
  form.addEventListener("submit", (event) => {
    if (!sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell("Some files are still being sent. Wait until they are there, then press the button again.");
  }, true);
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

  function tell(words) { said.textContent = ""; setTimeout(() => { said.textContent = words; }, 50); }

  async function take(files) {
    for (const file of several ? files : files.slice(0, 1)) await send(file, row(file));
  }

  function row(file) {
    at += 1;
    const made = document.createElement("li");
    made.className = "al-files__one";
    const name = document.createElement("p");
    name.className = "al-files__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    const words = document.createElement("p");
    words.className = "al-files__said";
    words.textContent = "Sending";
    made.append(name, bar, words);
    list.append(made);
    return made;
  }

  function send(file, made) {
    const bar = made.querySelector("progress"), words = made.querySelector(".al-files__said");
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("file", file);
    sending += 1;
    return new Promise((done) => {
      const ask = new XMLHttpRequest();
      ask.open("POST", field.dataset.upload);
      ask.responseType = "json";
      ask.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.value = (100 * event.loaded) / event.total;
        words.textContent = event.loaded < event.total ? `${Math.round(bar.value)} per cent sent` : "Being checked";
      });
      ask.addEventListener("loadend", () => {
        sending -= 1;
        bar.remove();
        const told = ask.response;
        if (ask.status === 200 && told && told.id) ready(made, told);
        else refused(made, (told && told.sentence) || LOST);
        done();
      });
      ask.send(body);
    });
  }

  function ready(made, told) {
    made.dataset.document = told.id;
    made.querySelector(".al-files__said").textContent = told.sentence;
    const tick = document.createElement("input");
    tick.type = "hidden";
    tick.name = `${field.dataset.files}-kept`;
    tick.value = told.id;
    made.append(tick);
    made.querySelector(".al-files__name").append(small(` (${told.kind}, ${size(told.size)})`));
    kept(made);
    tell(`${told.name} is ready.`);
  }

  function refused(made, sentence) {
    made.classList.add("al-files__one--not");
    const words = made.querySelector(".al-files__said");
    words.className = "govuk-error-message al-files__said";
    words.textContent = `Not kept. ${sentence}`;
    made.append(button("Clear", made.querySelector(".al-files__name").textContent, () => made.remove()));
    tell(`${made.querySelector(".al-files__name").textContent} was not kept. ${sentence}`);
  }

  // A file that is there: it can be taken back, and is asked about where the page asks about each.
  function kept(made) {
    const number = made.dataset.document;
    const name = made.querySelector("[data-file-name], .al-files__name").firstChild.textContent;
    made.querySelector(".govuk-checkboxes")?.classList.add("al-files__ticked");
    asks(made, number);
    made.append(button("Remove", name, () => {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      fetch(field.dataset.discard.replace("/1/", `/${number}/`), { method: "POST", body, credentials: "same-origin" });
      made.remove();
      tell(`${name} is removed.`);
      input.focus();
    }));
  }

  function button(text, about, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "govuk-button govuk-button--secondary al-files__remove";
    made.append(text, hidden(` ${about}`));
    made.addEventListener("click", press);
    return made;
  }

  function asks(made, number) {
    const template = field.querySelector("[data-files-each]");
    if (!template) return;
    made.append(template.content.cloneNode(true));
    const ofAll = document.getElementById(field.dataset.type), day = document.getElementById(field.dataset.day);
    const [name, type] = ["name", "type"].map((part) => {
      const asked = made.querySelector(part === "name" ? ".al-files__asks input" : ".al-files__asks select");
      asked.id = `${part}-${number}`;
      asked.name = `${part}-${number}`;
      asked.closest(".govuk-form-group").querySelector("label").htmlFor = asked.id;
      return asked;
    });
    type.value = ofAll.value;
    let typed = false, chosen = false;
    const offer = () => {
      if (!chosen) type.value = ofAll.value;
      if (typed) return;
      const what = type.value ? type.selectedOptions[0].textContent : "Document";
      const on = iso(day.value);
      name.value = on ? `${field.dataset.family} ${what} ${on}`.trim() : "";
    };
    name.addEventListener("input", () => { typed = name.value !== ""; });
    type.addEventListener("change", () => { chosen = true; offer(); });
    [ofAll, day].forEach((each) => ["input", "change"].forEach((kind) => each.addEventListener(kind, offer)));
    document.querySelector("[data-name-of-all]")?.setAttribute("hidden", "");
    offer();
  }
}

// A day as people type it (5-9-2026, 05/09/26), as it stands in a name; nothing where it is not one.
function iso(typed) {
  const found = typed.trim().match(/^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})$/);
  if (!found) return "";
  const [day, month] = [found[1], found[2]].map((part) => part.padStart(2, "0"));
  return `${found[3].length === 2 ? `20${found[3]}` : found[3]}-${month}-${day}`;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1).replace(".0", "")} MB`;
}

function small(text) {
  const made = document.createElement("span");
  made.className = "al-quiet";
  made.textContent = text;
  return made;
}

function hidden(text) {
  const made = document.createElement("span");
  made.className = "govuk-visually-hidden";
  made.textContent = text;
  return made;
}
