/**
 * One evaluation by one edition: facts, constraints, then all that the rules of the edition come to.
 *
 * @import { Row, Values } from "./logic.js"
 * @import { Constraint } from "./admissible.js"
 * @import { Due, Norm } from "./periods.js"
 * @import { Bundle } from "./presuming.js"
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
 * @property {boolean} [leads] Whether it may rest on readings of others.
 * @property {number} [answer]
 * @property {boolean} [otherwise]
 * @property {string} [reading] The reading it takes where the text is silent.
 * @property {number} [readingWhen] Where that counts; left out if it does wherever the rule holds.
 * @property {boolean} [grave] Whether it gives a liability.
 * @property {boolean} [general]
 * @property {string} [note]
 * @property {Norm} [norm]
 *
 * @typedef {object} Part What some answers and norms rest on.
 * @property {number[]} norms The rules of the norms in it.
 * @property {number[]} timed The facts that their periods run from or to, what prolongs them, and what is put in an
 *   order with any of that.
 * @property {number[]} holds The rules of the norms that are asked about.
 *
 * @typedef {object} Question
 * @property {string} name
 * @property {string} title
 * @property {number} slot
 * @property {number} [arises]
 * @property {number[]} [cites]
 * @property {string} [reading] The reading that is taken on when it arises.
 * @property {number[]} [grave] The answers that are refusals.
 * @property {[string, string][]} answers
 * @property {number[][]} lines Its rules; each line displaces every later one.
 * @property {number[]} facts The facts that its rules read, directly or through others.
 * @property {number[]} linked The further facts that constraints tie to those.
 *
 * @typedef {{title: string, slot: number, rules: number[]}} Concept
 *
 * @typedef {object} Edition
 * @property {number} since
 * @property {number} place Its place among the editions.
 * @property {number[]} blank The values of a case that says nothing.
 * @property {number[]} slots The first slot of each fact.
 * @property {number[]} units The rows of the conditions of rules and periods.
 * @property {Constraint[]} constraints
 * @property {Concept[]} concepts
 * @property {Question[]} questions
 * @property {Rule[]} rules
 * @property {number} held The slot of the truth of the first rule, after what displaces it; those of the others follow.
 * @property {number} mostRounds How many rounds of all constraints may narrow something.
 * @property {Record<string, string>} rollOn The readings of whose last day gives way to the next working day, by name.
 * @property {number[]} numbers The parameters.
 * @property {number[]} [written] The days written in conditions, and those after them: there an answer may turn.
 * @property {Part[]} parts What answers rest on, the narrowest; with the norms that rest on no more norms; with all.
 * @property {Bundle[]} presumptions What can be presumed in one go.
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
 * @property {string[]} disputed What takes readings beside which another can be held.
 * @property {(Edition | Like)[]} editions The newest of them is there in full.
 * @property {Scenario[]} scenarios
 * @property {Program[]} [programs] Of another rulebook than that of the site: its functions.
 *
 * @typedef {object} Decision
 * @property {"decided" | "undetermined" | "not_applicable" | "conflict" | "no_rule"} status
 * @property {number[]} candidates The answers still possible.
 * @property {number[]} alternatives Answers whose own conditions hold but which are displaced.
 * @property {Rule[]} rules The rules that give the answer.
 */

import { complete } from "./admissible.js";
import { FALSE, TRUE, truth } from "./logic.js";
import { namesOf } from "./names.js";
import { CalendarError, WorkingCalendar, isUncountable } from "./periods.js";
import { programs } from "./program.js";

/**
 * @typedef {object} Program The functions of an edition, printed from its rules; each changes the values in place.
 * @property {((v: Values, today: number, by: number[]) => number)[]} narrow For each constraint: what follows from it.
 * @property {(v: Values, today: number, dues: Due[], nth: Nth) => void} run Settles everything.
 * @property {(v: Values, today: number, dues: Due[], nth: Nth) => void} turn Says how norms would stand if last days
 *   that are no working days were taken the other way.
 *
 * @typedef {(start: number, number: number) => [number, number]} Nth See `WorkingCalendar`.
 */

/** What an evaluation has found. */
export class State {
  /**
   * @param {Engine} engine
   * @param {Values} known What the case says, completed by the constraints.
   * @param {number} today
   * @param {Map<number, Constraint>} derived
   */
  constructor(engine, known, today, derived) {
    this.engine = engine;
    this.book = engine.book;
    this.edition = engine.edition;
    this.known = known;
    this.values = known.slice();
    this.today = today;
    this.derived = derived;
    /** @type {number[]} The truth of each unit that was asked for. */
    this.truths = [];
    /** @type {Due[]} The last days of norms that may apply, by the places of their rules. */
    this.dues = [];
    /** @type {Set<number>} The slots of what is presumed. */
    this.presumed = new Set();
  }

