/**
 * Holding a case against the constraints: it is refused, or completed by what follows from them.
 *
 * @typedef {import("./engine.js").Edition} Edition
 * @typedef {import("./engine.js").Program} Program
 * @typedef {import("./logic.js").Row} Row
 * @typedef {import("./logic.js").Values} Values
 *
 * @typedef {object} Constraint
 * @property {string} id
 * @property {string} title
 * @property {string} because
 * @property {number[]} [cites]
 * @property {number} node
 * @property {string} [reading]
 * @property {{given: number, days: number[]}} [undated] The facts that are unknown days, instead of days that have not
 *   come, in a case that leaves them out although it states what is given.
 *
 * @typedef {object} Violation
 * @property {Constraint} constraint
 * @property {number[]} slots What breaks it.
 *
 * @typedef {object} Completed
 * @property {Violation[]} violations The constraints that cannot be satisfied; empty if the case is admissible.
 * @property {Map<number, Constraint>} derived The slots that were narrowed, each with the constraint that did it last.
 */

import { ALL, ANY, FALSE, NOT, TRUE, leaves, truth } from "./logic.js";

/**
 * Narrows the values, in place, to what the constraints leave possible.
 *
 * @param {Edition} edition
 * @param {Program} program
 * @param {Values} values
 * @param {number} today
 * @returns {Completed}
 */
export function complete({ nodes, constraints, mostRounds }, program, values, today) {
  /** @type {number[]} */
  const by = [];
  /** @type {(failed: Constraint[]) => Violation[]} */
  const broken = (failed) => {
    const found = constraints
      .filter((constraint) => truth(nodes, constraint.node, values) === FALSE)
      .map((constraint) => ({ constraint, slots: [...new Set(culprits(nodes, constraint.node, values, true))] }));
    return found.length ? found : failed.map((constraint) => ({ constraint, slots: [...leaves(nodes, constraint.node)] }));
  };
  const done = (/** @type {Violation[]} */ violations) =>
    ({ violations, derived: new Map(Object.entries(by).map(([slot, index]) => [Number(slot), constraints[index]])) });
  for (let rounds = 0, last = constraints[0]; ; rounds += 1) {
    const truths = constraints.map(({ node }) => truth(nodes, node, values));
    if (truths.includes(FALSE)) return done(broken([]));
    if (rounds > mostRounds) return done(broken([last])); // such as days that must each lie before the other
    let again = false;
    for (const [index, constraint] of constraints.entries()) {
      const found = truths[index] === TRUE ? 0 : program.narrow[index](values, today, by);
      if (found > 0) return done(broken([constraint]));
      if (found < 0) [again, last] = [true, constraint];
    }
    if (!again) return done([]);
  }
}

/**
 * Lists the slots that make a condition other than wanted.
 *
 * @param {Row[]} rows
 * @param {number} node
 * @param {Values} values
 * @param {boolean} wanted
 * @returns {number[]}
 */
function culprits(rows, node, values, wanted) {
  const [kind, ...parts] = rows[node];
  if (kind === NOT) return culprits(rows, parts[0], values, !wanted);
  if (kind !== ALL && kind !== ANY) return [...leaves(rows, node)];
  const wrong = parts.filter((part) => truth(rows, part, values) === (wanted ? FALSE : TRUE));
  // One failing part is enough to break a conjunction.
  const telling = (kind === ALL) === wanted ? wrong.slice(0, 1) : wrong;
  return telling.flatMap((part) => culprits(rows, part, values, wanted));
}
