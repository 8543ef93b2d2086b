// A few buttons above the text of a message, which put in the marks that one could type as well.
const TOOLS = [
  ["Bold", "B", (text) => around(text, "**", "bold words")],
  ["Italic", "I", (text) => around(text, "*", "words in italic")],
  ["List", "•", (text) => atEachLine(text, "- ", "first")],
  ["Quote", "“", (text) => atEachLine(text, "> ", "words quoted")],
];

function around(text, mark, instead) {
  const words = text.trim() || instead;
  const [before, after] = text.trim() ? text.split(text.trim(), 2) : ["", ""];
  return { put: before + mark + words + mark + (after ?? ""), from: before.length + mark.length, long: words.length };
}

function atEachLine(text, mark, instead) {
  const lines = (text || instead).split("\n").map((line) => mark + line);
  return { put: lines.join("\n"), from: mark.length, long: lines.join("\n").length - mark.length, lines: true };
}

// A list or a quote begins at the start of a line, with an empty line before it.
function wholeLines(area) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.value.indexOf("\n", area.selectionEnd);
  area.setSelectionRange(start, end < 0 ? area.value.length : end);
}

function apply(area, make) {
  area.focus();
  if (make("").lines) wholeLines(area);
  const start = area.selectionStart;
  const { put, from, long, lines } = make(area.value.slice(start, area.selectionEnd));
  const before = area.value.slice(0, start);
  const gap = lines && before && !before.endsWith("\n\n") ? "\n" : "";
  // The browser's own way of putting text in, so that its undo takes it back.
  if (!document.execCommand("insertText", false, gap + put)) area.setRangeText(gap + put, start, area.selectionEnd, "end");
  area.setSelectionRange(start + gap.length + from, start + gap.length + from + long);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.querySelectorAll("[data-formats]").forEach((part) => {
  const area = part.querySelector("textarea");
  const bar = document.createElement("div");
  bar.className = "al-tools";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Format the message");
  TOOLS.forEach(([name, sign, make]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `al-tools__one al-tools__one--${name.toLowerCase()}`;
    button.innerHTML = `<span aria-hidden="true">${sign}</span><span class="al-tools__name">${name}</span>`;
    button.addEventListener("click", () => apply(area, make));
    bar.append(button);
  });
  area.before(bar);
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = TOOLS.find(([name]) => ({ b: "Bold", i: "Italic" })[event.key.toLowerCase()] === name);
    if (!tool) return;
    event.preventDefault();
    apply(area, tool[2]);
  });
});

// Starting from a template gives up what this form held, so that the template's words are seen.
document.querySelectorAll("[data-lets-go-of]").forEach((link) => link.addEventListener("click", () => {
  const form = document.getElementById(link.dataset.letsGoOf);
  sessionStorage.removeItem(`alongside.typed.${document.body.dataset.me || ""}.${new URL(form.action).pathname}`);
}));
