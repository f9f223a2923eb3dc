/**
 * Which facts are still worth finding out for a question: those of which some value would leave fewer answers.
 *
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").Question} Question
 * @typedef {import("./engine.js").State} State
 * @typedef {import("./logic.js").Values} Values
 */

import { EITHER, NEVER } from "./logic.js";
import { isEvent } from "./engine.js";

/** Days past a last day by which no run of holidays moves it. */
const LONG_SINCE = 21;

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
  for (const fact of [...question.facts, ...question.linked].sort((one, other) => one - other)) {
    let left = 0, tried = 0, decides = false;
    for (const values of withEachValue(engine, known, fact, state.today)) {
      if (engine.complete(values, state.today).violations.length) continue;
      const found = engine.run(values, state.today, undefined, engine.edition.decisive).values[question.slot] & now;
      tried += 1;
      left += bits(found);
      decides ||= found !== now;
    }
    if (decides) scored.push([left / tried, fact]);
  }
  // Sorting is stable: of equally decisive facts the earlier of the case model stands first.
  if (scored.length) return scored.sort(([one], [other]) => one - other).map(([, fact]) => fact);
  return openFacts(engine, question, known, state);
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

/**
 * Says whether more than one value of a fact is possible.
 *
 * @param {Engine} engine
 * @param {Values} known
 * @param {number} index The number of the fact.
 */
function isOpen(engine, known, index) {
  const fact = engine.book.facts[index];
  const slot = engine.edition.slots[index];
  if (fact.kind === "count" || fact.kind === "date") return known[slot] < known[slot + 1];
  const width = fact.kind === "set" ? (fact.members ?? []).length : 1;
  return known.slice(slot, slot + width).some((mask) => (mask & (mask - 1)) !== 0);
}

/**
 * Yields what is known with one open fact set to each of its values in turn; nothing if it is settled.
 *
 * @param {Engine} engine
 * @param {Values} known
 * @param {number} index The number of the fact.
 * @param {number} today
 * @returns {Generator<Values>}
 */
function* withEachValue(engine, known, index, today) {
  const fact = engine.book.facts[index];
  const slot = engine.edition.slots[index];
  const changed = (/** @type {number} */ place, /** @type {number[]} */ numbers) => {
    const values = known.slice();
    values.set(numbers, place);
    return values;
  };
  if (!isOpen(engine, known, index)) return;
  if (fact.kind === "count" || fact.kind === "date") {
    for (const number of telling(engine, known, index, slot, today)) yield changed(slot, [number, number]);
    return;
  }
  const width = fact.kind === "set" ? (fact.members ?? []).length : 1;
  for (let place = slot; place < slot + width; place += 1) {
    if (!(known[place] & (known[place] - 1))) continue;
    for (let rest = known[place]; rest; rest &= rest - 1) yield changed(place, [rest & -rest]);
  }
}

/**
 * Lists the numbers at which an outcome may change: around every parameter; around known days, and, of what a period
 * runs from or to or is put in an order with that, at its length from them and from today.
 *
 * @param {Engine} engine
 * @param {Values} known
 * @param {number} index The number of the fact.
 * @param {number} slot
 * @param {number} today
 */
function telling(engine, known, index, slot, today) {
  const { edition, events } = engine;
  const fact = engine.book.facts[index];
  const low = known[slot], high = known[slot + 1];
  if (fact.kind === "count") {
    const numbers = new Set([low, 0, 1, ...edition.numbers.flatMap((number) => [number, number + 1])]);
    return [...numbers].filter((number) => low <= number && number <= high);
  }
  const set = [...events].filter((event) => known[event] === known[event + 1] && known[event] !== NEVER);
  const days = new Set([low, high, NEVER, today, ...set.flatMap((event) => [known[event], known[event] + 1])]);
  for (const length of edition.timed.includes(index) ? edition.lengths : []) {
    // A period that started so long ago has just ended, or ended long since; one from a known day likewise.
    for (const more of [0, 1, LONG_SINCE]) {
      days.add(today - length - more);
      for (const event of set) days.add(known[event] + length + more);
    }
  }
  const latest = isEvent(fact) ? today : NEVER;
  return [...days].filter((day) => low <= day && day <= high && (day <= latest || day === NEVER));
}
