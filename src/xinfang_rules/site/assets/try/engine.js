/**
 * One evaluation: facts, constraints, then stratum by stratum conditions, concepts, questions and norms.
 *
 * @typedef {import("./logic.js").Row} Row
 * @typedef {import("./logic.js").Values} Values
 * @typedef {import("./admissible.js").Constraint} Constraint
 * @typedef {import("./admissible.js").Violation} Violation
 * @typedef {import("./periods.js").Norm} Norm
 * @typedef {import("./periods.js").Due} Due
 *
 * @typedef {object} Fact
 * @property {string} name
 * @property {"bool" | "enum" | "set" | "count" | "date"} kind
 * @property {string} title
 * @property {string} group
 * @property {string} ask
 * @property {string} [meaning]
 * @property {string} at Its address from the root of the site.
 * @property {[string, string][]} [members]
 * @property {string[]} [says] Of an enumeration, that it has each value, as a sentence.
 * @property {number} [least]
 * @property {boolean} [origin] For a date: left out, it is unknown; any other date left out has not happened.
 * @property {boolean} [setDay] For a date: somebody set it as a last day.
 *
 * @typedef {object} Rule
 * @property {string} id
 * @property {string} title
 * @property {string} at
 * @property {number[]} cites
 * @property {number} unit
 * @property {number[]} [by] The rules that displace it by exception.
 * @property {number} [answer]
 * @property {number[]} [facts] If it decides: the facts on which its condition rests.
 * @property {boolean} [otherwise]
 * @property {string} [reading] The reading it takes where the text is silent.
 * @property {number} [readingWhen] Where that counts; left out if it does wherever the rule holds.
 * @property {boolean} [grave] Whether it gives a liability.
 * @property {boolean} [general]
 * @property {string} [note]
 * @property {Norm} [norm]
 * @property {number[]} [reads] Of a norm that may be open: the facts on which it rests.
 * @property {number[]} [linked] The further facts that constraints tie to those.
 *
 * @typedef {object} Question
 * @property {string} name
 * @property {string} title
 * @property {number} slot
 * @property {number} [arises]
 * @property {boolean} [exhaustive]
 * @property {number[]} [cites]
 * @property {string} [reading] The reading that is taken on when it arises.
 * @property {number[]} [grave] The answers that are refusals.
 * @property {[string, string][]} answers
 * @property {number[][]} lines Its rules; each line displaces every later one.
 * @property {number[]} facts The facts that its rules read, directly or through others.
 * @property {number[]} linked The further facts that constraints tie to those.
 *
 * @typedef {{name: string, title: string, slot: number, rules: number[]}} Concept
 * @typedef {{concepts: number[], questions: number[], norms: number[]}} Steps
 *
 * @typedef {object} Edition
 * @property {number} since
 * @property {number[]} blank The values of a case that says nothing.
 * @property {number[]} slots The first slot of each fact.
 * @property {number[]} units The rows of the conditions of rules and periods.
 * @property {Constraint[]} constraints
 * @property {Concept[]} concepts
 * @property {Question[]} questions
 * @property {Rule[]} rules
 * @property {Steps[]} strata What is settled, in order.
 * @property {Steps[]} decisive The same, as far as some answer rests on it.
 * @property {string} [rollOn] The reading of whose last day gives way to the next working day.
 * @property {number[]} numbers The parameters.
 * @property {number[]} timed The facts that a period on which answers rest runs from or to, what prolongs it, and what
 *   is put in an order with any of that.
 * @property {number[]} timedNorms The same of the periods of all norms that may be open.
 * @property {Row[]} nodes
 * @property {Record<string, [string, string]>} words
 *
 * @typedef {object} Like An edition that is another one but for some parts.
 * @property {number} since
 * @property {number} like The place of the other one.
 * @property {[(string | number)[], any][]} differs Where, and what stands there.
 *
 * @typedef {{title: string, on: number, facts: (number | number[])[], shows: Record<string, string>}} Scenario
 *
 * @typedef {object} Book Everything the rulebook was exported as.
 * @property {string} instrument
 * @property {number | null} until
 * @property {number} governedBy
 * @property {Fact[]} facts
 * @property {Record<string, string[]>} statuses The statuses of each kind of norm, in mask order.
 * @property {Record<string, string>} labels Of the statuses.
 * @property {Record<string, string>} outcomes The labels of a decision's statuses.
 * @property {{first: number, last: number, different: number[], open: number[]}} calendar
 * @property {[string, string, string?][]} citations
 * @property {(Edition | Like)[]} editions The newest of them is there in full.
 * @property {Scenario[]} scenarios
 *
 * @typedef {object} Decision
 * @property {"decided" | "undetermined" | "not_applicable" | "conflict" | "no_rule"} status
 * @property {number[]} candidates The answers still possible.
 * @property {number[]} alternatives Answers whose own conditions hold but which are displaced.
 * @property {Rule[]} rules The rules that give the answer.
 */

