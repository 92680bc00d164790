// While a caseworker writes, colleagues see so; and the page says who else writes, and that something new has come.
// data-writing-url gives those words. The same form puts in a canned reply without leaving the page.

const saying = 30_000;
const looking = 20_000;

/** Send or fetch quietly: what could not be told takes nothing away. */
async function ask(url, options = {}) {
  const response = await fetch(url, { credentials: "same-origin", redirect: "error", ...options });
  if (!response.ok) throw new Error("no words");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Put the chosen canned reply behind what is written: the server makes the text, as it does without this file. */
async function insert(form, button) {
  const body = new FormData(form, button);
  body.delete("files");
  const area = form.elements.body;
  try {
    const page = await ask(form.getAttribute("action"), { method: "POST", body });
    area.value = page.getElementById(area.id).value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  } catch {
    button.removeAttribute("data-insert");
    form.requestSubmit(button);
  }
}

/** Keep the words about who writes up to date while `form` stands on the page. */
export function start(form) {
  const region = document.getElementById("writing");
  const token = form.elements.csrf_token.value;
  let said = 0;

  async function look(options) {
    const fresh = (await ask(form.dataset.writingUrl, options)).body;
    if (fresh.textContent.trim() !== region.textContent.trim()) region.replaceChildren(...fresh.children);
  }

  form.addEventListener("input", () => {
    if (Date.now() - said < saying) return;
    said = Date.now();
    look({ method: "POST", body: new URLSearchParams({ csrf_token: token }) }).catch(() => {});
  });
  setInterval(() => {
    if (document.visibilityState === "visible") look().catch(() => {});
  }, looking);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    if (form.elements.canned_id.value) insert(form, button);
  });
}
