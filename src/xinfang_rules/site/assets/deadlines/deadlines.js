/**
 * The deadline calculator: forwards from what happened to the last days, backwards from a day to what is due on it.
 *
 * The address, after `#`, holds what is asked; nothing is sent or kept.
 *
 * @import { Norm } from "./counting.js"
 *
 * @typedef {object} Edition
 * @property {number} since
 * @property {Record<string, {title: string, hint?: string}>} events
 * @property {Norm[]} norms
 *
 * @typedef {object} Told The periods of a rulebook; see `deadlines_data.py`.
 * @property {string} title
 * @property {number} year
 * @property {number} since
 * @property {number | null} until
 * @property {string} governedBy
 * @property {string | null} governing By what day a law governs, if that is a reading.
 * @property {string} digest
 * @property {Edition[]} editions
 *
 * @typedef {Told & {days: import("./day-names.js").Days, further: (Told & {data: string})[], offered: {title: string, data: string}[]}} Data
 */

import { dayInWords, dayOf, dayText, today } from "../try/days.js";
import { make } from "../try/dom.js";
import { button, card, overview } from "./card.js";
import { NamedDays } from "./day-names.js";
import { dueOn } from "./due.js";

const SHORT = 12; // digits of a digest that an address holds

/**
 * Opens the calculator in its place.
 *
 * @param {unknown} _book It needs none.
 * @param {Element} place
 * @param {string} root The address of the site.
 * @param {Data} data
 * @param {(name: string) => Promise<Told>} more Fetches the periods of another rulebook.
 */
export function open(_book, place, root, data, more) {
  new Calculator(place, root, data, more).show();
}

