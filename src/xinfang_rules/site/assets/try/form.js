/**
 * The facts of a case as controls, grouped by stage; each can be left unknown.
 *
 * @import { Book, Fact, Question, State } from "./engine.js"
 * @import { Facts, Stated } from "./case.js"
 */

import { folded, make } from "./dom.js";
import { EITHER, FALSE, TRUE } from "./logic.js";
import { UNKNOWN_DAY, boundsInWords } from "./case.js";
import { dayOf, dayText } from "./days.js";
import { slotsOf } from "./engine.js";
import { knownWords } from "./reading.js";

const UNKNOWN = "未知";

let widgets = 0;

/** The controls of one question. */
export class Form {
  /**
   * @param {Book} book
   * @param {Question} question
   * @param {Facts} facts Changed in place, as the reader changes the controls.
   * @param {string} root The address of the site.
   * @param {() => void} changed Called after every change.
   */
  constructor(book, question, facts, root, changed) {
    this.book = book;
    this.facts = facts;
    this.root = root;
    this.changed = changed;
    this.prefix = `xinfang-try-${(widgets += 1)}`;
    /** @type {Map<number, HTMLElement>} The place of each fact. */
    this.places = new Map();
    /** @type {Map<number, HTMLElement>} What other facts say of each fact. */
    this.inferred = new Map();
    const linked = [...new Set([...question.linked, ...facts.keys()])]
      .filter((index) => !question.facts.includes(index))
      .sort((one, other) => one - other);
    this.element = make("form", { class: "xt-facts", submit: (event) => event.preventDefault() });
    for (const [title, indices] of this.#groups(question.facts)) this.element.append(this.#group(title, indices));
    if (linked.length) {
      const group = this.#group("其他有关事实", linked);
      group.querySelector("summary")?.after(make("p", { class: "xt-help" },
        "本问题的规则不读取这些事实；它们与上面的事实相互印证，或者写在所选的情形里。"));
      this.element.append(group);
    }
  }

  /**
   * Goes to a fact: opens the group it stands in and puts the keyboard there.
   *
   * @param {number} index
   */
  show(index) {
    const place = this.places.get(index);
    place?.closest("details")?.setAttribute("open", "");
    place?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null | undefined} */ (
      place?.querySelector("input:checked, select, input:not([type=radio])"))?.focus({ preventScroll: true });
  }

  /**
   * Shows what follows for facts that the reader left unknown.
   *
   * @param {State | null} state
   */
  infer(state) {
    for (const [index, place] of this.inferred) {
      const fact = this.book.facts[index];
      const told = [];
      if (state) {
        for (const slot of slotsOf(this.book, state.edition, index)) {
          if (!state.derived.has(slot)) continue;
          const member = fact.kind === "set" ? `${state.engine.names.get(slot)?.title}：` : "";
          told.push(member + knownWords(slot, state));
        }
      }
      place.textContent = told.length ? `由其他事实推知：${told.join("；")}` : "";
    }
  }

