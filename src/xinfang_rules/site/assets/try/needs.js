/**
 * Which facts are still worth finding out: those of which some value would leave fewer answers of a question, or less
 * possible for a norm.
 *
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").Question} Question
 * @typedef {import("./engine.js").State} State
 * @typedef {import("./logic.js").Values} Values
 */

import { EITHER, NEVER, TRUE } from "./logic.js";
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
 * @param {Engine} engine
 * @param {Question} question
 * @param {Values} known What the case says, completed by the constraints; nothing settled yet.
 * @param {State} state The evaluation of it.
 * @returns {number[]}
 */
export function needsOf(engine, question, known, state) {
  const now = state.values[question.slot];
  if (!(now & (now - 1))) return [];
  /** @type {[number, number][]} */
  const scored = [];
  const turns = turnsOf(engine, known, state.today);
  for (const fact of [...question.facts, ...question.linked].sort((one, other) => one - other)) {
    let left = 0, tried = 0, decides = false;
    for (const values of withEachValue(engine, known, fact, state.today, turns)) {
      const given = answersGiven(engine, question, values, state.today);
      if (given === undefined) continue;
      const found = given & now;
      tried += 1;
      left += bits(found);
      decides ||= found !== now;
    }
    if (decides) scored.push([left / tried, fact]);
  }
  // Sorting is stable: of equally decisive facts the earlier of the case model stands first.
  if (scored.length) return scored.sort(([one], [other]) => one - other).map(([, fact]) => fact);
  return hangsOnNotice(engine, question, known, state) ? [] : openFacts(engine, question, known, state);
}

/**
 * Returns the numbers of the facts that leave less possible for a norm, by the place of its rule: of each norm that
 * applies because of the case and whose status, or last day ahead, is open. What only may apply is not looked at here.
 *
 * @param {Engine} engine
 * @param {Values} known What the case says, completed by the constraints; nothing settled yet.
 * @param {State} state The evaluation of it.
 * @returns {Map<number, number[]>}
 */
export function normNeedsOf(engine, known, state) {
  const { rules } = engine.edition;
  const open = [...rules.keys()].filter((index) =>
    rules[index].reads && state.held(index) === TRUE && isOpenNorm(standing(index, state)));
  /** @type {Map<number, number[]>} */
  const found = new Map(open.map((index) => [index, []]));
  if (!open.length) return found;
  const turns = turnsOf(engine, known, state.today, true);
  const facts = new Set(open.flatMap((index) => [...(rules[index].reads ?? []), ...(rules[index].linked ?? [])]));
  for (const fact of [...facts].sort((one, other) => one - other)) {
    const reading = open.filter((index) => rules[index].reads?.includes(fact));
    /** @type {Set<number>} */
    const narrowed = new Set();
    let tried = 0;
    for (const values of withEachValue(engine, known, fact, state.today, turns)) {
      if (engine.book.facts[fact].kind === "date" && tried >= BOUNDS && reading.every((index) => narrowed.has(index))) break;
      tried += 1;
      const given = stateGiven(engine, values, state.today);
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
  return (mask & (mask - 1)) !== 0 || ((mask & AHEAD) !== 0 && low !== high);
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
 * @param {Engine} engine
 * @param {Question} question
 * @param {Values} known What the case says, completed by the constraints; nothing settled yet.
 * @param {State} state The evaluation of it.
 */
export function hangsOnNotice(engine, question, known, state) {
  const now = state.values[question.slot];
  if (!(now & (now - 1)) || !state.dues.some((due) => due.waits)) return false;
  return [0, 1].some((which) => {
    /** @type {(start: number, number: number) => [number, number]} */
    const nthAfter = (start, number) => {
      const day = engine.calendar.nthAfter(start, number)[which];
      return [day, day];
    };
    /** @type {Engine} */
    const pinned = Object.create(engine, { calendar: { value: { nthAfter } } });
    const found = pinned.run(known.slice(), state.today, undefined, engine.edition.decisive).values[question.slot];
    return (found & now) !== now;
  });
}

/**
 * Returns the answers left, as a mask; undefined if no case can be so, or if a last day cannot be counted.
 *
 * @param {Engine} engine
 * @param {Question} question
 * @param {Values} values
 * @param {number} today
 */
function answersGiven(engine, question, values, today) {
  return stateGiven(engine, values, today, engine.edition.decisive)?.values[question.slot];
}

/**
 * Evaluates; returns undefined if no case can be so, or if a last day cannot be counted.
 *
 * @param {Engine} engine
 * @param {Values} values
 * @param {number} today
 * @param {number[]} [counted] The places of the rules whose last days have to be countable; all of them if not given.
 */
function stateGiven(engine, values, today, counted = undefined) {
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

/**
 * Lists the open facts behind the first rule of a question that is still open.
 *
 * @param {Engine} engine
 * @param {Question} question
 * @param {Values} known
 * @param {State} state
 */
function openFacts(engine, question, known, state) {
  const { rules } = engine.edition;
  const first = question.lines.flat().find((index) => state.unit(rules[index].unit) === EITHER);
  if (first === undefined) return [];
  return (rules[first].facts ?? []).filter((fact) => isOpen(engine, known, fact));
}
