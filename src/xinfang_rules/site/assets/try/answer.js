/**
 * The answer to a question, with its reasons and citations.
 *
 * @import { Book, Question, Rule, State } from "./engine.js"
 * @import { Violation } from "./admissible.js"
 * @import { Line } from "./reading.js"
 */

import { folded, list, make } from "./dom.js";
import { EITHER, FALSE, TRUE } from "./logic.js";
import { hangsOnNotice, needsOf, normNeedsOf } from "./needs.js";
import { knownWords, normsOf, trace } from "./reading.js";
import { Trace, answerRestsOn, readingKind, readingText, restsOn } from "./readings.js";

const TRUTHS = { [TRUE]: "具备", [FALSE]: "不具备", [EITHER]: "未知" };
const MARKS = { [TRUE]: "yes", [FALSE]: "no", [EITHER]: "open" };

/** How many answers the one sentence that stays in sight can name. */
const FEW = 4;

/**
 * Names what is still possible.
 *
 * @param {Question} question
 * @param {State} state
 */
function possible(question, { book, values }) {
  const mask = values[question.slot];
  const labels = [...question.answers.map(([, label]) => label), book.outcomes.not_applicable];
  return labels.filter((_, bit) => (mask >> bit) & 1);
}

/**
 * Writes the outcome in one sentence.
 *
 * @param {Question} question
 * @param {State} state
 */
export function outcome(question, state) {
  const { book } = state, decision = state.decision(question);
  const read = answerRestsOn(question, new Trace(state)).length ? "（依解释）" : "";
  switch (decision.status) {
    case "decided":
      return `${book.outcomes.decided}：${question.answers[decision.candidates[0]][1]}${read}`;
    case "undetermined":
    case "conflict": {
      const left = possible(question, state);
      const told = left.length > FEW ? `的结论有${left.length}种` : `：${left.map((label) => `“${label}”`).join("")}`;
      return `${book.outcomes[decision.status]}。仍有可能${told}`;
    }
    default:
      return book.outcomes[decision.status] + read;
  }
}

/** Writes answers with links into one site. */
export class Answer {
  /**
   * @param {Book} book
   * @param {string} root The address of the site.
   * @param {(fact: number) => void} show Goes to a fact.
   * @param {(fact: number) => boolean} has Says whether it can.
   * @param {(fact: number) => string} bounds Says within which bounds a day is known already; empty if within none.
   */
  constructor(book, root, show, has, bounds) {
    this.book = book;
    this.root = root;
    this.show = show;
    this.has = has;
    this.bounds = bounds;
  }