  /**
   * @param {number[]} indices
   * @returns {Map<string, number[]>}
   */
  #groups(indices) {
    const groups = new Map();
    for (const index of indices) {
      const { group } = this.book.facts[index];
      groups.set(group, [...(groups.get(group) ?? []), index]);
    }
    return groups;
  }

  /**
   * @param {string} title
   * @param {number[]} indices
   */
  #group(title, indices) {
    const stated = indices.some((index) => this.facts.has(index));
    const heading = `${title}（${indices.length}项）`;
    return folded(title, heading, stated, ...indices.map((index) => this.#fact(index)));
  }

  /** @param {number} index */
  #fact(index) {
    const fact = this.book.facts[index];
    const id = `${this.prefix}-${index}`;
    const inferred = make("p", { class: "xt-inferred" });
    const help = make("p", { class: "xt-help", id: `${id}-help` }, fact.ask, fact.meaning ? `（${fact.meaning}）` : "", " ",
      make("a", { href: this.root + fact.at, "aria-label": `${fact.title}：事实定义` }, "定义"));
    const place = make("fieldset", { class: "xt-fact", "aria-describedby": help.id },
      make("legend", {}, fact.title), help, this.#control(fact, index, id), inferred);
    this.places.set(index, place);
    this.inferred.set(index, inferred);
    return place;
  }

  /**
   * @param {Fact} fact
   * @param {number} index
   * @param {string} id
   */
  #control(fact, index, id) {
    const stated = this.facts.get(index);
    const state = (/** @type {Stated | undefined} */ value) => this.#state(index, value);
    switch (fact.kind) {
      case "bool":
        return threeWays(id, Number(stated ?? EITHER), (mask) => state(mask === EITHER ? undefined : mask));
      case "set": {
        const members = fact.members ?? [];
        const masks = Array.isArray(stated) ? [...stated] : members.map(() => EITHER);
        return make("div", {}, ...members.map(([, label], member) =>
          make("fieldset", { class: "xt-member" }, make("legend", {}, label),
            threeWays(`${id}-${member}`, masks[member], (mask) => {
              masks[member] = mask;
              state(masks.some((known) => known !== EITHER) ? [...masks] : undefined);
            }))));
      }
      case "enum": {
        const { members = [] } = fact, [chosen] = members.find((_, bit) => stated === 1 << bit) ?? [""];
        return choice(fact.title, [["", UNKNOWN], ...members], chosen, (value) =>
          state(value ? 1 << members.findIndex(([name]) => name === value) : undefined));
      }
      case "count":
        return make("input", {
          type: "number", inputmode: "numeric", min: fact.least ?? 0, step: 1, placeholder: UNKNOWN,
          "aria-label": `${fact.title}，不填为${UNKNOWN}`, value: typeof stated === "number" ? stated : "",
          input: (event) => {
            const { validity, valueAsNumber: number } = /** @type {HTMLInputElement} */ (event.target);
            state(validity.valid && Number.isInteger(number) ? number : undefined);
          },
        });
      case "date":
        return day(fact, stated, state);
    }
  }

  /**
   * @param {number} index
   * @param {Stated | undefined} value
   */
  #state(index, value) {
    if (value === undefined) this.facts.delete(index);
    else this.facts.set(index, value);
    this.changed();
  }
}

/**
 * @param {string} id
 * @param {number} mask
 * @param {(mask: number) => void} changed
 */
function threeWays(id, mask, changed) {
  /** @type {[number, string][]} */
  const ways = [[TRUE, "是"], [FALSE, "否"], [EITHER, UNKNOWN]];
  return make("div", { class: "xt-ways" }, ...ways.map(([value, label]) =>
    make("label", {},
      make("input", { type: "radio", name: id, value, checked: mask === value, change: () => changed(value) }),
      make("span", {}, label))));
}

/**
 * @param {string} title
 * @param {[string, string][]} options
 * @param {string} chosen
 * @param {(value: string) => void} changed
 */
function choice(title, options, chosen, changed) {
  return make("select", {
    "aria-label": title,
    change: (event) => changed(/** @type {HTMLSelectElement} */ (event.target).value),
  }, ...options.map(([value, label]) => make("option", { value, selected: value === chosen }, label)));
}

/**
 * @param {Fact} fact
 * @param {Stated | undefined} stated
 * @param {(value: Stated | undefined) => void} changed
 */
function day(fact, stated, changed) {
  const known = typeof stated === "number" && stated !== UNKNOWN_DAY;
  const bounded = Array.isArray(stated);
  const told = bounded ? "bounds" : stated === undefined ? (fact.origin ? "unknown" : "never") : known ? "day" : "unknown";
  const input = make("input", {
    type: "date", "aria-label": `${fact.title}：日期`, value: known ? dayText(Number(stated)) : "", hidden: !known,
    min: "0001-01-01", max: "9999-12-31", input: () => tell("day"),
  });
  /** @param {string} way */
  function tell(way) {
    input.hidden = way !== "day";
    if (way === "bounds") changed(stated);
    else if (way === "day") changed(dayOf(input.value) ?? UNKNOWN_DAY);
    else changed(way === "unknown" && !fact.origin ? UNKNOWN_DAY : undefined);
  }
  /** @type {[string, string][]} */
  const ways = [["unknown", UNKNOWN], ["day", "有日期"]];
  if (!fact.origin) ways.unshift(["never", fact.setDay ? "没有指定" : "尚未发生"]);
  if (bounded) ways.push(["bounds", boundsInWords(stated)]);
  return make("div", { class: "xt-day" }, choice(fact.title, ways, told, tell), input);
}
