/**
 * Finds the places of a page where a question can be tried, and fetches what it takes only where there is one:
 * `<div class="xinfang-try" data-question="…"></div>`. Everything comes from this site; nothing is sent or kept.
 */
"use strict";

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** @type {Promise<(place: Element) => void> | undefined} */
  let ready;

  /** Fetches the widget and the data, once for as long as the window shows this site. */
  async function prepare() {
    const [{ openTry }, answer] = await Promise.all([
      import(new URL("widget.js", script).href),
      fetch(new URL("data.json", script)),
    ]);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    const book = await answer.json();
    const root = new URL("../..", script).href;
    return (/** @type {Element} */ place) => openTry(book, place, root);
  }

  function start() {
    for (const place of document.querySelectorAll(".xinfang-try:not([data-try])")) {
      place.setAttribute("data-try", "loading");
      ready ??= prepare();
      ready.then((open) => open(place)).catch((error) => {
        ready = undefined;
        place.setAttribute("data-try", "failed");
        place.textContent = "试算没有载入：请刷新本页，或者改用新版浏览器。直接打开存在本机的文件时，浏览器不允许载入。";
        console.error(error);
      });
    }
  }

  // Material's instant navigation replaces the page without loading it anew, and says so.
  const pages = /** @type {any} */ (globalThis).document$;
  if (pages && typeof pages.subscribe === "function") pages.subscribe(start);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
