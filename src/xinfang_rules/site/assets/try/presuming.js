/**
 * Presuming: facts that a case leaves open take the values that a bundle of presumptions gives them.
 *
 * @import { Facts } from "./case.js"
 * @import { Decision, Question, State } from "./engine.js"
 * @import { Values } from "./logic.js"
 * @import { Standing } from "./standing.js"
 *
 * @typedef {object} Supposed A fact with what it may be presumed to be.
 * @property {number} fact The number of the fact.
 * @property {[number, number][]} choices Each slot of a choice, with the mask of the value.
 * @property {[number, number]} [number] The first slot of a count, with the number.
 * @property {string} text The same as a sentence.
 * @property {string} set The set of presumptions that it belongs to.
 * @property {string} because Why it may be presumed.
 * @property {string} [limit] Where it must not be.
 *
 * @typedef {object} Bundle
 * @property {string} name
 * @property {Supposed[]} facts
 */

import { encoded } from "./case.js";
import { EARLIEST, NEVER } from "./logic.js";
import { behind, bound } from "./reach.js";
import { standing } from "./standing.js";

/** What stands behind whatever is only presumed. */
export const MARK = "（推定）";

/** A case under presumptions, beside the case as it is stated. */
export class Presumed {
  /**
   * @param {State} found What follows from what is stated.
   * @param {Facts} facts What is stated.
   * @param {Supposed[]} supposed What is presumed if that is possible.
   */
  constructor(found, facts, supposed) {
    const { engine, known, today } = found;
    this.found = found;
    this.stated = encoded(engine, facts, today);
    const open = supposed.filter((fact) => isOpen(fact, known));
    const wanted = open.filter((fact) => isPossible(fact, known));
    /** @type {Supposed[]} */
    this.facts = this.#together(wanted) ? wanted
      : wanted.reduce((some, fact) => (this.#together([...some, fact]) ? [...some, fact] : some),
        /** @type {Supposed[]} */ ([]));
    /** What was to be presumed, and excludes what is stated. */
    this.left = open.filter((fact) => !this.facts.includes(fact));
    this.state = this.#under(this.facts);
    const slots = this.facts.flatMap(({ choices, number }) => [...choices, ...(number ? [number] : [])]);
    this.state.presumed = new Set(slots.map(([slot]) => slot));
    /** @type {Map<string, State>} What was evaluated, by the facts that were presumed then. */
    this.known = new Map([[this.facts.map(({ fact }) => fact).reverse().join(), this.state], ["", found]]);
  }

  /**
   * Returns what the answer would be if the presumed facts were so; null if that makes no difference.
   *
   * @param {Question} question
   * @returns {(Decision & {presumed: boolean}) | null} Whether it is settled only then, too.
   */
  decision(question) {
    const stated = this.found.decision(question), full = this.state.decision(question);
    if (told(stated) === told(full)) return null;
    return { ...full, presumed: stated.status === "undetermined" && full.status !== "undetermined" };
  }

  /**
   * Returns the presumed facts on which the answer rests, none of which can be left out.
   *
   * @param {Question} question
   */
  grounds(question) {
    return this.#grounds(question.slot, (state) => told(state.decision(question)));
  }

  /**
   * Says whether the presumptions make a difference to how a norm stands.
   *
   * @param {number} index The place of its rule.
   */
  changes(index) {
    return String(shown(standing(index, this.found))) !== String(shown(standing(index, this.state)));
  }

  /**
   * Returns the presumed facts on which it rests that a norm stands as it would, or that its last day is as it would be;
   * none if they make no difference to it.
   *
   * @param {number} index The place of its rule.
   * @param {boolean} [day] Whether it is only asked about the last day.
   */
  groundsOf(index, day = false) {
    const read = (/** @type {State} */ state) => String(standing(index, state).slice(day ? 1 : 0));
    if (!this.changes(index)) return [];
    if (day && (!(standing(index, this.state)[0] & ~1) || read(this.found) === read(this.state))) return [];
    return this.#grounds(Number(this.found.edition.rules[index].norm?.status), read);
  }

  /**
   * @param {number} slot Of what rests on them.
   * @param {(state: State) => string} read
   */
  #grounds(slot, read) {
    const wanted = read(this.state), { engine } = this.found;
    const good = (/** @type {Supposed[]} */ kept) => read(this.#under(kept)) === wanted;
    const order = [...this.facts].reverse(), reached = bound(engine, behind(engine, [slot]).facts);
    const near = order.filter(({ fact }) => reached.has(fact));
    const left = minimal(good(near) ? near : order, good);
    return this.facts.filter((fact) => left.includes(fact));
  }

  /** @param {Supposed[]} facts */
  #with(facts) {
    const values = this.stated.slice();
    for (const { choices, number } of facts) {
      for (const [slot, mask] of choices) values[slot] = mask;
      if (number) values.fill(number[1], number[0], number[0] + 2);
    }
    return values;
  }

  /** @param {Supposed[]} facts */
  #together(facts) {
    return !this.found.engine.complete(this.#with(facts), this.found.today, false).violations.length;
  }

  /** @param {Supposed[]} facts */
  #under(facts) {
    const { engine, today } = this.found, known = this.#with(facts), key = facts.map(({ fact }) => fact).join();
    const state = this.known?.get(key) ?? engine.run(known, today, engine.complete(known, today, false).derived);
    this.known?.set(key, state);
    return state;
  }
}

/**
 * Returns of how a norm stands what is told: of last days those that are known.
 *
 * @param {Standing} standing
 */
function shown([mask, low, high]) {
  return [mask, low > EARLIEST && low < NEVER ? low : "", high < NEVER ? high : ""];
}

/** @param {Decision} decision */
function told({ status, candidates }) {
  return JSON.stringify([status, candidates]);
}

/**
 * @param {Supposed} fact
 * @param {Values} values
 */
function isOpen({ choices, number }, values) {
  return number ? values[number[0]] !== values[number[0] + 1] : choices.some(([slot]) => values[slot] & (values[slot] - 1));
}

/**
 * @param {Supposed} fact
 * @param {Values} values
 */
function isPossible({ choices, number }, values) {
  return number ? values[number[0]] <= number[1] && number[1] <= values[number[0] + 1]
    : choices.every(([slot, mask]) => values[slot] & mask);
}

/**
 * Leaves out items, in ever smaller groups, while what is left is good.
 *
 * @template T
 * @param {T[]} items The first are left out first.
 * @param {(kept: T[]) => boolean} good
 */
function minimal(items, good) {
  let left = items, group = Math.max(1, items.length >> 1);
  while (group) {
    const before = left.length;
    for (let start = 0; start < left.length;) {
      const fewer = [...left.slice(0, start), ...left.slice(start + group)];
      if (good(fewer)) left = fewer;
      else start += group;
    }
    if (left.length === before) group >>= 1;
  }
  return left;
}
