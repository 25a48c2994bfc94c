// On a telephone one pane shows at a time: a button with data-pane="ID" brings it.

export function showPane(id) {
  for (const pane of document.querySelectorAll(".pane")) pane.classList.toggle("m-on", pane.id === id);
  for (const button of document.querySelectorAll("[data-pane]")) {
    button.setAttribute("aria-pressed", String(button.dataset.pane === id));
  }
}

export function startPanes() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pane]");
    if (button) showPane(button.dataset.pane);
  });
}