  /** @param {number} unit */
  unit(unit) {
    return (this.truths[unit] ??= truth(this.edition.nodes, this.edition.units[unit], this.values));
  }

  /**
   * Returns the truth of a rule, after what displaces it.
   *
   * @param {number} index
   */
  held(index) {
    const { norm } = this.edition.rules[index];
    if (!norm) return this.values[this.edition.held + index];
    const mask = this.values[norm.status];
    return (mask & ~1 ? TRUE : 0) | (mask & 1 ? FALSE : 0);
  }

  /**
   * Returns the answer to a question.
   *
   * @param {Question} question
   * @returns {Decision}
   */
  decision(question) {
    const arises = question.arises === undefined ? TRUE : this.unit(question.arises), mask = this.values[question.slot];
    const none = { candidates: [], alternatives: [], rules: [] };
    if (!(arises & TRUE)) return { ...none, status: "not_applicable" };
    const candidates = question.answers.map((_, bit) => bit).filter((bit) => (mask >> bit) & 1);
    const possible = question.lines.flat().filter((index) => this.held(index) & TRUE);
    const certain = possible.filter((index) => this.held(index) === TRUE);
    const named = (/** @type {number[]} */ indices) => indices.map((index) => this.edition.rules[index]);
    if (arises === TRUE && new Set(named(certain).map((rule) => rule.answer)).size > 1) {
      return { ...none, status: "conflict", candidates, rules: named(certain) };
    }
    if (arises === TRUE && candidates.length === 1 && mask === 1 << candidates[0]) {
      const rules = named(certain.length ? certain : possible);
      return { status: "decided", candidates, rules, alternatives: alternatives(question, candidates[0], this) };
    }
    return { ...none, status: !candidates.length && arises === TRUE ? "no_rule" : "undetermined", candidates };
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
    this.names = namesOf(book, edition);
    /** The number of the fact, by the slots of its values. */
    this.factOf = new Map(book.facts.flatMap((_, index) => slotsOf(book, edition, index).map((slot) => [slot, index])));
    /** @type {Program} */
    this.program = (book.programs ?? programs)[edition.place];
  }

  /**
   * Completes what a case says by the constraints.
   *
   * @param {Values} values Narrowed in place.
   * @param {number} today
   * @param {boolean} [told] Whether it is told what contradicts.
   */
  complete(values, today, told = true) {
    return complete(this.edition, this.program, values, today, told);
  }

  /**
   * Evaluates; what is known must be admissible and complete.
   *
   * @param {Values} known
   * @param {number} today
   * @param {Map<number, Constraint>} [derived]
   * @param {number[]} [counted] The places of the rules whose last days have to be countable; all of them if not given.
   */
  run(known, today, derived = new Map(), counted = undefined) {
    const state = new State(this, known, today, derived);
    this.program.run(state.values, today, state.dues, (start, number) => this.calendar.nthAfter(start, number));
    for (const index in state.dues) {
      if (isUncountable(state.dues[index]) && (!counted || counted.includes(Number(index)))) throw new CalendarError();
    }
    return state;
  }
}

/** @param {Fact} fact */
export function isEvent(fact) {
  return fact.kind === "date" && !fact.setDay;
}

/** @param {Fact} fact */
export function isRange(fact) {
  return fact.kind === "count" || fact.kind === "date";
}

/**
 * Returns the slots of a fact's values: one for each member of a set; of any other fact the first.
 *
 * @param {Book} book
 * @param {Edition} edition
 * @param {number} index The number of the fact.
 */
export function slotsOf({ facts }, { slots }, index) {
  const { kind, members = [] } = facts[index];
  return kind === "set" ? members.map((_, member) => slots[index] + member) : [slots[index]];
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
  if (!("like" in found)) return Object.assign(found, { place });
  const made = JSON.parse(JSON.stringify(editionAt(book, found.like)));
  for (const [path, value] of found.differs) {
    const last = path.length - 1;
    /** @type {any} */
    let part = made;
    for (const step of path.slice(0, last)) part = part[step];
    part[path[last]] = value;
  }
  return (book.editions[place] = { ...made, since: found.since, place });
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
