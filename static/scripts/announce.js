/** Say `words` to a screen reader through the page's live region. */
export function announce(words) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = words), 50);
}
