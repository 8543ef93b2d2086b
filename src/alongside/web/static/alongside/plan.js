// The plan gains: a code found as it is typed, concerns put in order by dragging, and everything unfolded on paper.
// Without this every code stands in its list, "Move up" and "Move down" do the same, and the browser unfolds where it can.

// --- the codes of a concern: outcomes and measures are those of the criterion chosen
for (const form of document.querySelectorAll("[data-concern-form]")) {
  const groups = [...form.querySelectorAll("[data-codes]")].map((box) => ({
    box,
    name: box.dataset.codes,
    find: box.querySelector("[data-find]"),
    input: box.querySelector("[data-find] input"),
    found: box.querySelector("[data-find] [role=status]"),
    parts: [...box.querySelectorAll("details[data-criterion]")],
    codes: [...box.querySelectorAll("[data-code]")],
    nothing: box.querySelector("[data-nothing]"),
  }));
  if (!groups.length) continue;
  for (const { input, box } of groups) {
    input.removeAttribute("name"); // found here, as it is typed
    box.querySelector("[data-find-button]").remove();
  }
  const criterion = () => form.querySelector('input[name="criterion"]:checked')?.value || "";
  const words = (text) => text.toLocaleLowerCase("en-GB").match(/[\p{L}\p{N}_.]+/gu) || [];
  const label = (code) => code.querySelector("label").textContent.trim();
  const value = (code) => code.querySelector("input").value;

  // The rule of plans.rules.plans.matching: a code from its beginning, or else every word in the code or title.
  const matches = (codes, typed) => {
    const wanted = typed.trim().toLocaleLowerCase("en-GB");
    if (!wanted) return codes;
    const begin = codes.filter((code) => value(code) && value(code).toLocaleLowerCase("en-GB").startsWith(wanted.split(" ")[0]));
    if (begin.length) return begin;
    return codes.filter((code) => {
      const said = words(label(code)).join(" ");
      return value(code) && words(wanted).every((word) => said.includes(word));
    });
  };

  const settle = (group) => {
    const chosen = criterion();
    const typed = group.input.value;
    const offered = group.parts.length && chosen
      ? group.codes.filter((code) => { const part = code.closest("details"); return !part || part.dataset.criterion === chosen; })
      : group.codes;
    const shown = new Set(matches(offered, typed));
    for (const code of group.codes) {
      const ticked = code.querySelector("input").checked && value(code);
      code.hidden = !shown.has(code) && !(ticked && typed) && !(!value(code) && !typed);
    }
    for (const part of group.parts) {
      const here = !chosen || part.dataset.criterion === chosen;
      const held = [...part.querySelectorAll("[data-code]")];
      const stray = held.some((code) => code.querySelector("input").checked);
      part.hidden = (!here && !stray) || held.every((code) => code.hidden);
      part.open = part.hidden ? false : Boolean(chosen || typed || stray);
      part.querySelector("summary").classList.toggle("al-coded__of--alone", Boolean(chosen) && here);
      part.classList.toggle("al-coded--shown", Boolean(chosen) && here);
    }
    if (group.nothing) group.nothing.hidden = !(chosen && !group.parts.some((part) => part.dataset.criterion === chosen));
    const count = [...shown].filter((code) => value(code)).length;
    group.found.textContent = !typed ? "" : count === 1 ? "1 found" : count ? `${count} found` : "Nothing found. Try another word.";
    group.find.hidden = offered.filter((code) => value(code)).length < 2;
  };
  const all = () => groups.forEach(settle);

  for (const group of groups) {
    group.input.addEventListener("input", () => settle(group));
    group.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      const first = group.codes.find((code) => !code.hidden && value(code));
      if (!first) return;
      const box = first.querySelector("input");
      if (event.key === "Enter" && box.type === "radio") { box.checked = true; box.dispatchEvent(new Event("change", { bubbles: true })); }
      box.focus();
    });
  }
  form.addEventListener("change", (event) => {
    const { name } = event.target;
    if (name === "criterion") {
      // What belongs to another criterion is taken off: it could not be saved with this one.
      for (const part of form.querySelectorAll("details[data-criterion]")) {
        if (part.dataset.criterion === criterion()) continue;
        part.querySelectorAll("input:checked").forEach((box) => { box.checked = false; });
      }
    } else if (name === "outcome" && !criterion()) {
      const of = event.target.closest("details")?.dataset.criterion;
      const box = of && form.querySelector(`input[name="criterion"][value="${CSS.escape(of)}"]`);
      if (box) box.checked = true;
    } else return;
    all();
  });
  all();
}

// --- concerns are put in order by dragging them; the buttons do the same by keyboard and on a phone
for (const list of document.querySelectorAll("[data-ordered]")) {
  const form = document.getElementById("order");
  const concerns = () => [...list.querySelectorAll("[data-concern]")];
  let dragged = null;
  for (const concern of concerns()) {
    const handle = document.createElement("span");
    handle.className = "al-drag al-no-print";
    handle.setAttribute("aria-hidden", "true");
    handle.title = "Drag this concern to another place";
    handle.textContent = "⠿ Drag";
    concern.querySelector(".al-concern__move")?.prepend(handle);
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = concern;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", concern.dataset.concern);
      event.dataTransfer.setDragImage(concern, 20, 20);
      concern.classList.add("al-concern--dragged");
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
      concerns().forEach((each) => each.classList.remove("al-concern--dragged", "al-concern--over"));
    });
    concern.addEventListener("dragover", (event) => {
      if (!dragged || dragged === concern) return;
      event.preventDefault();
      concern.classList.add("al-concern--over");
    });
    concern.addEventListener("dragleave", () => concern.classList.remove("al-concern--over"));
    concern.addEventListener("drop", (event) => {
      if (!dragged || dragged === concern) return;
      event.preventDefault();
      const order = concerns();
      if (order.indexOf(dragged) < order.indexOf(concern)) concern.after(dragged); else concern.before(dragged);
      form.elements.order.value = concerns().map((each) => each.dataset.concern).join(",");
      form.elements.dragged.value = dragged.dataset.concern;
      form.requestSubmit();
    });
  }
}

// --- a link or a saved concern leads into the closed ones too; on paper everything is open
function unfold() {
  const target = location.hash.startsWith("#concern-") && document.getElementById(location.hash.slice(1));
  const folded = target && target.closest("details");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView();
}
unfold();
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => document.querySelectorAll(".al-ended").forEach((each) => { each.open = true; }));
