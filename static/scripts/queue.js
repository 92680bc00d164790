// Keys for the queue of cases: j and k go up and down, a number marks a case and goes on to the next, d decides what is
// marked; x chooses, a chooses all, o opens, h and n lead to the reasons with the decision chosen, ? shows them. They rest
// while somebody types, and can be turned off for good.

import { announce } from "./announce.js";

const OFF = "torv-queue-keys-off";

/** Listen for keys on behalf of a queue. */
export function start(form) {
  const cases = [...form.querySelectorAll("[data-case]")];
  const toggle = form.querySelector("[data-keys-off]");
  const help = document.getElementById("keys");
  if (!toggle) return;
  const words = [toggle.textContent, toggle.dataset.keysOff];
  let at = -1;

  const isOff = () => localStorage.getItem(OFF) === "1";
  const box = (row) => row.querySelector("input[type=checkbox]:not(:disabled)");

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

  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => at >= 0 && box(cases[at])?.click(),
    a: chooseAll,
    o: () => at >= 0 && cases[at].querySelector("a").click(),
    d: () => form.requestSubmit(form.querySelector("button[value=marked]")),
    h: () => decide("hide"),
    n: () => decide("no_action"),
    "?": () => {
      help.open = true;
      help.querySelector("summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, input:not([type=checkbox])");
    if (isOff() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const press = /^[0-9]$/.test(event.key) ? () => mark(event.key) : keys[event.key];
    if (!press) return;
    event.preventDefault();
    press();
  });

  const show = () => (toggle.textContent = words[isOff() ? 1 : 0]);
  toggle.addEventListener("click", () => {
    localStorage.setItem(OFF, isOff() ? "0" : "1");
    show();
  });
  show();
}
