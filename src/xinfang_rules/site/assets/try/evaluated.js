/**
 * Evaluating what a reader states: by the edition that governs it.
 *
 * @import { Book, Edition } from "./engine.js"
 * @import { Facts } from "./case.js"
 */

import { decidingDay, encoded } from "./case.js";
import { dayInWords } from "./days.js";
import { Engine, State, editionOn } from "./engine.js";

/** @type {WeakMap<Edition, Engine>} What evaluates by each edition. */
const engines = new WeakMap();

/**
 * Evaluates a case.
 *
 * @param {Book} book
 * @param {Facts} facts
 * @param {number} on The day of evaluation.
 * @param {number} [day] The day by which it is chosen what governs.
 * @returns What governs, what contradicts, and what was found; null if nothing was in force.
 */
export function evaluated(book, facts, on, day = decidingDay(book, facts) ?? on) {
  const edition = editionOn(book, day);
  if (!edition) return null;
  const engine = engines.get(edition) ?? new Engine(book, edition);
  engines.set(edition, engine);
  const known = encoded(engine, facts, on);
  const { violations, derived } = engine.complete(known, on);
  const state = violations.length ? new State(engine, known, on, derived) : engine.run(known, on, derived);
  return { edition, violations, state };
}

/**
 * Says that the day that decides what governs lies before the law came into force, or after it ceased to be.
 *
 * @param {Book} book
 * @param {number} day
 * @param {boolean} stated Whether the case states it; else it is the day of evaluation.
 */
export function notInForce(book, day, stated) {
  const { since } = book.editions[0], title = stated ? book.facts[book.governedBy].title : "判断基准日";
  return day < since
    ? `${title}早于${dayInWords(since)}，《${book.instrument}》尚未施行，不能据以判断`
    : `${title}晚于${dayInWords(Number(book.until))}，《${book.instrument}》已经失效，不能据以判断`;
}
