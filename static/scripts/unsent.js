// What is typed into a form with data-unsent and not sent is kept nowhere: whoever leaves the page with it is asked first.

/** Ask before the page is left with words in `form`, unless that is to send them. */
export function start(form) {
  let sending = false;
  form.addEventListener("submit", (event) => (sending = !event.defaultPrevented));
  window.addEventListener("pageshow", () => (sending = false));
  window.addEventListener("beforeunload", (event) => {
    const typed = [...form.querySelectorAll("textarea")].some((area) => area.value.trim());
    if (form.isConnected && typed && !sending) event.preventDefault();
  });
}
