// A form with data-warns-unsaved asks before it is left with something changed and not saved (CCM 1.8).
for (const form of document.querySelectorAll("form[data-warns-unsaved]")) {
  const stands = () => new URLSearchParams(new FormData(form)).toString();
  const opened = stands();
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  form.querySelectorAll("[data-lets-go]").forEach((link) => link.addEventListener("click", () => { leaving = true; }));
  addEventListener("beforeunload", (event) => {
    if (leaving || stands() === opened) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
