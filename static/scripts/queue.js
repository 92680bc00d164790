// The queue of cases by keyboard: j and k go from row to row, Enter opens, as on any link; a number marks a case and goes on
// to the next, d decides what is marked; x chooses, a chooses all, h and n lead to the reasons with the decision chosen.
import { announce } from "./announce.js";
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

  function mark(key) {
    const option = cases[at]?.querySelector(`select:not(:disabled) [data-key="${key}"]`);
    if (!option) return;
    option.selected = true;
    announce(option.textContent);
    go(at + 1);
  }

  const marks = [..."0123456789"].map((key) => [key, () => mark(key)]);
  startKeys({
    ...Object.fromEntries(marks),
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => box(cases[at])?.click(),
    a: chooseAll,
    d: () => form.requestSubmit(form.querySelector("button[value=marked]")),
    h: () => decide("hide"),
    n: () => decide("no_action"),
  });
}
