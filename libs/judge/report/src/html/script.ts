/** Search and filters of the capability list, and opening the one that a link names. No state leaves the page. */
export const SCRIPT = `
(() => {
  const list = [...document.querySelectorAll("details.cap")];
  const controls = [...document.querySelectorAll(".filters [name]")];
  const count = document.getElementById("count");
  const filter = () => {
    const [query, ...exact] = controls;
    const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const item of list) {
      const text = item.dataset.text;
      const fits = words.every((word) => text.includes(word)) &&
        exact.every((control) => !control.value || item.dataset[control.name] === control.value);
      item.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown + " of " + list.length + " capabilities";
  };
  for (const control of controls) control.addEventListener("input", filter);
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches("details.cap")) return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => list.forEach((item) => { item.open = !item.hidden; }));
  if (list.length) filter();
  reveal();
})();
`;
