// A form with data-swap="#region" is sent in the background. The server answers with the same whole page as ever;
// the named region and the flash messages are taken from it. Whatever goes wrong, the form is sent the plain way.
import { announce } from "./announce.js";

/** Where focus was, as a way to find it again after its element was replaced. */
function focusPath(region) {
  const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const index = [...region.querySelectorAll(focusable)].indexOf(document.activeElement);
  return (fresh) => {
    if (index < 0) return;
    const same = fresh.querySelectorAll(focusable)[index];
    if (!same) fresh.tabIndex = -1;
    (same ?? fresh).focus({ preventScroll: true });
  };
}

/** The page a form's answer leads to; throws when there is none to take a region from. */
async function fetchPage(form, submitter) {
  const body = new FormData(form, submitter);
  const encoded = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
  const response = await fetch(form.action, { method: "POST", body: encoded, credentials: "same-origin" });
  if (!response.ok || !response.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("no page");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Put the page's `selector` region in place of ours and start its controls. */
function replaceRegion(selector, page, start) {
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (!old || !fresh) throw new Error("no region");
  const restoreFocus = focusPath(old);
  old.replaceWith(fresh);
  start(fresh);
  restoreFocus(fresh);
  return fresh;
}

/** Show and say what the server had to say. */
function showMessages(page, region) {
  const messages = page.getElementById("flashes");
  const words = messages?.textContent.trim();
  if (words) document.getElementById("flashes").replaceChildren(...messages.cloneNode(true).children);
  announce(words || region.textContent.replace(/\s+/g, " ").trim().slice(0, 150));
}

/** Send every data-swap form in the background from now on. `start` brings new markup to life. */
export function startSwaps(start) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.swap || event.defaultPrevented) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      const page = await fetchPage(form, event.submitter);
      showMessages(page, replaceRegion(form.dataset.swap, page, start));
    } catch {
      delete form.dataset.swap;
      form.ariaBusy = "false";
      form.requestSubmit(event.submitter);
    }
  });
}
