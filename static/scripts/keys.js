// Keys a caseworker works with. An element names its key with aria-keyshortcuts: what one writes or chooses in is
// focused, and so is what has data-aim; all else is pressed. Single keys can be turned off, and are off in a field.

import { field, startSwitch } from "./key_switch.js";

/** Go to an element, opening what it is folded into; press it unless it waits for more. */
function reach(element) {
  const press = !element.matches(`${field}, summary, [data-aim]`);
  const fold = element.closest("details");
  if (fold) fold.open = true;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  if (press) element.click();
}

/** The element of a single key. */
function elementOf(key) {
  return document.querySelector(`[aria-keyshortcuts="${CSS.escape(key.toLowerCase())}"]`);
}

/** The button of the form one is in that Ctrl with this key presses. */
function buttonOf(event) {
  const keys = event.shiftKey ? "Control+Shift+Enter" : "Control+Enter";
  return event.target.form?.querySelector(`button[aria-keyshortcuts="${keys}"]`);
}

/** Listen to keys from now on. */
export function start() {
  const isOn = startSwitch();

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.altKey) return;
    const inField = event.target.matches(field);
    let element = null;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element = buttonOf(event);
    else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === "Escape" && inField) return event.target.blur();
    else if (isOn() && !inField && event.key.length === 1) element = elementOf(event.key);
    if (!element) return;
    event.preventDefault();
    reach(element);
  });
}
