// Completion of search words and tags: a combobox after the ARIA pattern. data-complete-url answers ?q= with a JSON
// list of strings. With data-complete-words the last word only is completed, as in a field of several tags.
import { announce } from "./announce.js";

const pause = 150;
let made = 0;

/** The part of the input that is being completed. */
function typedPart(input) {
  return "completeWords" in input.dataset ? input.value.split(/[\s,]+/).pop() : input.value.trim();
}

/** The input's value with its typed part completed to `choice`. */
function completedValue(input, choice) {
  if (!("completeWords" in input.dataset)) return choice;
  return input.value.slice(0, input.value.length - typedPart(input).length) + choice + " ";
}

/** Ask the server; nothing found and nothing reachable look the same. */
async function fetchChoices(input, part) {
  const address = `${input.dataset.completeUrl}?${new URLSearchParams({ q: part })}`;
  const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  return response?.ok ? response.json() : [];
}

/** The list under the input, empty and hidden. */
function makeList(input) {
  const list = document.createElement("ul");
  list.className = "completions";
  list.id = `completions-${++made}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  return list;
}

class Completion {
  constructor(input) {
    this.input = input;
    this.list = makeList(input);
    this.active = -1;
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  ask() {
    clearTimeout(this.timer);
    const part = typedPart(this.input);
    if (part.length < 2) return this.close();
    this.timer = setTimeout(async () => {
      const choices = await fetchChoices(this.input, part);
      const current = part === typedPart(this.input) && document.activeElement === this.input;
      if (current) this.show(choices);
    }, pause);
  }

  show(choices) {
    this.close();
    this.list.replaceChildren(...choices.map((choice, index) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = choice;
      return option;
    }));
    if (!choices.length) return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    announce(String(choices.length));
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const options = [...this.list.children];
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    this.input.value = completedValue(this.input, option.textContent);
    this.close();
    if (this.input.type === "search") this.input.form.requestSubmit();
  }

  key(event) {
    if (this.list.hidden) return;
    const act = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Escape: () => this.close(),
      Enter: () => this.active >= 0 && this.choose(this.list.children[this.active]),
    }[event.key];
    if (!act || (event.key === "Enter" && this.active < 0)) return;
    event.preventDefault();
    act();
  }
}

/** Give `input` a list of completions while typing. */
export function start(input) {
  new Completion(input);
}
