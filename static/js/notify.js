// What waits stands in the title of the tab; while the tab is hidden an element with data-notify is a desktop notification.

import { onAppear } from "./appear.js";

/** "(3) Contacts"; the bare title when nothing waits. */
export function titleWith(title, waiting) {
  const bare = title.replace(/^\(\d+\) /, "");
  return waiting > 0 ? `(${waiting}) ${bare}` : bare;
}

function count() {
  const waiting = [...document.querySelectorAll("[data-waiting]")].reduce((sum, { dataset }) => sum + Number(dataset.waiting), 0);
  const title = titleWith(document.title, waiting);
  if (document.title !== title) document.title = title;
}

function notify({ dataset, id }) {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const notification = new Notification(dataset.notify, { body: dataset.notifyBody ?? "", tag: id });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
  });
}

function offerPermission(button) {
  button.hidden = !("Notification" in window) || Notification.permission !== "default";
}

export function startNotifications() {
  new MutationObserver(count).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-waiting"],
  });
  count();
  onAppear("[data-notify]", notify);
  onAppear("[data-notify-allow]", offerPermission);
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-notify-allow]");
    if (!button) return;
    await Notification.requestPermission();
    offerPermission(button);
  });
}
