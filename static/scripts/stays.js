// While somebody chooses what of a question becomes private, show what stays public. data-make-private names the region;
// the sentences to choose from are shown while some of them are asked for.

/** Keep the region of a form up to date with what is chosen in it. */
export function start(form) {
  const region = document.getElementById(form.dataset.makePrivate);
  const title = region.querySelector("[data-title]");
  const nothing = region.querySelector("[data-nothing]");
  const some = document.getElementById("some");
  const sentences = [...region.querySelectorAll("[data-sentence]")];

  function refresh() {
    const whole = form.elements.how.value === "whole";
    some.hidden = whole;
    const taken = new Set(new FormData(form).getAll("private"));
    for (const sentence of sentences) sentence.hidden = whole || taken.has(sentence.dataset.sentence);
    nothing.hidden = sentences.some((sentence) => !sentence.hidden) || !(whole || sentences.length);
    title.textContent = (!whole && form.elements.title.value.trim()) || title.dataset.stub;
  }

  form.addEventListener("input", refresh);
  refresh();
}
