// My tasks: ticking every task of the page at once. Without this each is ticked by itself.
for (const form of document.querySelectorAll("[data-bulk]")) {
  const all = form.querySelector("[data-bulk-all]");
  const tick = all?.querySelector("input");
  const each = [...form.querySelectorAll('input[name="task"]')];
  if (!tick || each.length < 2) continue;
  const settle = () => {
    const ticked = each.filter((box) => box.checked).length;
    tick.checked = ticked === each.length;
    tick.indeterminate = ticked > 0 && ticked < each.length;
  };
  tick.addEventListener("change", () => each.forEach((box) => { box.checked = tick.checked; }));
  form.addEventListener("change", settle);
  settle();
  all.hidden = false;
}
