/**
 * From the answers of an interview to the case that they state, and what is presumed besides.
 *
 * @import { Book, Edition } from "../try/engine.js"
 * @import { Facts, Stated } from "../try/case.js"
 *
 * @typedef {boolean | number | string | string[] | {not_before?: string, not_after?: string, happened?: true | "unknown"}
 *   | null} Value An answer: what a case states of the fact, days as text, `unknown`, or an option; null of a day that has
 *   not come.
 * @typedef {Record<string, boolean | number | string>} States What is so, by the fact; of days, see below.
 * @typedef {object} Role
 * @property {string} role
 * @property {string} title
 * @property {string} goal
 * @property {States} states
 * @property {string[]} answers The questions that are to be answered.
 * @property {string[]} bearers Whose duties and rights are looked at.
 * @property {string} first The question that comes first.
 * @property {string[]} questions The questions for several facts that may be asked.
 *
 * @typedef {{option: string, title: string, states: States}} Option
 * @typedef {{question: string, title: string, ask: string, facts: string[], options: Option[]}} Several A question for
 *   several facts.
 *
 * @typedef {object} Guide
 * @property {string} digest Of everything that decides.
 * @property {string} version
 * @property {string[]} sets The sets of presumptions by which the rest is ordinary.
 * @property {Role[]} roles
 * @property {Several[]} questions
 * @property {string} [law] Of another law than that of the site: its name in addresses.
 * @property {{law: string, title: string, since: number, until: number}[]} [further] Other laws that can be asked by.
 * @property {string} [changes] The address of the page of changes, from the root of the site.
 * @property {string} [calculator] That of the page that shows how last days are counted.
 *
 * @typedef {{question: string, value: Value}} Answer
 * @typedef {object} Interview How far an interview has come.
 * @property {string} role
 * @property {number} on The day for which statuses are wanted.
 * @property {Answer[]} answers In order, each question once.
 * @property {number | null} at The place of the question that is asked again; null where the next one is.
 */

import { UNKNOWN_DAY } from "../try/case.js";
import { dayOf } from "../try/days.js";
import { editionAt } from "../try/engine.js";
import { EARLIEST, FALSE, NEVER, TRUE } from "../try/logic.js";

export const UNKNOWN = "unknown";
export const ORDINARY = "ordinary";

/** Of a day: it has not come. */
export const NOT_YET = "not_yet";
/** It has come; which it was is asked where that makes a difference. */
export const HAPPENED = "happened";
/** It has come, and which it was is not asked. */
export const SOMETIME = "sometime";

/** A guide with its book, in which everything is found by its name. */
export class Led {
  /**
   * @param {Book} book
   * @param {Guide} guide
   */
  constructor(book, guide) {
    this.book = book;
    this.guide = guide;
    this.roles = new Map(guide.roles.map((role) => [role.role, role]));
    this.several = new Map(guide.questions.map((question) => [question.question, question]));
    this.numbers = new Map(book.facts.map(({ name }, index) => [name, index]));
  }

  /** @param {string} name */
  fact(name) {
    return this.book.facts[this.numbers.get(name) ?? -1];
  }

  /** @param {string} name */
  role(name) {
    return /** @type {Role} */ (this.roles.get(name));
  }
}

/**
 * Returns what is stated of each fact, by the question that states it; by an empty name, what the role does.
 *
 * @param {Led} led
 * @param {Interview} interview
 */
export function toldBy(led, { role, answers }) {
  /** @type {Map<string, Map<string, Value>>} */
  const told = new Map();
  const tell = (/** @type {string} */ fact, /** @type {string} */ question, /** @type {Value} */ value) =>
    told.set(fact, (told.get(fact) ?? new Map()).set(question, value));
  for (const [fact, value] of Object.entries(led.role(role).states)) tell(fact, "", value);
  for (const { question, value } of answers) {
    const several = led.several.get(question);
    if (several) {
      const states = several.options.find(({ option }) => option === value)?.states;
      for (const fact of states ? Object.keys(states) : several.facts) tell(fact, question, states ? states[fact] : UNKNOWN);
    } else if (question !== ORDINARY) {
      tell(question, question, value ?? NOT_YET);
    }
  }
  return told;
}

