// While a title is typed, show questions like it. data-similar-url answers with a fragment of HTML; it fills the
// region that aria-controls names.
import { announce } from "./announce.js";

const pause = 350;
const shortest = 8;

/** Watch a title input and keep its region of similar questions up to date. */
export function start(input) {
  const region = document.getElementById(input.getAttribute("aria-controls"));
  let timer, asked;

  async function refresh() {
    const title = input.value.trim();
    if (title === asked || title.length < shortest) return;
    asked = title;
    const address = `${input.dataset.similarUrl}?${new URLSearchParams({ title })}`;
    const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok || asked !== title) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(region.id);
    region.replaceChildren(...(fresh ?? page.body).childNodes);
    const heading = region.querySelector("h2, h3");
    if (heading) announce(heading.textContent);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, pause);
  });
}