  /**
   * Explains why facts cannot be true together. Code, constraint and facts stand beside the words, as in the library.
   *
   * @param {Violation[]} violations
   * @param {State} state What the facts say, as far as it was taken.
   */
  refusal(violations, state) {
    return violations.flatMap(({ constraint, slots }) => {
      const facts = [...new Set(slots.map((slot) => state.engine.names.get(slot)?.fact))].join(" ");
      const fields = { "data-code": "contradiction", "data-constraint": constraint.id, "data-facts": facts };
      const grounds = `：${constraint.because}${constraint.reading ?? ""}`;
      const title = make("strong", {}, constraint.title);
      return [
        make("p", fields, title, grounds, ...this.#sources(constraint.cites)),
        list(slots.map((slot) => [`${state.engine.names.get(slot)?.title}：${knownWords(slot, state)}`])),
      ];
    });
  }

  /**
   * @param {Question} question
   * @param {State} state
   * @param {State} [stated] What follows from what is stated alone, where the other is under presumptions.
   * @returns {Node[]}
   */
  explanation(question, state, stated = state) {
    const { edition } = state;
    const decision = state.decision(question), needs = needsOf(question, state);
    /** @type {Node[]} */
    const parts = [];
    for (const rule of decision.rules) parts.push(...this.#reason(rule, state));
    const told = new Set(decision.rules.map((rule) => rule.id));
    parts.push(...this.#readings(answerRestsOn(question, new Trace(state)).filter((id) => !told.has(id)), state));
    if (decision.alternatives.length) {
      const labels = decision.alternatives.map((bit) => question.answers[bit][1]).join("”“");
      parts.push(make("p", {}, `也符合“${labels}”的条件，但以上述结论为先。`));
    }
    if (decision.status === "not_applicable" && question.arises !== undefined) {
      parts.push(make("p", {}, "提出此问题的条件：", ...this.#sources(question.cites)));
      parts.push(lines(trace(edition.units[question.arises], state)));
    }
    const left = possible(question, state);
    if (left.length > FEW) parts.push(make("p", {}, `仍有可能：${left.map((label) => `“${label}”`).join("")}`));
    if (needs.length) {
      const items = needs.map((index) => [this.#ask(index), `（${this.book.facts[index].title}）`, this.bounds(index)]);
      parts.push(make("h3", {}, "还需查明（越靠前越能决定结论）"), make("ol", {}, ...items.map((item) => make("li", {}, ...item))));
    }
    if (hangsOnNotice(question, state)) parts.push(make("p", {}, "结论还取决于尚未公布的放假安排。"));
    parts.push(this.#rules(question, state));
    parts.push(...this.#norms(stated));
    return parts;
  }

  /**
   * @param {Rule} rule
   * @param {State} state
   * @returns {Node[]}
   */
  #reason(rule, state) {
    const told = trace(state.edition.units[rule.unit], state);
    if (rule.otherwise) told.push({ text: "其余各项的条件都不具备。" });
    return [
      make("p", { class: "xt-source" }, "依据：", ...this.#cites(rule.cites)),
      make("p", {}, "规则：", this.link(rule.at, rule.title), "。因为："),
      lines(told),
      ...this.#readings(rule.reading ? [rule.id] : [], state),
    ];
  }

  /**
   * Writes readings, each in a paragraph.
   *
   * @param {string[]} ids
   * @param {State} state
   */
  #readings(ids, state) {
    return ids.map((id) => make("p", { class: "xt-reading" }, `${readingKind(id, this.book)}：${readingText(id, state)}`));
  }

  /** @param {number} index The number of a fact. */
  #ask(index) {
    return make("button", { type: "button", class: "xt-link", click: () => this.show(index) }, this.book.facts[index].ask);
  }

  /**
   * Asks for what would leave less possible for a norm; what the form does not hold stands on a page of its own.
   *
   * @param {number[]} facts
   * @returns {Node[]}
   */
  #asked(facts) {
    if (!facts.length) return [];
    return [make("p", { class: "xt-asked" }, "还需查明：", ...facts.flatMap((index, number) => [
      number ? "；" : "",
      this.has(index) ? this.#ask(index) : this.link(this.book.facts[index].at, this.book.facts[index].ask),
      this.bounds(index),
    ]))];
  }

  /**
   * Lists the rules of a question in their order: which hold, which may, which do not.
   *
   * @param {Question} question
   * @param {State} state
   */
  #rules(question, state) {
    const rows = question.lines.flat().map((index) => {
      const rule = state.edition.rules[index];
      const own = state.unit(rule.unit), held = state.held(index);
      const told = held === TRUE ? "成立" : own === TRUE && held === FALSE ? "条件具备，但以先行判断的结论或者例外为准"
        : held === FALSE ? "不成立" : "尚不能确定";
      const answer = question.answers[rule.answer ?? 0][1];
      return make("li", { class: "xt-rule" },
        make("strong", {}, answer), "：", this.link(rule.at, rule.title), "。",
        make("em", {}, told), "。", ...this.#sources(rule.cites),
        ...(held === FALSE && own === TRUE ? [] : [lines(trace(state.edition.units[rule.unit], state))]));
    });
    return folded("rules", "各条规则在本情形中是否成立", false, make("ol", {}, ...rows));
  }

  /** @param {State} state */
  #norms(state) {
    /** @type {Node[]} */
    const parts = [];
    const found = normsOf(state), hanging = normNeedsOf(state);
    if (found.length) {
      const walk = new Trace(state);
      const items = found.map(({ rule, due, status, waits }) => {
        const read = restsOn(rule, walk);
        return [
          `${rule.norm?.bearer}：`, this.link(rule.at, rule.title), `。${due ? `最后一日：${due}。` : ""}状态：${status}`,
          read.length ? "（依解释）。" : "。",
          waits ? "所涉年份的放假安排尚未公布，最后一日须待公布后确定。" : "", ...this.#sources(rule.cites),
          ...this.#readings(read, state),
          ...this.#asked(hanging.get(state.edition.rules.indexOf(rule)) ?? []),
        ];
      });
      parts.push(folded("norms", `按所填事实确定适用的义务、权利和禁止（${found.length}项）`, false, list(items)));
    }
    const notes = state.edition.rules.filter((rule) => rule.note && state.unit(rule.unit) === TRUE);
    if (notes.length) {
      const items = notes.map((rule) => [`${rule.note}`, ...this.#sources(rule.cites)]);
      parts.push(folded("notes", `提示（${notes.length}项）`, false, list(items)));
    }
    return parts;
  }

  /**
   * Links to a place of the site.
   *
   * @param {string} at
   * @param {string} text
   */
  link(at, text) {
    return make("a", { href: this.root + at }, text);
  }

  /** @param {number[]} [places] */
  #sources(places = []) {
    return places.length ? ["（", ...this.#cites(places), "）"] : [];
  }

  /** @param {number[]} places */
  #cites(places) {
    return places.flatMap((place, number) => {
      const [label, quote, at] = this.book.citations[place];
      return [number ? "；" : "", at ? this.link(at, label) : label, `“${quote}”`];
    });
  }
}

/**
 * @param {Line[]} told
 * @returns {HTMLUListElement}
 */
function lines(told) {
  return make("ul", { class: "xt-lines" }, ...told.map((line) => {
    const item = make("li", {});
    if (line.truth) {
      const mark = /** @type {1 | 2 | 3} */ (line.truth);
      item.append(make("span", { class: `xt-mark xt-${MARKS[mark]}` }, TRUTHS[mark]), " ");
    }
    item.append(line.text, line.known ? `（${line.known}）` : "");
    if (line.lines?.length) item.append(lines(line.lines));
    return item;
  }));
}