/**
 * Returns what the role and the answers state, by fact: what says most of it.
 *
 * @param {Led} led
 * @param {Interview} interview
 */
export function statedBy(led, interview) {
  const said = (/** @type {Value} */ value) =>
    value === UNKNOWN ? 0 : value === SOMETIME ? 1 : value === HAPPENED ? 2 : 3;
  return new Map([...toldBy(led, interview)].map(([fact, told]) =>
    [fact, [...told.values()].reduce((most, value) => (said(value) > said(most) ? value : most))]));
}

/**
 * Names the facts of which two different things are stated, each with the questions that do.
 *
 * @param {Led} led
 * @param {Interview} interview
 */
export function clashes(led, interview) {
  return [...toldBy(led, interview)].flatMap(([fact, told]) => {
    const known = new Set([...told.values()].filter((value) => value !== UNKNOWN).map((value) => JSON.stringify(value)));
    const days = [SOMETIME, HAPPENED].map((word) => JSON.stringify(word));
    const others = [...known].filter((value) => !days.includes(value));
    const clash = known.size > 1 && (known.has(JSON.stringify(NOT_YET)) || others.length > 1);
    return clash ? [{ fact, questions: [...told.keys()] }] : [];
  });
}

/**
 * Returns the facts that an interview states: what was not asked is unknown, days too.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @returns {Facts}
 */
export function factsOf(led, interview) {
  const stated = statedBy(led, interview);
  /** @type {Facts} */
  const facts = new Map();
  led.book.facts.forEach((fact, index) => {
    const value = stated.get(fact.name) ?? (fact.kind === "date" ? UNKNOWN : undefined);
    const row = value === undefined ? undefined : rowOf(fact, value);
    if (row !== undefined) facts.set(index, row);
  });
  return facts;
}

/**
 * Names the sets of presumptions that are accepted: none of which a fact was answered with `unknown`.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @param {boolean} tentatively Whether the rest counts as ordinary while that has not been asked.
 */
export function presumedBy(led, { answers }, tentatively) {
  const given = new Map(answers.map(({ question, value }) => [question, value]));
  if ((given.has(ORDINARY) ? given.get(ORDINARY) : tentatively) !== true) return [];
  const { book, guide } = led, facts = ordinaryFacts(led, editionAt(book, book.editions.length - 1), guide.sets);
  const left = facts.filter(({ fact }) => given.get(book.facts[fact].name) === UNKNOWN).map(({ set }) => set);
  return guide.sets.filter((set) => !left.includes(set));
}

/**
 * Returns what some sets of the ordinary presumptions presume.
 *
 * @param {Led} led
 * @param {Edition} edition
 * @param {string[]} sets
 */
export function ordinaryFacts({ guide }, { presumptions }, sets) {
  const bundle = presumptions.find(({ facts }) => guide.sets.every((name) => facts.some(({ set }) => set === name)));
  return (bundle?.facts ?? []).filter(({ set }) => sets.includes(set));
}

/**
 * Writes what is stated of a fact as the book's cases do; undefined where it says nothing.
 *
 * @param {Book["facts"][0]} fact
 * @param {Value} value
 * @returns {Stated | undefined}
 */
function rowOf(fact, value) {
  const names = (fact.members ?? []).map(([name]) => name);
  if (fact.kind === "date") {
    if (value === UNKNOWN) return fact.origin ? undefined : UNKNOWN_DAY;
    if (value === NOT_YET) return undefined;
    if (value === HAPPENED || value === SOMETIME) return [EARLIEST, NEVER, 1];
    return typeof value === "string" ? Number(dayOf(value)) : boundsOf(value);
  }
  if (value === UNKNOWN) return undefined;
  if (Array.isArray(value)) return names.map((name) => (value.includes(name) ? TRUE : FALSE));
  if (typeof value === "boolean") return value ? TRUE : FALSE;
  return typeof value === "number" ? value : 1 << names.indexOf(String(value));
}

/**
 * Reads bounds of a day; those of one day are that day.
 *
 * @param {any} value
 * @returns {Stated}
 */
function boundsOf({ not_before: first, not_after: last, happened }) {
  const low = first ? Number(dayOf(first)) : EARLIEST, high = last ? Number(dayOf(last)) : NEVER;
  return low === high ? low : [low, high, happened === UNKNOWN ? 0 : 1];
}
