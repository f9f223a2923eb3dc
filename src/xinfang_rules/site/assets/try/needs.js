/**
 * Which facts are still worth finding out: those of which some value would leave fewer answers of a question, or less
 * possible for a norm.
 *
 * @import { Nth, Question, State } from "./engine.js"
 * @import { Values } from "./logic.js"
 * @import { Standing } from "./standing.js"
 *
 * @typedef {object} Need A fact worth finding out.
 * @property {number} fact
 * @property {string[]} decides The questions of which it leaves fewer answers, by name.
 * @property {number[]} norms The places of the rules for whose norms it leaves less possible.
 *
 * @typedef {object} Found What an evaluation leaves possible: of each question a mask, of each norm how it stands.
 * @property {number[]} masks
 * @property {Standing[]} standings
 */

import { EITHER, TRUE, leavesSeveral } from "./logic.js";
import { CalendarError } from "./periods.js";
import { behind, bound, unitsOf } from "./reach.js";
import { bits, isAhead, isOpenNorm, narrows, openness, standing } from "./standing.js";
import { isOpen, turnsOf, withEachValue } from "./trials.js";

/** The values of a day that are tried first, which are enough where it merely bounds other days. */
const BOUNDS = 3;

/** Values of each of two facts that are tried together; many days make no difference. */
const MOST_PAIRED = 8;

/** Values of two facts that are tried together for one norm. */
const MOST_TRIED = 1000;

/**
 * Returns the facts worth finding out, the most decisive first, those that decide a question before those that do not.
 * Where no single fact does anything for any question, the open facts of the first rule that is still open are returned
 * too, or of whether the question arises: there two facts decide together. Where none does anything for a norm, two that
 * do together are; if none are found, all that keep it open, unless it waits for a notice of holidays.
 *
 * @param {State} state
 * @param {Question[]} questions The questions that are looked at.
 * @param {number[]} norms The places of the rules whose norms are.
 * @returns {Need[]}
 */
export function needs(state, questions, norms) {
  const { engine, edition, values } = state;
  const open = questions.filter(({ slot }) => leavesSeveral(values[slot]));
  const watched = norms.filter((index) => isOpenNorm(index, state)).sort((one, other) => one - other);
  if (!open.length && !watched.length) return [];
  const waiting = norms.filter((index) => state.dues[index]?.waits && isAhead(index, state));
  const noticed = open.filter((question) => hangsOnNotice(question, state, waiting));
  const trying = new Trying(state, open, watched);
  const read = new Set(open.flatMap(({ slot }) => [...behind(engine, [slot]).facts]));
  const named = [...open.map(({ slot }) => slot), ...watched.map((index) => statusOf(index, state))];
  const relevant = new Set(named.flatMap((slot) => [...bound(engine, behind(engine, [slot]).facts)]));
  const scored = [...relevant].flatMap((fact) => trying.single(fact, read.has(fact)) ?? [])
    .sort((one, other) => one.left[0] - other.left[0] || one.left[1] - other.left[1] || one.need.fact - other.need.fact);
  const found = new Map(scored.map(({ need }) => [need.fact, need]));
  const also = (/** @type {number} */ fact) => {
    const need = found.get(fact) ?? { fact, decides: [], norms: [] };
    found.set(fact, need);
    return need;
  };
  if (!scored.some(({ need }) => need.decides.length)) {
    for (const question of open) {
      const units = [...question.lines.flat().map((index) => edition.rules[index].unit), question.arises];
      const first = units.find((unit) => unit !== undefined && state.unit(unit) === EITHER);
      if (noticed.includes(question) || first === undefined) continue;
      const reached = [...bound(engine, behind(engine, [], [first]).facts)].sort((one, other) => one - other);
      const facts = reached.filter((fact) => isOpen(fact, state));
      for (const fact of facts) also(fact).decides.push(question.name);
    }
  }
  const settled = new Set([...found.values()].flatMap((need) => need.norms));
  for (const index of watched) {
    if (settled.has(index)) continue;
    const together = trying.pair(index) ?? (waiting.includes(index) ? [] : openFacts(index, state));
    for (const fact of together) also(fact).norms.push(index);
  }
  const all = [...found.values()];
  return [...all.filter(({ decides }) => decides.length), ...all.filter(({ decides }) => !decides.length)];
}

