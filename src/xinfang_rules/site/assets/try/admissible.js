/**
 * Holding a case against the constraints: it is refused, or completed by what follows from them.
 *
 * @import { Edition, Program } from "./engine.js"
 * @import { Row, Values } from "./logic.js"
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
 * @param {boolean} told Whether it is told what contradicts; else it is only told that something does.
 * @returns {Completed}
 */
export function complete({ nodes, constraints, mostRounds }, { narrow }, values, today, told) {
  /** @type {number[]} */
  const by = [];
  const refused = (/** @type {number} */ last) =>
    ({ violations: broken(nodes, constraints, last, values), derived: new Map() });
  let last = 0;
  for (let rounds = 0; ; rounds += 1) {
    // What goes on for longer goes on for ever, such as days that must each lie before the other.
    if (rounds > mostRounds || constraints.some(({ node }) => truth(nodes, node, values) === FALSE)) return refused(last);
    let again = false;
    for (let index = 0; index < constraints.length; index += 1) {
      if (truth(nodes, constraints[index].node, values) === TRUE) continue;
      const before = told ? values.slice() : values;
      const found = narrow[index](values, today, by);
      if (found > 0) {
        if (told) takeBack(narrow[index], values, before, today);
        return refused(index);
      }
      if (found < 0) [again, last] = [true, index];
    }
    if (!again) break;
  }
  /** @type {Map<number, Constraint>} */
  const derived = new Map();
  by.forEach((index, slot) => derived.set(slot, constraints[index]));
  return { violations: [], derived };
}

/**
 * Narrows by one constraint once more, but for the statement that leaves nothing possible.
 *
 * @param {Program["narrow"][0]} narrow
 * @param {Values} values
 * @param {Values} before What they were before.
 * @param {number} today
 */
function takeBack(narrow, values, before, today) {
  /** @type {[number, number][]} What the statement wrote over. */
  let written = [];
  values.set(before);
  const watched = new Proxy(values, {
    set(at, slot, value) {
      written.push([Number(slot), at[Number(slot)]]);
      at[Number(slot)] = value;
      return true;
    },
  });
  // Whoever has narrowed something says so last.
  const by = new Proxy(/** @type {number[]} */ ([]), { set: () => Boolean((written = [])) });
  narrow(watched, today, by);
  for (const [slot, value] of written.reverse()) values[slot] = value;
}

/**
 * Lists the constraints that values break, or, where none is plainly false, the one that leaves nothing possible.
 *
 * @param {Row[]} rows
 * @param {Constraint[]} constraints
 * @param {number} last The place of that one.
 * @param {Values} values
 * @returns {Violation[]}
 */
function broken(rows, constraints, last, values) {
  const found = constraints.filter(({ node }) => truth(rows, node, values) === FALSE);
  if (!found.length) return [{ constraint: constraints[last], slots: [...leaves(rows, constraints[last].node)] }];
  return found.map((constraint) => ({ constraint, slots: [...new Set(culprits(rows, constraint.node, values, true))] }));
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
