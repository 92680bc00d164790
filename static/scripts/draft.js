// What is being written is kept as a draft: data-draft-url takes the form as it stands. Quietly, since a draft that
// could not be kept takes nothing away.

const pause = 2000;

/** Save `form` as a draft whenever its writer stops for a moment; no more once it is sent. */
export function start(form) {
  let timer, saving;

  function save() {
    saving = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    const options = { method: "POST", body, credentials: "same-origin", redirect: "error", signal: saving.signal };
    fetch(form.dataset.draftUrl, options).catch(() => {});
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    saving?.abort();
  });
}