import { complete } from "./admissible.js";
import { EITHER, FALSE, NEVER, TRUE, truth } from "./logic.js";
import { WorkingCalendar, dueOf, statusesOf } from "./periods.js";

/** What an evaluation has found. */
export class State {
  /**
   * @param {Engine} engine
   * @param {Values} values
   * @param {number} today
   * @param {Map<number, Constraint>} derived
   */
  constructor(engine, values, today, derived) {
    this.book = engine.book;
    this.edition = engine.edition;
    this.calendar = engine.calendar;
    this.events = engine.events;
    this.values = values;
    this.today = today;
    this.derived = derived;
    /** @type {Int8Array} The truth of each unit, 0 where it was not asked for yet. */
    this.truths = new Int8Array(this.edition.units.length);
    /** @type {Int8Array} The truth of each rule, after what displaces it. */
    this.holds = new Int8Array(this.edition.rules.length).fill(EITHER);
    /** @type {Map<number, Due>} */
    this.dues = new Map();
    /** @type {Map<string, Decision>} */
    this.decisions = new Map();
  }

  /** @param {number} unit */
  unit(unit) {
    return (this.truths[unit] ||= truth(this.edition.nodes, this.edition.units[unit], this.values));
  }
}

/** Evaluates cases by one edition. */
export class Engine {
  /**
   * @param {Book} book
   * @param {Edition} edition
   */
  constructor(book, edition) {
    this.book = book;
    this.edition = edition;
    this.calendar = new WorkingCalendar(book.calendar);
    this.blank = Int32Array.from(edition.blank);
    /** The slots of the dates that record what happened. */
    this.events = new Set(edition.slots.filter((_, index) => isEvent(book.facts[index])));
  }

  /**
   * Completes what a case says by the constraints.
   *
   * @param {Values} values Narrowed in place.
   * @param {number} today
   */
  complete(values, today) {
    return complete(this.edition.nodes, this.edition.constraints, values, today, this.events);
  }

  /**
   * Evaluates; what is known must be admissible and complete.
   *
   * @param {Values} values Filled in further, in place.
   * @param {number} today
   * @param {Map<number, Constraint>} [derived]
   * @param {Steps[]} [strata] What to settle; everything if not given.
   */
  run(values, today, derived = new Map(), strata = this.edition.strata) {
    const { edition } = this;
    const state = new State(this, values, today, derived);
    for (const { concepts, questions, norms } of strata) {
      for (const index of concepts) settleConcept(edition.concepts[index], state);
      for (const index of questions) settleQuestion(edition.questions[index], state);
      for (const index of norms) settleNorm(index, state);
    }
    return state;
  }
}

/** @param {Fact} fact */
export function isEvent(fact) {
  return fact.kind === "date" && !fact.setDay;
}

/**
 * Returns the edition in force on a day; undefined before the first and after the instrument's end.
 *
 * @param {Book} book
 * @param {number} day
 */
export function editionOn(book, day) {
  if (book.until !== null && day > book.until) return undefined;
  const place = book.editions.filter((edition) => edition.since <= day).length - 1;
  return place < 0 ? undefined : editionAt(book, place);
}

/**
 * Returns an edition in full; it is put together once.
 *
 * @param {Book} book
 * @param {number} place
 * @returns {Edition}
 */
export function editionAt(book, place) {
  const found = book.editions[place];
  if (!("like" in found)) return found;
  const made = JSON.parse(JSON.stringify(editionAt(book, found.like)));
  for (const [path, value] of [...found.differs, [["since"], found.since]]) {
    const last = path.length - 1;
    /** @type {any} */
    let part = made;
    for (const step of path.slice(0, last)) part = part[step];
    part[path[last]] = value;
  }
  book.editions[place] = made;
  return made;
}

/**
 * Returns the truth of a rule: its condition holds, and that of no rule displacing it by exception does.
 *
 * @param {Rule} rule
 * @param {State} state
 */
function displaced(rule, state) {
  let held = state.unit(rule.unit);
  for (const index of rule.by ?? []) {
    const other = state.unit(state.edition.rules[index].unit);
    if (!(other & FALSE)) return FALSE;
    if (other & TRUE) held |= FALSE;
  }
  return held;
}

