/**
 * What something rests on: the facts behind days, numbers, statuses, answers and conditions, directly or through others.
 *
 * @import { Engine } from "./engine.js"
 *
 * @typedef {object} Reached
 * @property {Set<number>} facts The numbers of the facts.
 * @property {Set<number>} slots The slots of all that was come by.
 */

import { leaves } from "./logic.js";

/** @type {WeakMap<Engine, Map<number, {units: number[], slots: number[]}>>} */
const graphs = new WeakMap();

/**
 * Returns all that some slots and conditions rest on, these included.
 *
 * @param {Engine} engine
 * @param {number[]} slots
 * @param {number[]} [units] Conditions of rules and periods, by their places.
 * @returns {Reached}
 */
export function behind(engine, slots, units = []) {
  const { nodes, units: rows } = engine.edition;
  const graph = graphs.get(engine) ?? graphOf(engine);
  graphs.set(engine, graph);
  /** @type {Reached} */
  const found = { facts: new Set(), slots: new Set() };
  const seen = new Set(), waiting = [...slots], open = [...units];
  while (waiting.length || open.length) {
    const slot = waiting.pop();
    if (slot === undefined) {
      const unit = Number(open.pop());
      if (!seen.has(unit)) waiting.push(...leaves(nodes, rows[unit]));
      seen.add(unit);
    } else if (!found.slots.has(slot)) {
      found.slots.add(slot);
      const fact = engine.factOf.get(slot);
      if (fact !== undefined) found.facts.add(fact);
      const settled = graph.get(slot);
      if (settled) open.push(...settled.units), waiting.push(...settled.slots);
    }
  }
  return found;
}

/**
 * Returns facts, and all that constraints bind to them, directly or through others.
 *
 * @param {Engine} engine
 * @param {Iterable<number>} facts
 */
export function bound({ edition: { constraints, nodes }, factOf }, facts) {
  const found = new Set(facts);
  const ties = constraints.map(({ node }) => [...leaves(nodes, node)].map((slot) => Number(factOf.get(slot))));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const tied of ties) if (tied.some((fact) => found.has(fact))) for (const fact of tied) found.add(fact);
  }
  return found;
}

/**
 * Lists the conditions on which a rule holds: its own, and those of the rules that displace it by exception.
 *
 * @param {Engine} engine
 * @param {number} index The place of the rule.
 */
export function unitsOf({ edition: { rules } }, index) {
  return [index, ...(rules[index].by ?? [])].map((rule) => rules[rule].unit);
}

/**
 * Says by which conditions, and by which days and numbers besides, each slot is settled that is no fact's.
 *
 * @param {Engine} engine
 */
function graphOf(engine) {
  const { concepts, questions, rules } = engine.edition;
  /** @type {Map<number, {units: number[], slots: number[]}>} */
  const graph = new Map();
  const units = (/** @type {number[]} */ indices) => indices.flatMap((index) => unitsOf(engine, index));
  for (const { slot, rules: defining } of concepts) graph.set(slot, { units: units(defining), slots: [] });
  for (const { slot, arises, lines } of questions) {
    graph.set(slot, { units: [...(arises === undefined ? [] : [arises]), ...units(lines.flat())], slots: [] });
  }
  rules.forEach(({ norm }, index) => {
    if (!norm) return;
    const settled = { units: [...units([index]), ...(norm.units ?? [])], slots: norm.reads ?? [] };
    graph.set(norm.status, settled);
    if (norm.due !== undefined) graph.set(norm.due, settled);
  });
  return graph;
}
