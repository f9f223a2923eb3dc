/** Opens the deadline calculator where a page has a place for it, and fetches what it takes only there. */
"use strict";

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;

  /** @param {string} name */
  async function data(name) {
    const answer = await fetch(new URL(`${name}.json`, script));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    return answer.json();
  }

  function start() {
    for (const place of document.querySelectorAll(".xinfang-deadlines:not([data-state])")) {
      place.setAttribute("data-state", "loading");
      Promise.all([import(new URL("deadlines.js", script).href), data("data")])
        .then(([{ open }, told]) => {
          open(undefined, place, new URL("../..", script).href, told, data);
          place.setAttribute("data-state", "ready");
        })
        .catch((error) => {
          place.setAttribute("data-state", "failed");
          console.error(error);
        });
    }
  }

  const pages = /** @type {any} */ (globalThis).document$;
  if (pages && typeof pages.subscribe === "function") pages.subscribe(start);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
