/**
 * Evaluating what a reader states: by the edition that governs it.
 *
 * @import { Book, Edition } from "./engine.js"
 * @import { Facts } from "./case.js"
 */

import { encoded, governingDay } from "./case.js";
import { Engine, State, editionOn } from "./engine.js";

/** @type {WeakMap<Edition, Engine>} */
const engines = new WeakMap();

/**
 * Returns what evaluates by an edition; it is made once.
 *
 * @param {Book} book
 * @param {Edition} edition
 */
export function engineOf(book, edition) {
  const engine = engines.get(edition) ?? new Engine(book, edition);
  engines.set(edition, engine);
  return engine;
}

/**
 * Evaluates a case.
 *
 * @param {Book} book
 * @param {Facts} facts
 * @param {number} on The day of evaluation.
 * @param {number} [day] The day by which it is chosen what governs.
 * @returns What governs, what contradicts, and what was found; null if nothing was in force.
 */
export function evaluated(book, facts, on, day = governingDay(book, facts, on)) {
  const edition = editionOn(book, day);
  if (!edition) return null;
  const engine = engineOf(book, edition);
  const known = encoded(engine, facts, on);
  const { violations, derived } = engine.complete(known, on);
  const state = violations.length ? new State(engine, known, on, derived) : engine.run(known, on, derived);
  return { edition, violations, state };
}