class Calculator {
  /**
   * @param {Element} place
   * @param {string} root
   * @param {Data} data
   * @param {(name: string) => Promise<Told>} more
   */
  constructor(place, root, data, more) {
    Object.assign(this, { place, root, data, fetch: more });
    this.days = new NamedDays(data.days);
    this.today = today();
    /** @type {Map<string, Told>} */
    this.fetched = new Map();
    /** @type {Map<string, number>} */
    this.more = new Map();
    this.backwards = false;
    this.event = "";
    this.on = this.today;
    this.beside = "";
    this.earlier = "";
    this.remark = "";
    this.form = make("form", { class: "xd-form", submit: (event) => event.preventDefault() });
    this.status = make("p", { class: "xd-status", role: "status" });
    this.result = make("div", { class: "xd-result" });
    place.replaceChildren(this.form, this.status, this.result);
    this.read();
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.written) this.read(), this.show();
    });
    addEventListener("beforeprint", () => {
      for (const fold of place.querySelectorAll("details")) fold.open = true;
    });
  }

  /** Takes up what the address asks. */
  read() {
    const told = new URLSearchParams(location.hash.slice(1) || location.search);
    const due = told.get("due");
    this.backwards = due !== null;
    this.on = dayOf(due ?? told.get("on") ?? "") ?? this.today;
    this.event = told.get("event") ?? "";
    this.beside = told.get("with") ?? "";
    this.earlier = told.get("law") ?? "";
    this.more.clear();
    for (const part of (told.get("more") ?? "").split(",")) {
      const [key, days] = part.split(":");
      if (Number(days) > 0) this.more.set(key, Number(days));
    }
    const rules = told.get("rules");
    this.remark = rules && rules !== this.data.digest.slice(0, SHORT)
      ? "这个链接是按另一版规则生成的，规则此后有变更；以下按现在的规则计算。" : "";
  }

  /** Writes what is asked into the address. */
  write() {
    const told = new URLSearchParams();
    if (this.backwards) told.set("due", dayText(this.on));
    else if (this.event) {
      told.set("event", this.event);
      told.set("on", dayText(this.on));
    } else return;
    if (this.earlier) told.set("law", this.earlier);
    if (this.beside) told.set("with", this.beside);
    const more = [...this.more].filter(([, days]) => days > 0).map(([key, days]) => `${key}:${days}`);
    if (more.length && !this.backwards) told.set("more", more.join(","));
    told.set("rules", this.data.digest.slice(0, SHORT));
    this.written = told.toString();
    history.replaceState(history.state, "", `#${this.written}`);
  }

  /**
   * Returns the periods of another rulebook, fetched once; undefined as long as they are not there.
   *
   * @param {string} name
   */
  told(name) {
    const found = this.fetched.get(name);
    if (!found) {
      this.fetch(name).then((told) => {
        this.fetched.set(name, told);
        this.show();
      }).catch((error) => {
        this.status.textContent = "没有载入，请刷新本页重试。";
        console.error(error);
      });
    }
    return found;
  }

  /** Returns what governs: the rulebook of the pages, or another one that was in force on the day. */
  governing() {
    const named = this.data.further.find(({ data }) => data === this.earlier);
    const earlier = named ?? (this.on < this.data.since
      ? this.data.further.find(({ since, until }) => since <= this.on && (until === null || this.on <= until)) : undefined);
    return earlier ? this.told(earlier.data) : this.on < this.data.since ? null : this.data;
  }

  /** Shows the form and what is asked. */
  show() {
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    const kept = held && this.place.contains(held) ? held.dataset.key ?? held.id : "";
    const law = this.governing();
    const beside = this.beside ? this.told(this.beside) : undefined;
    // For days before the first edition there is none but that.
    const editionOf = (/** @type {Told} */ { editions }) => editions.filter(({ since }) => since <= this.on).at(-1) ?? editions[0];
    const laws = [law, beside].flatMap((told) => (told ? [{ told, edition: editionOf(told) }] : []));
    this.form.replaceChildren(...this.controls(laws));
    this.result.replaceChildren(...(law === undefined ? [] : this.answer(laws)));
    if (law === undefined) this.status.textContent = "正在载入……";
    if (kept) [...this.place.querySelectorAll("input, button")].find((one) => (one.dataset.key ?? one.id) === kept)?.focus();
    this.write();
  }

  /** @param {{told: Told, edition: Edition}[]} laws */
  controls(laws) {
    const mode = (/** @type {boolean} */ backwards, /** @type {string} */ label) => this.choice(
      "xd-mode", String(backwards), label, this.backwards === backwards, () => {
        this.backwards = backwards;
        if (backwards) this.on = this.today;
      });
    const hint = laws.map(({ edition }) => edition.events[this.event]?.hint).find(Boolean);
    const day = make("input", {
      type: "date", id: "xd-on", value: dayText(this.on), required: true, min: "1950-01-01", max: "2099-12-31",
      change: () => {
        const on = dayOf(day.value);
        if (on !== null) this.changed(() => (this.on = on));
      },
    });
    const now = button("今日", () => this.changed(() => (this.on = this.today)));
    now.id = "xd-today";
    const offers = this.data.offered.filter(({ data }) => data !== this.beside).map(({ title, data }) => {
      const made = button(`再列出“${title}”的期限`, () => this.changed(() => (this.beside = data)));
      made.id = `xd-with-${data}`;
      return made;
    });
    const dates = make("p", { class: "xd-on" },
      make("label", { for: "xd-on" }, this.backwards ? "哪一天到期" : "哪一天发生"), day, now, ...offers,
      ...(hint && !this.backwards ? [make("span", { class: "xd-small" }, hint)] : []));
    const modes = make("fieldset", { class: "xd-modes" }, make("legend", {}, "要查什么"),
      mode(false, "知道哪一天发生，查最后一日"), mode(true, "知道哪一天到期，倒推发生之日"));
    const offered = this.data.offered.find(({ data }) => data === this.beside)?.title;
    // From the last day of a period that is counted here one goes on by a button.
    const isCounted = (/** @type {string} */ event, /** @type {Edition} */ { norms }) => norms.some(({ id }) => event === `due.${id}`);
    const events = this.backwards ? [] : laws.map(({ edition }, place) => make("fieldset", { class: "xd-events" },
      make("legend", {}, place ? `发生了什么（${offered}）` : "发生了什么"),
      ...Object.entries(edition.events)
        .filter(([event]) => (!place || !(event in laws[0].edition.events)) && (event === this.event || !isCounted(event, edition)))
        .map(([event, { title }]) => this.choice("xd-event", event, title, this.event === event, () => {
          this.event = event;
          this.more.clear();
        }))));
    return [modes, ...events, dates];
  }

  /**
   * @param {string} name
   * @param {string} value
   * @param {string} label
   * @param {boolean} checked
   * @param {() => void} choose
   */
  choice(name, value, label, checked, choose) {
    const input = make("input", { type: "radio", name, value, checked, id: `${name}-${value}`, change: () => this.changed(choose) });
    return make("label", { class: "xd-choice" }, input, make("span", {}, label));
  }

  /** @param {() => void} change */
  changed(change) {
    change();
    this.remark = "";
    this.show();
  }

  /**
   * @param {{told: Told, edition: Edition}[]} laws
   * @returns {Node[]}
   */
  answer(laws) {
    const norms = laws.flatMap(({ edition }) => edition.norms);
    const events = Object.assign({}, ...laws.map(({ edition }) => edition.events));
    const remarks = [...(this.remark ? [make("p", { class: "xd-remark" }, this.remark)] : []), ...this.olderLaw(laws)];
    if (this.backwards) {
      const when = this.on === this.today ? "今日" : dayInWords(this.on);
      this.status.textContent = `${when}${this.on === this.today ? `（${dayInWords(this.on)}）` : ""}到期的，发生在哪一天：`;
      return [...remarks, ...dueOn(norms, events, this.on, when, this.days, this.root)];
    }
    const running = norms.filter(({ ways }) => ways.some(({ from }) => from.includes(this.event)));
    const happened = events[this.event]?.title ?? "";
    this.status.textContent = !this.event ? "请选择发生了什么。"
      : running.length ? `${happened}，${dayInWords(this.on)}：算出${running.length}项期限。`
      : laws.length ? "没有从这一日起算的期限，请另选。" : "这一日没有可以适用的规则。";
    const asked = {
      event: this.event, happened, on: this.on, today: this.today, root: this.root, more: this.more, norms,
      law: laws.length ? `《${laws[0].told.title}》` : "", changed: () => this.show(),
      follow: (/** @type {string} */ event, /** @type {number} */ on) => this.changed(() => Object.assign(this, { event, on })),
    };
    const cards = running.map((norm) => card(norm, asked, this.days, running.length < 3));
    return [...remarks, ...(cards.length ? [overview(running, asked, this.days)] : []), ...cards, ...this.otherLaws(laws)];
  }

  /**
   * Says that it is counted by another law than that of the pages.
   *
   * @param {{told: Told}[]} laws
   */
  olderLaw([law]) {
    if (!law || law.told === this.data) return [];
    const { title, year, governing } = law.told;
    const back = () => this.changed(() => (this.earlier = ""));
    return [make("p", { class: "xd-remark" }, `以下按《${title}》（${year}年）计算。${governing ?? ""}`,
      ...(this.on < this.data.since ? [] : [button(`改按《${this.data.title}》计算`, back)]))];
  }

  /**
   * Offers to count by a law that was in force before, where the day asked for does not tell which one governs.
   *
   * @param {{told: Told}[]} laws
   */
  otherLaws([law]) {
    if (!law || law.told !== this.data || this.event === law.told.governedBy) return [];
    const { since } = law.told;
    return this.data.further.filter(({ until }) => until !== null && until < since).map(({ title, year, data }) => make(
      "p", { class: "xd-small xd-other" }, `收到信访事项在${dayInWords(since)}以前的：`,
      button(`按《${title}》（${year}年）计算`, () => this.changed(() => (this.earlier = data)))));
  }
}
