/** Making elements. */

/** @typedef {Record<string, string | number | boolean | EventListener>} Attributes */

/**
 * Makes an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes A function listens to the event of its name; false leaves an attribute out.
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Copies a text, and says so in a place.
 *
 * @param {string} text
 * @param {Element} told
 * @param {() => void} select Selects the text, where a page may not write to the clipboard: one not served by https.
 */
export async function copy(text, told, select) {
  try {
    await navigator.clipboard.writeText(text);
    told.textContent = "已复制。";
  } catch {
    select();
    told.textContent = "浏览器不允许自动复制：已经选中，请按 Ctrl+C。";
  }
}

/**
 * Saves a text as a file.
 *
 * @param {string} text
 * @param {string} type
 * @param {string} name
 */
export function save(text, type, name) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/**
 * Makes a list of items.
 *
 * @param {(Node | string)[][]} items
 * @param {Attributes} [attributes]
 */
export function list(items, attributes = {}) {
  return make("ul", attributes, ...items.map((parts) => make("li", {}, ...parts)));
}

/**
 * Makes a part that opens and closes.
 *
 * @param {string} part What it is called among the parts beside it.
 * @param {string} summary
 * @param {boolean} open
 * @param {...(Node | string)} children
 */
export function folded(part, summary, open, ...children) {
  return make("details", { class: "xt-fold", "data-part": part, open }, make("summary", {}, summary), ...children);
}
