// A form with data-swap="#region, #other" is sent in the background. The server answers with the same whole page as
// ever; the named regions and the flash messages are taken from it, or what it refused and why. Whatever else goes
// wrong, the form is sent the plain way.
import { announce } from "./announce.js";

/** Where focus was, as a way to find it again after its element was replaced. */
function focusPath(region) {
  const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const index = [...region.querySelectorAll(focusable)].indexOf(document.activeElement);
  return (fresh) => {
    if (index < 0) return;
    const found = fresh.querySelectorAll(focusable)[index];
    const same = found?.closest("details:not([open])")?.querySelector("summary") ?? found;
    if (!same) fresh.tabIndex = -1;
    (same ?? fresh).focus({ preventScroll: true });
  };
}

/** What is refused with the form on the page: wrong input, and what changed meanwhile. */
const refusals = [409, 422];

/** The page a form's answer leads to; throws when there is none to take a region from. */
async function fetchPage(form, submitter) {
  const body = new FormData(form, submitter);
  const encoded = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
  const response = await fetch(form.action, { method: "POST", body: encoded, credentials: "same-origin" });
  if (!response.ok && !refusals.includes(response.status)) throw new Error("no page");
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("no page");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Put the page's regions in place of ours and start their controls; throws before the first if one is missing. */
function replaceRegions(selectors, page, start) {
  const pairs = selectors.split(",").map((one) => [document.querySelector(one), page.querySelector(one)]);
  if (!pairs.flat().every(Boolean)) throw new Error("no region");
  for (const [old, fresh] of pairs) {
    const restoreFocus = focusPath(old);
    old.replaceWith(fresh);
    start(fresh);
    restoreFocus(fresh);
  }
  return pairs[0][1];
}

/** Show and say what the server had to say: what was refused and why, else what was done. */
function showMessages(page, region, start) {
  const refused = "#error-summary, [aria-labelledby=meanwhile]";
  const said = [...page.querySelectorAll(`${refused}, #flashes > *`)];
  const words = said.map((one) => one.textContent).join(" ").replace(/\s+/g, " ").trim();
  if (words) {
    for (const old of document.querySelectorAll(refused)) old.remove();
    const flashes = document.getElementById("flashes");
    flashes.replaceChildren(...said);
    start(flashes);
  }
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
      showMessages(page, replaceRegions(form.dataset.swap, page, start), start);
    } catch {
      delete form.dataset.swap;
      form.ariaBusy = "false";
      form.requestSubmit(event.submitter);
    }
  });
}
