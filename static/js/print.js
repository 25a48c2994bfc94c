// A button with data-print prints the page; what is printed of it is the stylesheet's business.

export function startPrinting() {
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-print]")) window.print();
  });
}
