/**
 * What an interview has found, as it is shown and printed: the answers, the first last day, what is to be done next, and
 * what all of it rests on.
 *
 * @import { Question, Rule } from "../try/engine.js"
 * @import { Answer } from "../try/answer.js"
 * @import { Supposed } from "../try/presuming.js"
 * @import { Interview, Led } from "./stated.js"
 * @import { Standing, View } from "./view.js"
 */

import { outcome } from "../try/answer.js";
import { dayInWords, dayText } from "../try/days.js";
import { list, make } from "../try/dom.js";
import { NEVER } from "../try/logic.js";
import { MARK } from "../try/presuming.js";
import { Trace, answerRestsOn, readingKind, readingText, restsOn } from "../try/readings.js";
import { ORDINARY } from "./stated.js";
import { linkButton } from "./taking.js";
import { governedWords, leftWords, untilWords, verb } from "./words.js";

/** What is shown of the steps at once. */
const MOST_STEPS = 8;

/**
 * Puts presumed facts together that may be presumed for the same reason.
 *
 * @param {Supposed[]} facts
 */
export function bySet(facts) {
  const sets = [...new Set(facts.map(({ set }) => set))];
  return sets.map((set) => facts.filter((fact) => fact.set === set)).map((facts) => ({ ...facts[0], facts }));
}

/** Writes what a view has found. */
export class Conclusion {
  /**
   * @param {Led} led
   * @param {Interview} interview
   * @param {View} view
   * @param {Answer} explaining Writes reasons, with links into the site.
   * @param {(question: string) => void} ask Asks a question, or asks it again.
   */
  constructor(led, interview, view, explaining, ask) {
    this.led = led;
    this.on = interview.on;
    this.view = view;
    this.explaining = explaining;
    this.ask = ask;
    this.trace = new Trace(view.state);
    this.open = view.useful();
    this.resting = view.resting();
  }

  /** Says in one sentence what was found. */
  headline() {
    const { first, questions } = this.view;
    const answers = questions.map((question) => `${question.title}：${this.#outcome(question)}`).join("；");
    return `${answers}。最后一日：${first ? dayInWords(Number(first.due)) : this.#noDay()}。`;
  }

