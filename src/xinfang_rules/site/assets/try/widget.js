/**
 * Trying a question in place: a scenario or nothing to start from, its facts to change, and the answer at once.
 *
 * @import { Book, Question, Scenario, State } from "./engine.js"
 * @import { Facts } from "./case.js"
 */

import { Answer, outcome } from "./answer.js";
import { caseFile, decidingDay, factsOf, knownBounds } from "./case.js";
import { dayOf, dayText, today } from "./days.js";
import { copy, folded, make } from "./dom.js";
import { editionAt } from "./engine.js";
import { evaluated, notInForce } from "./evaluated.js";
import { Form } from "./form.js";
import { CalendarError } from "./periods.js";
import { MARK, Presumed } from "./presuming.js";

/** One question on one page. */
export class Widget {
  /**
   * @param {Book} book
   * @param {Question} question
   * @param {Element} place
   * @param {string} root
   */
  constructor(book, question, place, root) {
    this.book = book;
    this.question = question;
    this.place = place;
    this.root = root;
    /** @type {Facts} */
    this.facts = new Map();
    this.on = today();
    this.answer = new Answer(book, root, (fact) => this.form?.show(fact), (fact) => this.form?.places.has(fact) ?? false,
      (fact) => knownBounds(book.facts[fact], this.facts.get(fact)));
    this.result = make("p", { class: "xt-outcome", role: "status", "aria-live": "polite" });
    this.reasons = make("div", { class: "xt-reasons" });
    this.file = make("pre", { class: "xt-file", tabindex: 0, "aria-label": "案件文件" });
    this.copied = make("span", { class: "xt-copied", role: "status" });
    this.controls = make("div", {});
    this.day = make("input", {
      type: "date", required: true, value: dayText(this.on), min: "0001-01-01", max: "9999-12-31",
      input: () => this.#date(),
    });
    this.bundle = editionAt(book, book.editions.length - 1).presumptions[0];
    this.presume = make("input", { type: "checkbox", change: () => this.#update() });
    this.showFile = folded("file", "案件文件", false, this.file);
  }

  start() {
    const copy = make("button", { type: "button", class: "xf-button", click: () => void this.#copy() }, "复制为案件文件");
    this.place.replaceChildren(make("section", { class: "xt", "aria-label": `试算：${this.question.title}` },
      make("p", { class: "xt-advice" }, "试算只供参考，由人决定。所填内容只留在本页：不发送，不保存，关闭即失。请勿填写个人信息。"),
      make("div", { class: "xt-start" },
        make("label", {}, make("span", {}, "从哪个情形开始"), this.#scenarios()),
        make("label", {}, make("span", {}, "判断基准日"), this.day),
        ...(this.bundle ? [make("label", {}, this.presume, ` 没有写明的，采用推定（${this.bundle.name}）`)] : [])),
      this.result, this.reasons, make("h3", { class: "xt-heading" }, "事实"), this.controls,
      make("p", { class: "xt-copy" }, copy, " ", this.copied), this.showFile));
    this.#open();
  }

  /** The scenarios of this question, grouped by the outcome that they show. */
  #scenarios() {
    const { name, answers } = this.question;
    /** @type {Map<string, HTMLOptGroupElement>} */
    const groups = new Map();
    const labels = new Map([...answers, ...Object.entries(this.book.outcomes), ["", "其他"]]);
    for (const [value, label] of labels) groups.set(value, make("optgroup", { label }));
    this.book.scenarios.forEach((scenario, index) => {
      const shown = scenario.shows[name];
      if (shown !== undefined) groups.get(shown)?.append(make("option", { value: index }, scenario.title));
    });
    return make("select", {
      class: "xt-scenarios",
      change: (event) => {
        const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
        const scenario = chosen ? this.book.scenarios[Number(chosen)] : undefined;
        this.#open(scenario);
      },
    }, make("option", { value: "" }, "从空白开始"), ...[...groups.values()].filter((group) => group.children.length));
  }

  /** @param {Scenario} [scenario] */
  #open(scenario) {
    this.facts = factsOf(scenario?.facts ?? []);
    this.on = scenario?.on ?? today();
    this.day.value = dayText(this.on);
    this.form = new Form(this.book, this.question, this.facts, this.root, () => this.#update());
    this.controls.replaceChildren(this.form.element);
    this.#update();
  }

  #date() {
    const day = dayOf(this.day.value);
    if (day === null) return; // half written
    this.on = day;
    this.#update();
  }

  #update() {
    this.copied.textContent = "";
    this.file.textContent = caseFile(this.book, this.facts, this.on);
    const [told, reasons] = this.#told();
    if (this.result.textContent !== told) this.result.textContent = told;
    // What the reader opened stays open, where it is still there.
    const open = [...this.reasons.querySelectorAll("details")].filter((part) => part.open);
    const names = new Set(open.map((part) => part.dataset.part));
    this.reasons.replaceChildren(...reasons);
    for (const part of this.reasons.querySelectorAll("details")) part.open = names.has(part.dataset.part);
  }

  /** @returns {[string, Node[]]} The outcome in one sentence, and its reasons. */
  #told() {
    const { book } = this;
    try {
      const found = evaluated(book, this.facts, this.on);
      if (!found) {
        this.form?.infer(null);
        const day = decidingDay(book, this.facts);
        return [`${notInForce(book, day ?? this.on, day !== null)}。`, []];
      }
      const { edition, violations, state } = found;
      this.form?.infer(violations.length ? null : state);
      if (violations.length) {
        return ["所填事实不能同时成立，请改正后再看结论。", this.answer.refusal(violations, state)];
      }
      const question = edition.questions.find((other) => other.name === this.question.name) ?? this.question;
      const supposed = this.presume.checked && this.bundle && this.#presumed(question, state, this.bundle.name);
      return supposed || [outcome(question, state), this.answer.explanation(question, state)];
    } catch (error) {
      if (!(error instanceof CalendarError)) throw error;
      this.form?.infer(null);
      return ["所填日期太早或者太晚，期限无法计算。", []];
    }
  }

  /**
   * Tells what the answer would be under presumptions, marked, and on which it rests; null if that is no other.
   *
   * @param {Question} question
   * @param {State} state
   * @param {string} name
   * @returns {[string, Node[]] | null}
   */
  #presumed(question, state, name) {
    const bundle = state.edition.presumptions.find((other) => other.name === name);
    const supposed = bundle && new Presumed(state, this.facts, bundle.facts);
    const decision = supposed?.decision(question);
    if (!supposed || !decision) return null;
    const said = outcome(question, supposed.state).replace(`${this.book.outcomes.decided}：`, "");
    const only = decision.presumed ? `${this.book.outcomes.presumed}：` : "";
    const words = supposed.grounds(question).map(({ text }) => text).join("；");
    return [`${only}${said}${MARK}`, [
      make("p", { class: "xt-presumed" }, `推定：${words}；如不符合，请说明。`),
      ...this.answer.explanation(question, supposed.state, state)]];
  }

  #copy() {
    return copy(this.file.textContent ?? "", this.copied, () => {
      this.showFile.open = true;
      getSelection()?.selectAllChildren(this.file);
    });
  }
}
