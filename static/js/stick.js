// A conversation stays at its end while it grows, unless somebody has scrolled back: .scroll[data-end].

import { onAppear } from "./appear.js";

const NEAR = 48;

export function isNearEnd({ scrollTop, clientHeight, scrollHeight }) {
  return scrollHeight - clientHeight - scrollTop <= NEAR;
}

export function startSticking() {
  onAppear("[data-end]", (scroll) => {
    let atEnd = true;
    const stick = () => {
      if (atEnd) scroll.scrollTop = scroll.scrollHeight;
    };
    scroll.addEventListener("scroll", () => {
      atEnd = isNearEnd(scroll);
    });
    new MutationObserver(stick).observe(scroll, { childList: true, subtree: true, characterData: true });
    new ResizeObserver(stick).observe(scroll);
    stick();
  });
}
