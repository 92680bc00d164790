// Whether single keys do anything: one switch for all pages that have them, kept in this browser. They always rest
// while somebody writes in a field or chooses in one.

const off = "torv-keys-off";
export const field = "textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])";
export const panel = () => document.getElementById("keys");

/** Bring the switch of the page to life; give a function that tells whether keys are on. The styles hear of it too. */
export function startSwitch() {
  const on = document.getElementById("keys-on");
  const show = () => document.body.classList.toggle("keys-on", on.checked);
  on.checked = localStorage.getItem(off) === null;
  show();
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(off);
    else localStorage.setItem(off, "1");
    show();
  });
  return () => on.checked;
}

/** Do what `keys` names for a single key, from now on; `?` shows them. */
export function startKeys(keys) {
  const isOn = startSwitch();
  const show = () => {
    panel().open = true;
    panel().querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isOn() || event.target.matches(field)) return;
    const act = event.key === "?" ? show : keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
