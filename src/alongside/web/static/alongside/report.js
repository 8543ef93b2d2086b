// The form of a report. Enter in a field that finds something presses its own button, and anywhere else does nothing. The
// page that "Find" and "Add another" lead to holds all that was typed, so there is nothing to put back on it.
document.querySelectorAll(".al-report-form").forEach((form) => {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    event.target.closest(".al-finder")?.querySelector("button").click();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "do") return;
    const path = new URL(form.action, location).pathname;
    Object.keys(sessionStorage).filter((key) => key.startsWith("alongside.") && key.endsWith(path))
      .forEach((key) => sessionStorage.removeItem(key));
  });
});
