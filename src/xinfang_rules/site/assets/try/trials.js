/**
 * The values that an open fact is tried with: all of a list, and the numbers and days at which an answer may change.
 *
 * @import { Part, State } from "./engine.js"
 * @import { Values } from "./logic.js"
 * @import { Span } from "./periods.js"
 *
 * @typedef {object} Turns The days from which on an answer may be another.
 * @property {number[]} ordered Those of an order with a known day or with today, the first first.
 * @property {number[]} timed These, and those of a period that runs from a known day, or that runs to one of them.
 * @property {Map<number, Set<number>>} added By how many days a period must be prolonged to run to one of them, by the
 *   slot of the fact that says how many.
 * @property {number[]} reaching The facts to which `timed` applies.
 */

import { EARLIEST, NEVER, leavesSeveral } from "./logic.js";
import { fewestDays, lastDay } from "./periods.js";
import { isEvent, isRange, slotsOf } from "./engine.js";

// No holidays are so long; but where the days of no year are known, a period of working days may be of any length.
const LONGEST_BREAK = 40;

/**
 * Lists the days from which on an answer may be another.
 *
 * @param {State} state
 * @param {Part} part What is asked about, and all that it rests on.
 * @returns {Turns}
 */
export function turnsOf({ book, edition, engine: { calendar }, known, today }, part) {
  const dates = edition.slots.filter((_, index) => book.facts[index].kind === "date");
  const set = dates.filter((slot) => known[slot] === known[slot + 1] && known[slot] !== NEVER).map((slot) => known[slot]);
  const ordered = new Set([today, ...set.flatMap((day) => [day, day + 1]), ...(edition.written ?? [])]);
  const timed = new Set(ordered);
  /** @type {Map<number, Set<number>>} */
  const added = new Map();
  const norms = part.norms.flatMap((index) => edition.rules[index].norm ?? []);
  for (const { span, rollsOn } of norms.flatMap(({ spans = [], rollsOn = false }) => spans.map((span) => ({ span, rollsOn })))) {
    /** @type {(start: number, more: number) => [number, number]} */
    const lastDays = (start, more) => lastDay(span, start, more, rollsOn, calendar);
    for (const more of amounts(span, known)) {
      for (const day of set) for (const last of lastDays(day, more)) timed.add(last).add(last + 1);
      for (const day of ordered) {
        // The first day from which the period surely runs to this day or longer, and that from which it may; working
        // days, and months, take more days than these.
        const length = fewestDays(span);
        let start = day - length - more;
        const firstTried = Math.max(EARLIEST, start - LONGEST_BREAK - (span.working ? length : 0));
        for (const which of [0, 1]) {
          while (start > firstTried && lastDays(start - 1, more)[which] >= day) start -= 1;
          timed.add(start);
        }
      }
    }
    if (span.pause) {
      // The days on which the obstacle must end, or arise, that moves the last day to one of these.
      const { start: from, until } = span.pause, arose = known[from], ended = known[until];
      for (const start of set) {
        for (const last of lastDays(start, 0)) {
          for (const day of ordered) {
            if (arose === known[from + 1] && arose < NEVER) timed.add(day - last + Math.max(arose, start + 1) - 1);
            if (ended === known[until + 1] && ended < NEVER) timed.add(last + ended + 1 - day);
          }
        }
      }
    }
    for (const [slot, most] of adding(span)) {
      const lasts = set.flatMap((start) => lastDays(start, 0));
      const needed = lasts.flatMap((last) => [...ordered].map((day) => day - last));
      added.set(slot, new Set([...(added.get(slot) ?? []), ...needed.filter((number) => number <= most)]));
    }
  }
  const sorted = (/** @type {Set<number>} */ days) => [...days].sort((one, other) => one - other);
  return { ordered: sorted(ordered), timed: sorted(timed), added, reaching: part.timed };
}

/**
 * Lists how many days may be added to a period: none, or as many as may be.
 *
 * @param {Span} span
 * @param {Values} known
 */
function amounts(span, known) {
  let found = [0];
  for (const [slot, most] of adding(span)) found = [...found, ...found.map((one) => one + Math.min(known[slot + 1], most))];
  if (span.pause) {
    const arose = known[span.pause.start], ended = known[span.pause.until + 1];
    if (arose <= ended && ended < NEVER) found = [...found, ...found.map((one) => one + ended + 1 - arose)];
  }
  return new Set(found);
}

/**
 * Lists the slots of the facts that say how many days are added to a period, and how many they can be at most.
 *
 * @param {Span} span
 * @returns {[number, number][]}
 */
function adding({ extend, exclude }) {
  /** @type {[number, number][]} */
  const found = [];
  if (extend) found.push([extend.days, extend.atMost]);
  if (exclude) found.push([exclude.days, NEVER]);
  return found;
}

/**
 * Says whether more than one value of a fact is possible.
 *
 * @param {number} index The number of the fact.
 * @param {State} state
 * @param {Values} [known] What is known of the facts, if that is not what the state knows.
 */
export function isOpen(index, { book, edition, known: stated }, known = stated) {
  const slot = edition.slots[index];
  if (isRange(book.facts[index])) return known[slot] < known[slot + 1];
  return slotsOf(book, edition, index).some((place) => leavesSeveral(known[place]));
}

/**
 * Yields what is known with one open fact set to each of its values in turn; nothing if it is settled.
 *
 * @param {number} index The number of the fact.
 * @param {State} state
 * @param {Turns} turns
 * @param {Values} [known] What is known of the facts, if that is not what the state knows.
 * @returns {Generator<Values>}
 */
export function* withEachValue(index, state, turns, known = state.known) {
  const { book, edition } = state;
  const changed = (/** @type {number} */ place, /** @type {number[]} */ numbers) => {
    const values = known.slice();
    values.set(numbers, place);
    return values;
  };
  if (!isOpen(index, state, known)) return;
  if (isRange(book.facts[index])) {
    for (const number of telling(index, state, turns, known)) yield changed(edition.slots[index], [number, number]);
    return;
  }
  for (const place of slotsOf(book, edition, index)) {
    if (!leavesSeveral(known[place])) continue;
    for (let rest = known[place]; rest; rest &= rest - 1) yield changed(place, [rest & -rest]);
  }
}

/**
 * Lists the numbers at which an outcome may change: the counts on both sides of every parameter, or the days at
 * which an answer may turn.
 *
 * @param {number} index The number of the fact.
 * @param {State} state
 * @param {Turns} turns
 * @param {Values} known
 */
function telling(index, { book, edition, today }, turns, known) {
  const fact = book.facts[index], slot = edition.slots[index];
  const low = known[slot], high = known[slot + 1];
  const latest = isEvent(fact) ? today : NEVER;
  const bounds = [0, 1, ...edition.numbers.flatMap((number) => [number, number + 1]), ...(turns.added.get(slot) ?? [])];
  const days = turns.reaching.includes(index) ? turns.timed : turns.ordered;
  // The first and the last day first: a day that merely bounds others does the most there.
  const numbers = new Set([low, ...(fact.kind === "count" ? bounds : [Math.min(Math.max(low, latest), high), high, ...days])]);
  return [...numbers].filter((one) => low <= one && one <= high && (one <= latest || one === low || one === high));
}
