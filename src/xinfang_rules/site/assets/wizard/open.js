/**
 * Finds the place of a page where an interview can be led, `<div class="xinfang-wizard"></div>`, and fetches what it takes
 * only where there is one. Everything comes from this site; nothing is sent or kept.
 */
"use strict";

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;

  /** @param {string} name */
  async function data(name) {
    const answer = await fetch(new URL(name, script));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    return answer.json();
  }

  async function start() {
    const place = document.querySelector(".xinfang-wizard:not([data-wizard])");
    if (!place) return;
    place.setAttribute("data-wizard", "loading");
    try {
      const [{ open }, book, guide] = await Promise.all(
        [import(new URL("wizard.js", script).href), data("../try/data.json"), data("guide.json")]);
      open(book, place, new URL("../..", script).href, guide);
    } catch (error) {
      place.setAttribute("data-wizard", "failed");
      place.textContent = "逐问判断没有载入：请刷新本页，或者改用新版浏览器。直接打开存在本机的文件时，浏览器不允许载入。";
      console.error(error);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else void start();
})();
