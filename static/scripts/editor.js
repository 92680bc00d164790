// The Markdown buttons over a text area: data-editor names its id. They put marks around what is selected.

const marks = {
  bold: { before: "**", after: "**" },
  italic: { before: "*", after: "*" },
  code: { before: "`", after: "`" },
  link: { before: "[", after: "](https://)" },
  list: { line: "- " },
  quote: { line: "> " },
};

/** Replace a stretch of the text area so that the browser's undo still works. */
function replaceText(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Put the mark before and after the selection and keep the words selected. */
function surround(area, { before, after }) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  replaceText(area, from, to, before + value.slice(from, to) + after);
  area.setSelectionRange(from + before.length, to + before.length);
}

/** Put the mark at the start of every selected line. */
function prefixLines(area, { line }) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const lines = area.value.slice(from, area.selectionEnd).split("\n");
  replaceText(area, from, area.selectionEnd, lines.map((words) => line + words).join("\n"));
}

/** One stop for the Tab key; arrows move between the buttons. */
function moveByArrows(toolbar) {
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const buttons = [...toolbar.querySelectorAll("button")];
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
    event.preventDefault();
  });
}

/** Reveal a toolbar and let its buttons format the text area it names. */
export function start(toolbar) {
  const area = document.getElementById(toolbar.dataset.editor);
  toolbar.hidden = false;
  moveByArrows(toolbar);
  toolbar.addEventListener("click", (event) => {
    const mark = marks[event.target.closest("button")?.dataset.format];
    if (mark) (mark.line ? prefixLines : surround)(area, mark);
  });
}