/**
 * Returns the numbers of the facts worth finding out for a question, the most decisive first.
 *
 * @param {Question} question
 * @param {State} state
 */
export function needsOf(question, state) {
  return needs(state, [question], []).map(({ fact }) => fact);
}

/**
 * Returns the numbers of the facts that leave less possible for a norm, in their order, by the place of its rule: of each
 * norm that applies because of the case and whose status, or last day ahead, is open. What only may apply is not looked
 * at here.
 *
 * @param {State} state
 * @returns {Map<number, number[]>}
 */
export function normNeedsOf(state) {
  const open = [...state.edition.rules.keys()].filter((index) => state.held(index) === TRUE && isOpenNorm(index, state));
  const found = needs(state, [], open).sort((one, other) => one.fact - other.fact);
  return new Map(open.map((index) => [index, found.filter(({ norms }) => norms.includes(index)).map(({ fact }) => fact)]));
}

/** Tries the facts of one case on one day. */
class Trying {
  /**
   * @param {State} state
   * @param {Question[]} questions
   * @param {number[]} norms
   */
  constructor(state, questions, norms) {
    this.state = state;
    this.questions = questions;
    this.norms = norms;
    const { parts } = state.edition;
    this.part = parts.find(({ holds }) => norms.every((index) => holds.includes(index))) ?? parts[parts.length - 1];
    this.turns = turnsOf(state, this.part);
    this.before = this.#found(state);
    this.shares = [multiple(this.before.masks.map(bits)), multiple(this.before.standings.map(openness))];
    this.reads = norms.map((index) => behind(state.engine, [statusOf(index, state)]).facts);
  }

  /**
   * Tries one fact by itself.
   *
   * @param {number} fact
   * @param {boolean} asked Whether an open question rests on the fact itself, not only on one that it bounds.
   * @returns {{need: Need, left: [number, number]} | null} What it does, and how much its values leave open on average,
   *   of questions and of norms; null if it does nothing.
   */
  single(fact, asked) {
    const { state, before } = this;
    /** @type {Found[]} */
    const tried = [];
    /** @type {Set<number>} */
    const decides = new Set(), narrowed = new Set();
    const reading = this.norms.map((_, place) => place).filter((place) => this.reads[place].has(fact));
    const enough = state.book.facts[fact].kind === "date" && !asked ? BOUNDS : Infinity;
    let number = 0;
    for (const values of withEachValue(fact, state, this.turns)) {
      if (number >= enough && reading.every((place) => narrowed.has(place))) break;
      number += 1;
      const found = this.#given(values);
      if (!found) continue;
      tried.push(found);
      found.masks.forEach((mask, place) => (mask & before.masks[place]) !== before.masks[place] && decides.add(place));
      found.standings.forEach((after, place) =>
        narrows(after, before.standings[place], reading.includes(place)) && narrowed.add(place));
    }
    if (!decides.size && !narrowed.size) return null;
    const named = this.questions.filter((_, place) => decides.has(place)).map(({ name }) => name);
    const need = { fact, decides: named, norms: this.norms.filter((_, place) => narrowed.has(place)) };
    return { need, left: this.#leftOpen(tried) };
  }

  /**
   * Returns two facts that together leave less possible for a norm; null if none are found before long.
   *
   * @param {number} index
   */
  pair(index) {
    const place = this.norms.indexOf(index), facts = openFacts(index, this.state);
    let tried = 0;
    for (const [number, one] of facts.entries()) {
      for (const other of facts.slice(number + 1)) {
        for (const found of this.#paired(one, other)) {
          if ((tried += 1) > MOST_TRIED) return null;
          if (narrows(found.standings[place], this.before.standings[place], true)) return [one, other];
        }
      }
    }
    return null;
  }

  /**
   * @param {number} one
   * @param {number} other
   * @returns {Generator<Found>}
   */
  * #paired(one, other) {
    const { state, turns } = this;
    for (const values of some(withEachValue(one, state, turns))) {
      if (state.engine.complete(values, state.today, false).violations.length) continue;
      for (const both of some(withEachValue(other, state, turns, values))) {
        const found = this.#given(both);
        if (found) yield found;
      }
    }
  }

