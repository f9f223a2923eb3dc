/**
 * Finds the places of a page where a widget opens, `<div class="xinfang-try" …></div>`, and loads what it takes only where
 * there is one. Everything comes from this site; nothing is sent or kept. Scripts are plain ones, for a site that is opened
 * from a folder: no module, no request.
 */
"use strict";

/** @typedef {(name: string) => Record<string, any>} Need Returns what a module exports. */

globalThis.xinfangRules = (() => {
  const address = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** The address of the site. */
  const root = new URL("../..", address).href;
  /** @type {Map<string, (need: Need) => Record<string, any>>} */
  const makers = new Map();
  /** @type {Map<string, Record<string, any>>} */
  const modules = new Map();
  /** @type {Map<string, any>} */
  const held = new Map();
  /** @type {Map<string, Promise<void>>} */
  const scripts = new Map();
  /** @type {Record<string, { load: string[], more: Record<string, string> }>} The scripts of each widget. */
  let offered = {};

  /** @type {Need} */
  function need(name) {
    const known = modules.get(name);
    if (known) return known;
    const make = makers.get(name);
    if (!make) throw new Error(`no such module: ${name}`);
    const made = make(need);
    modules.set(name, made);
    return made;
  }

  /**
   * Loads a script, once; a failure is forgotten, so that the next one who asks tries again.
   *
   * @param {string} file
   */
  function script(file) {
    const asked = scripts.get(file) ?? new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(file, address).href;
      element.onload = () => resolve();
      element.onerror = () => {
        scripts.delete(file);
        element.remove();
        reject(new Error(`${element.src} was not loaded`));
      };
      document.head.append(element);
    });
    scripts.set(file, asked);
    return asked;
  }

  /**
   * Loads what a widget needs.
   *
   * @param {string} widget
   * @returns {Promise<Need>}
   */
  async function load(widget) {
    await Promise.all((offered[widget]?.load ?? []).map(script));
    return need;
  }

  /**
   * Loads further data of a widget.
   *
   * @param {string} widget
   * @param {string} name
   */
  async function more(widget, name) {
    await script(offered[widget].more[name]);
    const decides = makers.has(`try/${name}.js`);
    return decides ? { ...data(widget, name), ...need(`try/${name}.js`) } : data(widget, name);
  }

  /** Returns data of a widget that were loaded. */
  const data = (/** @type {string} */ widget, name = widget) => held.get(`${widget}/${name}`);

  /** Opens every widget for which the page has a place. */
  function open() {
    for (const widget of Object.keys(offered)) {
      for (const place of document.querySelectorAll(`.xinfang-${widget}:not([data-state])`)) {
        place.setAttribute("data-state", "loading");
        load(widget).then(() => {
          need(`${widget}/${widget}.js`).open(data("try"), place, root, data(widget), more.bind(null, widget));
          place.setAttribute("data-state", "ready");
        }).catch((error) => {
          place.setAttribute("data-state", "failed");
          place.textContent = "没有载入：请刷新本页，或者改用新版浏览器。";
          console.error(error);
        });
      }
    }
  }

  return {
    root,
    load,
    more,
    open,
    data,
    /** Takes a module, as a script has it. */
    define: (/** @type {string} */ name, /** @type {(need: Need) => any} */ make) => void makers.set(name, make),
    /** Takes data, as a script has them. */
    hold: (/** @type {string} */ name, /** @type {any} */ data) => void held.set(name, data),
    /** Begins. */
    start: (/** @type {typeof offered} */ widgets) => {
      offered = widgets;
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", open);
      else open();
    },
  };
})();
