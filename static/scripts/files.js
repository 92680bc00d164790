// A field for files says at once what was chosen, and what of it is too large or too many; a form with too much stays
// where it is, so that nothing is sent in vain. The server decides all the same.
import { announce } from "./announce.js";

const megabyte = 1024 * 1024;

/** How large a file is, as people say it. */
function sizeOf(bytes) {
  const [value, unit] = bytes < megabyte ? [Math.ceil(bytes / 1024), "kilobyte"] : [bytes / megabyte, "megabyte"];
  const style = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(value);
}

/** A line about what was chosen, with what is wrong with it. */
function line(words, wrong = "") {
  const item = document.createElement("li");
  item.textContent = words;
  if (wrong) {
    const said = document.createElement("strong");
    said.textContent = wrong;
    item.append(words && " – ", said);
  }
  return item;
}

/** List what is chosen in `group` from now on. */
export function start(group) {
  const { most, bytes, tooLarge, tooMany } = group.dataset;
  const input = group.querySelector("input[type=file]");
  const list = group.querySelector("[data-chosen]");

  input.addEventListener("change", () => {
    const files = [...input.files];
    const lines = files.map((file) => line(`${file.name} (${sizeOf(file.size)})`, file.size > bytes ? tooLarge : ""));
    list.replaceChildren(...(files.length > most ? [line("", tooMany)] : []), ...lines);
    list.hidden = !files.length;
  });
  input.form.addEventListener("submit", (event) => {
    const wrong = list.querySelector("strong");
    if (!wrong) return;
    event.preventDefault();
    announce(wrong.textContent);
    input.focus();
  });
}