  /**
   * Returns all parts.
   *
   * @param {string | null} asked What is being asked: what that tells is not told again.
   */
  parts(asked) {
    const { view } = this;
    const governed = governedWords(view.state);
    return [
      ...view.questions.map((question) => this.#question(question)),
      this.#lastDay(),
      ...this.#steps(view.steps.filter((step) => step !== view.first)),
      ...(asked ? [] : this.#stillOpen()),
      ...(asked === ORDINARY ? [] : this.#presumed()),
      ...this.#notes(),
      ...(governed ? [make("p", { class: "xw-note" }, governed)] : []),
      this.#reasons(),
    ];
  }

  /** @param {Question} question */
  #outcome(question) {
    const mark = this.view.presumed?.decision(question) ? MARK : "";
    return outcome(question, this.view.state).replace(`${this.led.book.outcomes.decided}：`, "").replace(/。$/, "") + mark;
  }

  /** @param {Question} question */
  #question(question) {
    const { state } = this.view, { rules } = state.decision(question);
    const cites = [...new Set(rules.flatMap((rule) => rule.cites))];
    const ids = [...rules.filter(({ reading }) => reading).map(({ id }) => id), ...answerRestsOn(question, this.trace)];
    return make("section", { class: "xw-found" },
      make("h3", {}, question.title),
      make("p", { class: "xw-outcome" }, this.#outcome(question)),
      ...(cites.length ? [make("p", { class: "xw-ground" }, "依据：", ...this.#cites(cites))] : []),
      ...this.#readings(ids));
  }

  #noDay() {
    const { contenders, state, undecided } = this.view;
    if (!undecided.length && !contenders.length) return "这一方没有正在计算的期限";
    const [norm, ...others] = contenders.filter(({ applies }) => applies);
    const until = norm && !others.length ? untilWords(norm, state.edition.rules[norm.index]) : "";
    return until.startsWith("最后一日") ? `${until.replace("最后一日", "")}（尚不能确定）` : "尚不能确定";
  }

  #lastDay() {
    const { first, state } = this.view, heading = make("h3", {}, "最后一日");
    if (!first) return make("section", { class: "xw-found" }, heading, make("p", { class: "xw-outcome" }, this.#noDay()));
    const rule = state.edition.rules[first.index], late = Number(first.due) < this.on;
    return make("section", { class: "xw-found" }, heading,
      make("p", { class: `xw-outcome${late ? " xw-late" : ""}` }, dayInWords(Number(first.due)),
        make("span", { class: "xw-left" }, `（${leftWords(first, this.on)}）`)),
      make("p", {}, make("strong", {}, String(rule.norm?.bearer)), "　", ...this.#deed(first, rule)),
      ...(rule.norm?.period ? [make("p", { class: "xw-ground" }, `期限：${rule.norm.period}。`, ...this.#counted(rule))] : []),
      make("p", { class: "xw-ground" }, "依据：", ...this.#cites(rule.cites)),
      ...this.#waiting(first),
      ...this.#readings([...(rule.reading ? [rule.id] : []), ...restsOn(rule, this.trace)]));
  }

  /**
   * Links to where it is shown how a last day is counted, if the day is known from which it is.
   *
   * @param {Rule} rule
   */
  #counted({ norm }) {
    const { book, engine, known } = this.view.state, { calculator } = this.led.guide;
    const [start = -1] = norm?.reads ?? [], day = known[start], fact = engine.factOf.get(start);
    if (!calculator || fact === undefined || day !== known[start + 1] || day >= NEVER) return [];
    const link = this.explaining.link(`${calculator}#event=${book.facts[fact].name}&on=${dayText(day)}`, "在日历上逐日看");
    return [make("span", { class: "xw-screen" }, link)];
  }

  /**
   * Writes what must, may or must not be done.
   *
   * @param {Standing} norm
   * @param {Rule} rule
   */
  #deed({ index }, rule) {
    const mark = this.view.presumed?.changes(index) ? MARK : "";
    return [verb(rule), this.explaining.link(rule.at, rule.title), mark];
  }

  /** @param {Standing} norm */
  #waiting({ index }) {
    if (!this.view.state.dues[index]?.waits) return [];
    return [make("p", { class: "xw-note" }, "所涉年份的放假安排尚未公布，最后一日须待公布后确定。")];
  }

  /** @param {Standing[]} steps */
  #steps(steps) {
    if (!steps.length) return [];
    const title = `${this.view.first ? "此外" : "下一步"}（已经做了的除外）`, more = steps.slice(MOST_STEPS);
    return [make("section", { class: "xw-steps" }, make("h3", {}, title), ...this.#byBearer(steps.slice(0, MOST_STEPS)),
      ...(more.length ? [make("details", { class: "xw-more" }, make("summary", {}, `另有${more.length}项`),
        ...this.#byBearer(more))] : []))];
  }

  /** @param {Standing[]} steps */
  #byBearer(steps) {
    const { rules } = this.view.state.edition;
    const bearers = new Set(steps.map(({ index }) => String(rules[index].norm?.bearer)));
    return [...bearers].flatMap((bearer) => [
      make("p", { class: "xw-bearer" }, bearer),
      list(steps.filter(({ index }) => rules[index].norm?.bearer === bearer).map((step) => {
        const rule = rules[step.index], until = untilWords(step, rule), read = restsOn(rule, this.trace).length;
        return [...this.#deed(step, rule), read ? "（依解释）" : "", "（", ...this.#cites(rule.cites, false),
          until ? `；${until}` : "", "）", ...this.#waiting(step)];
      })),
    ]);
  }

  #stillOpen() {
    if (!this.open.length) return [];
    return [make("section", { class: "xw-open" }, make("h3", {}, "还要查明"), list(this.open.map(({ fact }) => {
      const { ask, name } = this.led.book.facts[fact];
      return [this.#button(ask, name)];
    })))];
  }

  #presumed() {
    if (!this.resting.length) return [];
    return [make("section", { class: "xw-presumed" }, make("h3", {}, "所依据的推定（没有问到，按通常情形认定；不符合的，请更正）"),
      ...bySet(this.resting).flatMap(({ facts, because }) => [
        list(facts.map(({ fact, text }) => [text, " ", this.#button("更正", this.led.book.facts[fact].name, text)])),
        make("p", { class: "xw-because" }, `理由：${because}`)]))];
  }

  #notes() {
    const { state } = this.view;
    const notes = state.edition.rules.filter((rule) => rule.note && state.unit(rule.unit) === 1);
    if (!notes.length) return [];
    return [make("section", { class: "xw-notes" }, make("h3", {}, "提示"), list(notes.map((rule) =>
      [String(rule.note), "（", ...this.#cites(rule.cites, false), "）"])))];
  }

  #reasons() {
    const { questions, state, stated } = this.view;
    return make("details", { class: "xw-why" }, make("summary", {}, "逐条理由，以及全部有关的义务和权利"),
      ...questions.flatMap((question) => this.explaining.explanation(question, state, stated)));
  }

  /**
   * Names provisions, each linked to its place; the instrument that governs is not named again.
   *
   * @param {number[]} places
   * @param {boolean} [quoted]
   */
  #cites(places, quoted = true) {
    const told = new Map(places.map((place) => {
      const [title, quote, at] = this.led.book.citations[place];
      const label = title.replace(`《${this.led.book.instrument}》`, ""), text = quoted ? `${label}“${quote}”` : label;
      return [text, [at ? this.explaining.link(at, label) : label, quoted ? `“${quote}”` : ""]];
    }));
    return [...told.values()].flatMap((parts, number) => (number ? ["；", ...parts] : parts));
  }

  /** @param {string[]} ids */
  #readings(ids) {
    return [...new Set(ids)].map((id) =>
      make("p", { class: "xw-reading" }, `${readingKind(id, this.led.book)}：${readingText(id, this.view.state)}`));
  }

  /**
   * @param {string} text
   * @param {string} question
   * @param {string} [about] What it is about, for those who do not see what it stands beside.
   */
  #button(text, question, about) {
    return linkButton(text, () => this.ask(question), about && `${about}：${text}`);
  }
}
