/**
 * The search of the site, in a dialog: the best places first, then all pages that were found, by section. It is loaded when
 * it is opened for the first time; nothing of what is typed leaves the page.
 *
 * @import { Found } from "./finding.js"
 * @import { Pages } from "./words.js"
 */

import { Index } from "./finding.js";
import { make } from "../try/dom.js";
import { marked, teaser } from "./marking.js";

const BEST = 3; // places before all others
const SHOWN = 4; // pages of a section, before the rest is asked for
const PAUSE = 120; // milliseconds without a key, after which the search begins

/** @type {Dialog | undefined} */
let dialog;

/**
 * Opens the search.
 *
 * @param {string} root The address of the site.
 * @param {() => Promise<Pages>} pages Loads what is searched.
 */
export function open(root, pages) {
  dialog ??= new Dialog(root, pages);
  dialog.open();
}

class Dialog {
  /**
   * @param {string} root
   * @param {() => Promise<Pages>} pages
   */
  constructor(root, pages) {
    this.root = root;
    this.pages = pages;
    /** @type {Promise<[Index, Pages]> | undefined} */
    this.index = undefined;
    this.field = make("input", {
      type: "search", class: "xs-field", "aria-label": "检索", placeholder: "条号、期限、日常说法：22条、超期、60天……",
      autocomplete: "off", spellcheck: "false", enterkeyhint: "search", input: () => this.#typed(),
    });
    this.status = make("p", { class: "xs-status", role: "status" });
    this.results = make("div", { class: "xs-results" });
    const close = make("button", { type: "button", class: "xs-close", click: () => this.element.close() }, "关闭");
    this.element = make("dialog", {
      class: "xs", "aria-label": "检索", keydown: (event) => this.#key(/** @type {KeyboardEvent} */ (event)),
      // Beside the dialog is outside it.
      click: (event) => event.target === this.element && this.element.close(),
    }, make("div", { class: "xs-inside" }, make("div", { class: "xs-bar" }, this.field, close), this.status, this.results));
    document.body.append(this.element);
  }

  open() {
    if (!this.element.open) this.element.showModal();
    this.field.focus();
    this.field.select();
    void this.#show();
  }

  /** @returns {Promise<[Index, Pages]>} */
  #loaded() {
    this.index ??= this.pages().then((pages) => [new Index(pages), pages]);
    this.index.catch(() => this.index = undefined);
    return this.index;
  }

  #typed() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#show(), PAUSE);
  }

  async #show() {
    const query = this.field.value.trim();
    if (!this.index) this.status.textContent = "正在载入……";
    try {
      const [index, pages] = await this.#loaded();
      if (query !== this.field.value.trim()) return; // another one was typed meanwhile
      const found = query ? index.search(query) : [];
      const [, silent = ""] = pages.silent.find(([word]) => query.includes(word)) ?? [];
      this.status.textContent = !query ? ""
        : silent + (found.length ? `找到${found.length}页` : `没有找到“${query}”。可以从这里开始：`);
      this.results.replaceChildren(...(found.length ? this.#listed(found, pages.sections) : this.#suggested(pages)));
    } catch (error) {
      this.status.textContent = "检索没有载入：请刷新本页再试。";
      console.error(error);
    }
  }

  /** @param {Pages} pages */
  #suggested({ suggestions }) {
    const links = suggestions.map(({ title, to }) => make("li", {}, make("a", { href: this.root + to }, title)));
    return links.length ? [make("nav", { class: "xs-ways", "aria-label": "常用入口" }, make("ul", {}, ...links))] : [];
  }

  /**
   * @param {Found[]} found
   * @param {string[]} sections
   */
  #listed(found, sections) {
    const best = found.slice(0, BEST).filter(({ page }, _, [first]) => page.late === first.page.late);
    const rest = found.slice(best.length);
    const used = [...new Set(rest.map(({ page }) => page.section))];
    // In the order in which they answer: what is found first stands in the section that comes first.
    return [
      this.#group("最合适", best, best.length, sections),
      ...used.map((section) => this.#group(sections[section], rest.filter(({ page }) => page.section === section), SHOWN)),
    ];
  }

  /**
   * @param {string} title
   * @param {Found[]} found
   * @param {number} shown How many are shown before the rest is asked for.
   * @param {string[]} [sections] Where the section of each is to be told.
   */
  #group(title, found, shown, sections) {
    const listed = make("ol", {}, ...found.slice(0, shown).map((each) => this.#item(each, sections)));
    const more = found.length - shown;
    const button = make("button", {
      type: "button", class: "xs-more",
      click: () => {
        listed.append(...found.slice(shown).map((each) => this.#item(each)));
        button.remove();
        listed.children[shown].querySelector("a")?.focus();
      },
    }, `另有${more}页`);
    return make("section", { class: "xs-group", "aria-label": title }, make("h2", {}, title), listed, ...(more > 0 ? [button] : []));
  }

  /**
   * @param {Found} found
   * @param {string[]} [sections]
   */
  #item({ page, places: [{ entry, ways }] }, sections) {
    const place = entry === page ? [] : [make("span", { class: "xs-place" }, ...marked(entry.title, ways))];
    return make("li", {}, make("a", { href: this.root + entry.at, click: () => this.element.close() },
      make("span", { class: "xs-page" }, ...marked(page.title, ways)), ...place,
      ...(sections ? [make("span", { class: "xs-section" }, sections[page.section])] : []),
      make("span", { class: "xs-teaser" }, ...teaser(entry.text, ways))));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const links = [...this.results.querySelectorAll("a, button")];
    const at = links.indexOf(/** @type {Element} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === "Enter" && event.target === this.field) {
      clearTimeout(this.pause);
      void this.#show().then(() => this.results.querySelector("a")?.click());
    } else if (to !== undefined) {
      /** @type {HTMLElement} */ (to < 0 ? this.field : links[Math.min(to, links.length - 1)] ?? this.field).focus();
    } else return;
    event.preventDefault();
  }
}
