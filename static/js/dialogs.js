// A button with data-dialog="ID" opens that dialog; [data-close] in it, Escape or a click beside it closes it.

import { onAppear } from "./appear.js";

export function openDialog(dialog) {
  if (dialog.open) return;
  dialog.dispatchEvent(new CustomEvent("dialog:open"));
  dialog.showModal();
}

export function startDialogs() {
  // One that the server sent to be answered now.
  onAppear("dialog[data-open]", openDialog);
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) openDialog(dialog);
    // The content covers the dialog, so a click on the dialog itself is one on its backdrop.
    else if (target.matches("dialog.dialog") || target.closest("dialog.dialog [data-close]")) target.closest("dialog").close();
  });
}
