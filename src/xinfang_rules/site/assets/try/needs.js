/**
 * Which facts are still worth finding out: those of which some value would leave fewer answers of a question, or less
 * possible for a norm.
 *
 * @import { Engine, Nth, Question, State } from "./engine.js"
 * @import { Values } from "./logic.js"
 */

import { EITHER, NEVER, TRUE, leavesSeveral } from "./logic.js";
import { CalendarError } from "./periods.js";
import { isOpen, turnsOf, withEachValue } from "./trials.js";

/** The values of a day that are tried first, which are enough where it merely bounds other days. */
const BOUNDS = 3;

/** The statuses of a norm with a period that is neither done nor missed: before it runs, and while it does. */
const AHEAD = 0b110;

/**
 * Returns the numbers of the facts worth finding out, the most decisive first. Where no single fact does anything, the
 * open facts of the first rule that is still open are returned: there two facts decide together.
 *
 * @param {Question} question
 * @param {State} state
 * @returns {number[]}
 */
export function needsOf(question, state) {
  const { rules, decisive } = state.edition;
  const now = state.values[question.slot];
  if (!leavesSeveral(now)) return [];
  /** @type {[number, number][]} */
  const scored = [];
  const turns = turnsOf(state);
  for (const fact of [...question.facts, ...question.linked].sort((one, other) => one - other)) {
    let left = 0, tried = 0, decides = false;
    for (const values of withEachValue(fact, state, turns)) {
      const given = stateGiven(values, state, decisive);
      if (!given) continue;
      const found = given.values[question.slot] & now;
      tried += 1;
      left += bits(found);
      decides ||= found !== now;
    }
    if (decides) scored.push([left / tried, fact]);
  }
  // Sorting is stable: of equally decisive facts the earlier of the case model stands first.
  if (scored.length) return scored.sort(([one], [other]) => one - other).map(([, fact]) => fact);
  if (hangsOnNotice(question, state)) return [];
  const first = question.lines.flat().find((index) => state.unit(rules[index].unit) === EITHER);
  return first === undefined ? [] : (rules[first].facts ?? []).filter((fact) => isOpen(fact, state));
}

/**
 * Returns the numbers of the facts that leave less possible for a norm, by the place of its rule: of each norm that
 * applies because of the case and whose status, or last day ahead, is open. What only may apply is not looked at here.
 *
 * @param {State} state
 * @returns {Map<number, number[]>}
 */
export function normNeedsOf(state) {
  const { book, edition: { rules } } = state;
  const open = [...rules.keys()].filter((index) =>
    rules[index].reads && state.held(index) === TRUE && isOpenNorm(standing(index, state)));
  /** @type {Map<number, number[]>} */
  const found = new Map(open.map((index) => [index, []]));
  if (!open.length) return found;
  const turns = turnsOf(state, true);
  const facts = new Set(open.flatMap((index) => [...(rules[index].reads ?? []), ...(rules[index].linked ?? [])]));
  for (const fact of [...facts].sort((one, other) => one - other)) {
    const reading = open.filter((index) => rules[index].reads?.includes(fact));
    /** @type {Set<number>} */
    const narrowed = new Set();
    let tried = 0;
    for (const values of withEachValue(fact, state, turns)) {
      if (book.facts[fact].kind === "date" && tried >= BOUNDS && reading.every((index) => narrowed.has(index))) break;
      tried += 1;
      const given = stateGiven(values, state);
      if (!given) continue;
      for (const index of open) {
        if (narrows(standing(index, given), standing(index, state), reading.includes(index))) narrowed.add(index);
      }
    }
    for (const index of narrowed) found.get(index)?.push(fact);
  }
  return found;
}

/**
 * @param {number} index The place of a norm's rule.
 * @param {State} state
 * @returns {[number, number, number]} The mask of its statuses, and the first and the last day that may be the last.
 */
function standing(index, state) {
  const { norm } = state.edition.rules[index];
  const due = state.dues[index];
  const mask = norm ? state.values[norm.status] : 0;
  if (!due?.mayRun || !(mask & ~1)) return [mask, NEVER, NEVER];
  return [mask, due.low, due.mayWait ? NEVER : due.high];
}

/** @param {[number, number, number]} standing */
function isOpenNorm([mask, low, high]) {
  return leavesSeveral(mask) || ((mask & AHEAD) !== 0 && low !== high);
}

/**
 * @param {[number, number, number]} after
 * @param {[number, number, number]} before
 * @param {boolean} bounds Whether it is less that the last day lies between other days, though it is not certain yet.
 */
function narrows([mask, low, high], [was, from, to], bounds) {
  return (mask & was) !== was || ((low !== from || high !== to) && (bounds || low === high));
}

/**
 * Says whether a notice of holidays that is not there yet would leave fewer answers: whether the first, or the last, of
 * the last days that hang on it does.
 *
 * @param {Question} question
 * @param {State} state
 */
export function hangsOnNotice(question, { engine, dues, known, today, values }) {
  const now = values[question.slot];
  if (!leavesSeveral(now) || !dues.some((due) => due.waits)) return false;
  return [0, 1].some((which) => {
    /** @type {Nth} */
    const nthAfter = (start, number) => {
      const day = engine.calendar.nthAfter(start, number)[which];
      return [day, day];
    };
    /** @type {Engine} */
    const pinned = Object.create(engine, { calendar: { value: { nthAfter } } });
    const found = pinned.run(known, today, undefined, engine.edition.decisive).values[question.slot];
    return (found & now) !== now;
  });
}

/**
 * Evaluates other values; returns undefined if no case can be so, or if a last day cannot be counted.
 *
 * @param {Values} values
 * @param {State} state
 * @param {number[]} [counted] The places of the rules whose last days have to be countable; all of them if not given.
 */
function stateGiven(values, { engine, today }, counted = undefined) {
  if (engine.complete(values, today, false).violations.length) return undefined;
  try {
    return engine.run(values, today, undefined, counted);
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
}

/** @param {number} mask */
function bits(mask) {
  let count = 0;
  for (; mask; mask &= mask - 1) count += 1;
  return count;
}
