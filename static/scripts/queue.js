// The queue of cases by keyboard: j and k go from row to row, x chooses, a chooses all, h and n lead to the reasons with the
// decision chosen; Enter opens, as on any link.
import { startKeys } from "./key_switch.js";

/** Listen for keys on behalf of a queue. */
export function start(form) {
  const cases = [...form.querySelectorAll("[data-case]")];
  const box = (row) => row?.querySelector("input[type=checkbox]:not(:disabled)");
  let at = -1;

  function go(to) {
    cases[at]?.removeAttribute("data-current");
    at = Math.min(Math.max(to, 0), cases.length - 1);
    cases[at].setAttribute("data-current", "");
    cases[at].querySelector("a").focus();
  }

  function chooseAll() {
    const boxes = cases.map(box).filter(Boolean);
    const all = boxes.every((one) => one.checked);
    for (const one of boxes) one.checked = !all;
  }

  function decide(kind) {
    form.elements.kind.value = kind;
    form.elements.facts.focus();
  }

  startKeys({
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => box(cases[at])?.click(),
    a: chooseAll,
    h: () => decide("hide"),
    n: () => decide("no_action"),
  });
}
