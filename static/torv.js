// What the pages do beyond plain HTML; every page works without this file. A part is fetched only where markup asks
// for it, so that a reader who came for one answer loads next to nothing.
import { startInline } from "./scripts/inline.js";
import { startSwaps } from "./scripts/swap.js";

const parts = {
  "[data-module]": () => import("./scripts/components.js"),
  "[data-editor]": () => import("./scripts/editor.js"),
  "[data-complete-url]": () => import("./scripts/completion.js"),
  "[data-similar-url]": () => import("./scripts/similar.js"),
  "[data-files]": () => import("./scripts/files.js"),
  "[data-draft-url]": () => import("./scripts/draft.js"),
  "[data-make-private]": () => import("./scripts/stays.js"),
  "[data-queue]": () => import("./scripts/queue.js"),
  "[data-keys]": () => import("./scripts/keys.js"),
  "[data-writing-url]": () => import("./scripts/writing.js"),
  "[data-worklist]": () => import("./scripts/worklist.js"),
  "[data-unsent]": () => import("./scripts/unsent.js"),
};

/** Bring the controls inside `root` to life: the document at first, a swapped region later. */
function start(root) {
  const started = Object.entries(parts).map(async ([selector, load]) => {
    const elements = root.querySelectorAll(selector);
    if (elements.length) elements.forEach((await load()).start);
  });
  return Promise.all(started);
}

/** A <details> menu closes on Escape and on a press outside it. */
function startMenus() {
  const openMenus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
startMenus();
startSwaps(start);
startInline(start);
// A page says when all its parts listen: whoever drives it by a program waits for that.
start(document).finally(() => (document.documentElement.dataset.started = ""));
