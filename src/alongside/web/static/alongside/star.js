// A star on a page that scores: the answer to a kept score brings the star as it is now; on the page of all areas it is tapped,
// or a spoke is moved with the arrow keys. The radio buttons beside it stay what is sent, with or without this.
const form = document.querySelector("form[data-scores]");
const here = form?.querySelector("[data-star-here]");

form?.addEventListener("kept", (event) => {
  if (!here || !event.detail.star) return;
  const area = document.activeElement?.closest?.(".al-star__wedge")?.dataset.area;
  here.querySelector("[data-star]").outerHTML = event.detail.star;
  ready();
  if (area) here.querySelector(`.al-star__wedge[data-area="${area}"]`)?.focus();
});

const radios = (area) => [...form.querySelectorAll(`[data-score="${area}"][data-voice="${here.dataset.taps}"] input`)];
const given = (area) => { const found = radios(area).find((each) => each.checked); return found?.value ? Number(found.value) : null; };

function give(area, score) {
  const radio = radios(area).find((each) => each.value === (score === null ? "" : String(score)));
  if (!radio || radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function ready() {
  const star = here.querySelector("[data-star]");
  if (!here.dataset.taps || !star) return;
  const drawing = star.querySelector("svg"), lowest = Number(star.dataset.lowest), highest = Number(star.dataset.highest);
  drawing.setAttribute("role", "group");
  star.classList.add("al-star--taps");
  star.querySelectorAll(".al-star__wedge").forEach((wedge) => {
    const area = wedge.dataset.area;
    if (!radios(area).length) return;
    for (const [name, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": wedge.dataset.title, "aria-valuemin": lowest, "aria-valuemax": highest })) wedge.setAttribute(name, value);
    says(wedge, given(area), lowest);
    wedge.addEventListener("click", (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      const far = Math.hypot(at.x - star.dataset.cx, at.y - star.dataset.cy) / star.dataset.radius * highest;
      const score = Math.min(highest, Math.max(lowest, Math.round(far)));
      give(area, score);
      says(wedge, score, lowest);
      wedge.focus();
    });
    wedge.addEventListener("keydown", (event) => {
      const now = given(area), moves = {
        ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 2, PageDown: -2,
      };
      let score = null;
      if (event.key in moves) score = now === null ? (moves[event.key] > 0 ? lowest : highest) : now + moves[event.key];
      else if (event.key === "Home") score = lowest;
      else if (event.key === "End") score = highest;
      else if (event.key !== "Delete" && event.key !== "Backspace") return;
      event.preventDefault();
      score = score === null ? null : Math.min(highest, Math.max(lowest, score));
      give(area, score);
      says(wedge, score, lowest);
    });
  });
}

function says(wedge, score, lowest) {
  wedge.setAttribute("aria-valuenow", score ?? lowest);
  wedge.setAttribute("aria-valuetext", score === null ? "not scored" : String(score));
}

if (here) {
  ready();
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-score]");
    const wedge = field && here.querySelector(`.al-star__wedge[role="slider"][data-area="${field.dataset.score}"]`);
    if (wedge) says(wedge, given(field.dataset.score), Number(wedge.getAttribute("aria-valuemin")));
  });
  const tap = document.querySelector("[data-tap]");
  if (tap && here.dataset.taps) tap.hidden = false;
}
