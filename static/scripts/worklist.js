// A list of work by keyboard: j and k go from row to row, x chooses, t takes, a goes to who gets the chosen ones; Enter
// opens, as on any link.

import { startKeys } from "./key_switch.js";

/** Show how many are chosen, and let one link choose all or none. */
function startChoosing(list) {
  const boxes = [...list.querySelectorAll("input[name=chosen]")];
  const count = list.querySelector("[data-chosen-count]");
  if (!count) return;
  const show = () => {
    count.textContent = count.dataset.words.replace("{number}", boxes.filter((box) => box.checked).length);
  };
  list.addEventListener("change", show);
  list.querySelector("[data-choose-all]").addEventListener("click", (event) => {
    event.preventDefault();
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    show();
  });
  show();
}

/** Focus the link of the row `step` away from the one with focus. */
function go(list, step) {
  const rows = [...list.querySelectorAll("[data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  row?.querySelector(".work__title a").focus();
}

/** Listen to keys and choices in `list` from now on. */
export function start(list) {
  startChoosing(list);
  const inRow = (selector) => document.activeElement.closest("[data-row]")?.querySelector(selector);
  startKeys({
    j: () => go(list, 1),
    k: () => go(list, -1),
    x: () => inRow("input[name=chosen]")?.click(),
    t: () => inRow("[data-take]")?.click(),
    a: () => list.querySelector("#to")?.focus(),
  });
}
