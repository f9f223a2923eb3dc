/**
 * What the frame of a page does: the colour scheme, the search, the menu of a narrow window. Runs before the page is drawn,
 * so that nothing changes before the reader's eyes; without it, all of the page is there and the search is not.
 */
"use strict";

(() => {
  const SCHEMES = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };
  const WORDS = document.documentElement.lang.startsWith("en")
    ? { auto: "system", light: "light", dark: "dark", colours: "Colours: " }
    : { auto: "跟随系统", light: "浅色", dark: "深色", colours: "配色：" };
  const KEPT = "xinfang-scheme";

  /** Reads or keeps the choice of the reader; a browser may refuse both. */
  function kept(choice) {
    try {
      if (choice) localStorage.setItem(KEPT, choice);
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  let scheme = kept() in SCHEMES ? kept() : "auto";
  const dark = document.getElementById("xf-dark");
  dark.media = SCHEMES[scheme];
  document.documentElement.classList.add("xf-script");

  document.addEventListener("DOMContentLoaded", () => {
    const one = (selector) => document.querySelector(selector);

    const choose = one(".xf-scheme");
    const named = () => choose.innerHTML = `<span>${WORDS.colours}</span>${WORDS[scheme]}`;
    choose.addEventListener("click", () => {
      const names = Object.keys(SCHEMES);
      scheme = names[(names.indexOf(scheme) + 1) % names.length];
      dark.media = SCHEMES[scheme];
      kept(scheme);
      named();
    });
    named();

    const find = one(".xf-find");
    const { load, more, root } = xinfangRules;
    const search = () => load("search").then((need) => need("search/search.js").open(root, () => more("search", "pages")));
    find.addEventListener("click", search);
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, select, textarea, [contenteditable], dialog");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
      event.preventDefault();
      search();
    });

    const side = one(".xf-side"), unfold = one(".xf-unfold");
    unfold?.addEventListener("click", () => unfold.setAttribute("aria-expanded", side.classList.toggle("xf-open")));
    // The page that is read stands in sight in its list, in the side bar and among the sections.
    for (const [list, place] of [[side, one('.xf-side [aria-current="page"]')], [one(".xf-tabs ul"), one(".xf-tabs [aria-current]")]]) {
      if (!place) continue;
      const from = list.getBoundingClientRect(), at = place.getBoundingClientRect();
      list.scrollTop += at.top - from.top - from.height / 3;
      list.scrollLeft += at.left - from.left - (from.width - at.width) / 2;
    }
    // What scrolls in its own place can be reached by the keyboard.
    for (const wide of document.querySelectorAll(".xf-scroll, .xf-text pre > code, .xf-text pre")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
  });
})();
