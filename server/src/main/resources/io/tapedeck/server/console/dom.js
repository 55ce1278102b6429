// Elements and frames. Whatever comes from outside goes in as text: nothing in this page is ever parsed as HTML.

/** The element with an id. */
export const $ = id => document.getElementById(id);

/** Makes an element: its class names, then texts and elements for its inside. */
export function make(tag, classes = '', ...inside) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...inside);
  return element;
}

/** Sets a text, where it changed: what is on screen is not touched for nothing. */
export function show(element, text) {
  const now = String(text);
  if (element.textContent !== now) element.textContent = now;
}

/** Calls `draw` once before the next paint, however often it is asked for. A page out of sight draws when it is seen again. */
export function painter(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** Calls `work` at once and then every so many milliseconds, one call at a time and none while the page is out of sight. */
export function every(millis, work) {
  const turn = async () => {
    if (!document.hidden) {
      try {
        await work();
      } catch (error) {
        console.info(error.message);
      }
    }
    setTimeout(turn, millis);
  };
  turn();
}
