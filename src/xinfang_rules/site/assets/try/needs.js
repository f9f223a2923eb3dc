/**
 * Which facts are still worth finding out for a question: those of which some value would leave fewer answers.
 *
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").Question} Question
 * @typedef {import("./engine.js").State} State
 * @typedef {import("./logic.js").Values} Values
 */

import { EITHER } from "./logic.js";
import { CalendarError } from "./periods.js";
import { isOpen, turnsOf, withEachValue } from "./trials.js";

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
  if (!(now & (now - 1)) || ![...state.dues.values()].some((due) => due.waits)) return false;
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
  if (engine.complete(values, today).violations.length) return undefined;
  try {
    return engine.run(values, today, undefined, engine.edition.decisive).values[question.slot];
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