  /**
   * Evaluates other values; returns null if no case can be so, or if a last day cannot be counted.
   *
   * @param {Values} values
   */
  #given(values) {
    const { engine, today } = this.state;
    if (engine.complete(values, today, false).violations.length) return null;
    try {
      return this.#found(engine.run(values, today, undefined, this.part.norms));
    } catch (error) {
      if (error instanceof CalendarError) return null;
      throw error;
    }
  }

  /**
   * @param {State} state
   * @returns {Found}
   */
  #found(state) {
    return {
      masks: this.questions.map(({ slot }) => state.values[slot]),
      standings: this.norms.map((index) => standing(index, state)),
    };
  }

  /**
   * Adds up in parts so small that each is a whole number of them: equal sums are equal then.
   *
   * @param {Found[]} tried
   * @returns {[number, number]}
   */
  #leftOpen(tried) {
    const { masks, standings } = this.before, [ofMasks, ofStandings] = this.shares;
    let answers = 0, open = 0;
    for (const found of tried) {
      found.masks.forEach((mask, place) => (answers += bits(mask & masks[place]) * (ofMasks / bits(masks[place]))));
      found.standings.forEach((after, place) => (open += openness(after) * (ofStandings / openness(standings[place]))));
    }
    return [answers / tried.length, open / tried.length];
  }
}

/**
 * Lists the open facts that keep a norm open: behind its conditions, days and numbers that are not settled.
 *
 * @param {number} index
 * @param {State} state
 */
function openFacts(index, state) {
  const { engine, edition, values } = state, { norm } = edition.rules[index];
  const units = [...unitsOf(engine, index), ...(norm?.units ?? [])].filter((unit) => state.unit(unit) === EITHER);
  const slots = (norm?.reads ?? []).filter((slot) => values[slot] !== values[slot + 1]);
  return [...behind(engine, slots, units).facts].filter((fact) => isOpen(fact, state)).sort((one, other) => one - other);
}

/**
 * Says whether a notice of holidays that is not there yet would leave fewer answers: whether the first, or the last, of
 * the last days that hang on it does.
 *
 * @param {Question} question
 * @param {State} state
 * @param {number[]} [waiting] The rules whose last days may hang on it; all if not given.
 */
export function hangsOnNotice(question, { engine, edition: { rules }, dues, known, today, values }, waiting) {
  const now = values[question.slot], hanging = waiting ?? [...rules.keys()].filter((index) => dues[index]?.waits);
  const { slots } = behind(engine, hanging.length ? [question.slot] : []);
  if (!leavesSeveral(now) || !hanging.some((index) => slots.has(rules[index].norm?.status ?? -1)
    || slots.has(rules[index].norm?.due ?? -1))) return false;
  return [0, 1].some((which) => {
    /** @type {Nth} */
    const nthAfter = (start, number) => {
      const day = engine.calendar.nthAfter(start, number)[which];
      return [day, day];
    };
    /** @type {typeof engine} */
    const pinned = Object.create(engine, { calendar: { value: { nthAfter } } });
    const found = pinned.run(known, today, undefined, engine.edition.parts[0].norms).values[question.slot];
    return (found & now) !== now;
  });
}

/**
 * @param {number} index
 * @param {State} state
 */
function statusOf(index, { edition }) {
  return Number(edition.rules[index].norm?.status);
}

/**
 * Returns the least number of which all are parts.
 *
 * @param {number[]} numbers
 */
function multiple(numbers) {
  const common = (/** @type {number} */ one, /** @type {number} */ other) => {
    while (other) [one, other] = [other, one % other];
    return one;
  };
  return numbers.reduce((all, number) => (all * number) / common(all, number), 1);
}

/**
 * Yields the first few.
 *
 * @param {Generator<Values>} all
 */
function* some(all) {
  let left = MOST_PAIRED;
  for (const one of all) {
    yield one;
    if (!(left -= 1)) return;
  }
}