/**
 * @param {Concept} concept
 * @param {State} state
 */
function settleConcept(concept, state) {
  let found = FALSE;
  for (const index of concept.rules) {
    const held = (state.holds[index] = displaced(state.edition.rules[index], state));
    if (held === TRUE) found = TRUE;
    else if (held & TRUE && found !== TRUE) found = EITHER;
  }
  state.values[concept.slot] = found;
}

/**
 * A rule displaces every rule of a later line as soon as its own condition holds, even where it is itself displaced.
 *
 * @param {Question} question
 * @param {State} state
 */
function settleQuestion(question, state) {
  const { rules } = state.edition;
  let possible = 0, certain = 0;
  let earlierMay = false, earlierMust = false;
  for (const line of question.lines) {
    let may = false, must = false;
    for (const index of line) {
      const own = state.unit(rules[index].unit);
      let held = displaced(rules[index], state);
      if (earlierMust) held = FALSE;
      else if (earlierMay) held |= FALSE;
      state.holds[index] = held;
      const bit = 1 << (rules[index].answer ?? 0);
      if (held & TRUE) possible |= bit;
      if (held === TRUE) certain |= bit;
      may ||= (own & TRUE) !== 0;
      must ||= own === TRUE;
    }
    earlierMay ||= may;
    earlierMust ||= must;
  }
  const arises = question.arises === undefined ? TRUE : state.unit(question.arises);
  const mask = maskOf(question, arises, possible, certain);
  state.values[question.slot] = mask;
  state.decisions.set(question.name, decision(question, arises, mask, state));
}

/**
 * @param {Question} question
 * @param {number} arises
 * @param {number} possible
 * @param {number} certain
 */
function maskOf(question, arises, possible, certain) {
  const notApplicable = 1 << question.answers.length;
  if (!(arises & TRUE)) return notApplicable;
  let mask = certain || possible;
  if (!certain && !(question.exhaustive && possible)) mask |= notApplicable << 1;
  return arises & FALSE ? mask | notApplicable : mask;
}

/**
 * @param {Question} question
 * @param {number} arises
 * @param {number} mask
 * @param {State} state
 * @returns {Decision}
 */
function decision(question, arises, mask, state) {
  const none = { candidates: [], alternatives: [], rules: [] };
  if (!(arises & TRUE)) return { ...none, status: "not_applicable" };
  const candidates = question.answers.map((_, bit) => bit).filter((bit) => (mask >> bit) & 1);
  const possible = question.lines.flat().filter((index) => state.holds[index] & TRUE);
  const certain = possible.filter((index) => state.holds[index] === TRUE);
  /** @param {number[]} indices */
  const named = (indices) => indices.map((index) => state.edition.rules[index]);
  if (arises === TRUE && new Set(named(certain).map((rule) => rule.answer)).size > 1) {
    return { ...none, status: "conflict", candidates, rules: named(certain) };
  }
  if (arises === TRUE && candidates.length === 1 && mask === 1 << candidates[0]) {
    const rules = named(certain.length ? certain : possible);
    return { status: "decided", candidates, rules, alternatives: alternatives(question, candidates[0], state) };
  }
  if (!candidates.length && arises === TRUE) return { ...none, status: "no_rule" };
  return { ...none, status: "undetermined", candidates };
}

/**
 * Lists the answers whose own conditions hold although they are displaced; a remainder is none.
 *
 * @param {Question} question
 * @param {number} answer
 * @param {State} state
 */
function alternatives(question, answer, state) {
  const holding = new Set();
  for (const index of question.lines.flat()) {
    const rule = state.edition.rules[index];
    if (!rule.otherwise && state.unit(rule.unit) === TRUE) holding.add(rule.answer);
  }
  return question.answers.map((_, bit) => bit).filter((bit) => bit !== answer && holding.has(bit));
}

/**
 * @param {number} index
 * @param {State} state
 */
function settleNorm(index, state) {
  const rule = state.edition.rules[index];
  const norm = rule.norm;
  if (!norm) return;
  const held = (state.holds[index] = displaced(rule, state));
  if (held === FALSE) return; // the values say already that it does not apply
  const due = dueOf(norm, state);
  if (due && norm.due !== undefined) {
    state.dues.set(index, due);
    state.values[norm.due] = due.mayRun ? due.low : NEVER;
    state.values[norm.due + 1] = due.mayWait || held & FALSE ? NEVER : due.high;
  }
  state.values[norm.status] = statusesOf(norm, held, due, state);
}
