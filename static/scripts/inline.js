// A link with data-inline="#form" leads to a page with that form. Here the form takes the link's place instead; whatever
// goes wrong, the link is followed.

/** Open the form of every data-inline link in place from now on. `start` brings new markup to life. */
export function startInline(start) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-inline]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const response = await fetch(link.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const form = page.querySelector(link.dataset.inline);
      if (!response.ok || !form) throw new Error("no form");
      link.replaceWith(form);
      start(form.parentElement);
      form.querySelector("textarea, input:not([type=hidden])").focus();
    } catch {
      location.href = link.href;
    }
  });
}
