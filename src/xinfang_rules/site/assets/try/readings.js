/**
 * On which readings a conclusion rests in one case: its own, and those of everything that it follows from.
 *
 * What holds in several ways rests only on what the way with the fewest readings takes; what needs several things rests
 * on the readings of all of them.
 *
 * @import { Book, Question, Rule, State } from "./engine.js"
 * @import { Row } from "./logic.js"
 * @import { Due, Norm } from "./periods.js"
 * @typedef {string[]} Ids What takes the readings: rules, questions, constraints, or the counting of last days; sorted.
 */

import { ALL, AMONG, ANY, FALSE, NOT, TRUE, leaves, leavesSeveral, truth } from "./logic.js";
import { isUncountable } from "./periods.js";

/** Walks from conclusions to what they follow from, in one finished evaluation. */
export class Trace {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    this.edition = state.edition;
    /** @type {Map<number, Ids>} What was found, by slot. */
    this.met = new Map();
    /** @type {Map<number, () => Ids>} What settles a slot that is no fact's. */
    this.settling = new Map();
    for (const question of this.edition.questions) this.settling.set(question.slot, () => this.question(question));
    for (const { slot, rules } of this.edition.concepts) this.settling.set(slot, () => this.#concept(slot, rules));
    for (const rule of this.edition.rules) {
      if (!rule.norm) continue;
      this.settling.set(rule.norm.status, () => this.norm(rule));
      if (rule.norm.due !== undefined) this.settling.set(rule.norm.due, () => this.norm(rule));
    }
    /** The constraints that take readings and completed the case. */
    this.completing = [...new Set(state.derived.values())].filter((constraint) => constraint.reading !== undefined);
  }

  /**
   * @param {Rule} rule
   * @returns {Ids}
   */
  norm(rule) {
    const norm = rule.norm;
    const applies = norm && this.state.values[norm.status] !== 1;
    if (!norm || !applies) return this.#fails(rule);
    const found = [this.#holds(rule)];
    if (!this.#follows(rule)) return all(found);
    for (const unit of norm.units ?? []) found.push(this.#unit(unit, this.state.unit(unit) === TRUE));
    for (const slot of norm.reads ?? []) found.push(this.#slot(slot));
    if (norm.rolling !== undefined && this.#restsOnRolling(rule)) found.push([norm.rolling]);
    return all(found);
  }

  /**
   * @param {Question} question
   * @returns {Ids}
   */
  question(question) {
    const { edition, state } = this;
    /** @type {Ids[]} */
    const found = [];
    if (question.arises !== undefined) {
      if (!(state.unit(question.arises) & TRUE)) {
        const own = question.reading === undefined ? [] : [question.name];
        return all([own, this.#unit(question.arises, false)]);
      }
      found.push(this.#unit(question.arises, true));
    }
    const possible = question.lines.flat().filter((index) => state.held(index) & TRUE);
    const certain = possible.filter((index) => state.held(index) === TRUE);
    const giving = certain.length ? certain : possible;
    for (const line of question.lines) {
      if (!giving.length || line.includes(giving[0])) break;
      for (const index of line) found.push(this.#fails(edition.rules[index]));
    }
    for (const index of giving) found.push(this.#holds(edition.rules[index]));
    return all(found);
  }

  /**
   * @param {number} slot
   * @param {number[]} indices
   */
  #concept(slot, indices) {
    const { values } = this.state;
    const rules = this.edition.rules;
    for (const wanted of values[slot] & TRUE ? [TRUE, TRUE | FALSE] : []) {
      const holding = indices.filter((index) => this.state.held(index) === wanted);
      if (holding.length) return least(holding.map((index) => this.#holds(rules[index])));
    }
    return all(indices.map((index) => this.#fails(rules[index])));
  }

  /**
   * @param {number} slot
   * @returns {Ids}
   */
  #slot(slot) {
    let found = this.met.get(slot);
    if (!found) {
      const settle = this.settling.get(slot);
      found = settle ? settle() : this.state.derived.has(slot) ? this.#completed(slot) : [];
      this.met.set(slot, found);
    }
    return found;
  }

  /** @param {number} slot */
  #completed(slot) {
    const { nodes } = this.edition;
    const by = this.completing.filter(({ node }) => [...leaves(nodes, node)].includes(slot));
    return all(by.map((constraint) => [constraint.id]));
  }

  /** @param {Rule} rule */
  #holds(rule) {
    const { reading, readingWhen } = rule;
    const counts = reading !== undefined && (readingWhen === undefined || this.#mayBe(readingWhen));
    const own = counts ? [rule.id] : [];
    if (!this.#follows(rule)) return own;
    return all([own, this.#unit(rule.unit, true), ...(rule.by ?? []).map((index) => this.#fails(this.edition.rules[index]))]);
  }

  /**
   * @param {Rule} rule
   * @returns {Ids}
   */
  #fails(rule) {
    const own = rule.readingWhen !== undefined && this.#mayBe(rule.readingWhen) ? [rule.id] : [];
    if (!this.#follows(rule)) return own;
    const held = this.state.unit(rule.unit);
    const others = (rule.by ?? []).map((index) => this.edition.rules[index]);
    // A condition that may or may not be met is no reason to fail where an exception surely is one.
    const surely = others.filter((other) => this.state.unit(other.unit) === TRUE);
    if (held === FALSE || (held & FALSE && !surely.length)) return all([own, this.#unit(rule.unit, false)]);
    const holding = surely.length ? surely : others.filter((other) => this.state.unit(other.unit) & TRUE);
    return all([own, least(holding.map((other) => this.#holds(other)))]);
  }

  /**
   * Says whether there is anything to follow from a rule.
   *
   * @param {Rule} rule
   */
  #follows(rule) {
    return rule.leads || this.completing.length > 0;
  }

  /** @param {number} node */
  #mayBe(node) {
    return (truth(this.edition.nodes, node, this.state.values) & TRUE) !== 0;
  }

  /**
   * @param {number} unit
   * @param {boolean} wanted
   */
  #unit(unit, wanted) {
    return this.#condition(this.edition.units[unit], wanted);
  }

  /**
   * @param {number} node
   * @param {boolean} wanted
   * @returns {Ids}
   */
  #condition(node, wanted) {
    const { nodes } = this.edition;
    const row = nodes[node];
    if (row[0] === NOT) return this.#condition(row[1], !wanted);
    if (row[0] !== ALL && row[0] !== ANY) {
      const excluded = row[0] === AMONG ? [this.#excluded(row, wanted)] : [];
      return all([...excluded, ...[...leaves(nodes, node)].map((slot) => this.#slot(slot))]);
    }
    const parts = row.slice(1);
    if ((row[0] === ALL) === wanted) return all(parts.map((part) => this.#condition(part, wanted)));
    const bit = wanted ? TRUE : FALSE;
    const certain = parts.filter((part) => truth(nodes, part, this.state.values) === bit);
    const able = certain.length ? certain : parts.filter((part) => truth(nodes, part, this.state.values) & bit);
    return least(able.map((part) => this.#condition(part, wanted)));
  }

  /**
   * Follows, while an answer is not known, that it is none of those that some conclusion does not stand with.
   *
   * @param {Row} row
   * @param {boolean} wanted
   * @returns {Ids}
   */
  #excluded([, slot, allowed], wanted) {
    const question = this.edition.questions.find((one) => one.slot === slot), mask = this.state.values[slot];
    if (!question || !leavesSeveral(mask)) return [];
    const rules = question.lines.flat().map((index) => this.edition.rules[index]);
    const out = rules.filter(({ answer = 0 }) => !((mask >> answer) & 1) && (((allowed >> answer) & 1) === 1) !== wanted);
    return all(out.map((rule) => this.#fails(rule)));
  }

  /**
   * Tells whether the status would be another if a last day that is no working day were taken the other way.
   *
   * @param {Rule} rule
   */
  #restsOnRolling(rule) {
    const { engine, edition, today, values } = this.state;
    if (!this.turned) {
      const dues = /** @type {Due[]} */ ([]), turned = values.slice();
      engine.program.turn(turned, today, dues, (start, number) => engine.calendar.nthAfter(start, number));
      this.turned = { values: turned, dues };
    }
    const norm = /** @type {Norm} */ (rule.norm), due = this.turned.dues[edition.rules.indexOf(rule)];
    return !(due && isUncountable(due)) && this.turned.values[norm.turned ?? 0] !== (values[norm.status] & ~1);
  }
}

/**
 * Returns the readings of a norm that gives a liability, or of a right or permission that has lapsed, its own first.
 *
 * @param {Rule} rule
 * @param {Trace} trace
 * @returns {Ids}
 */
export function restsOn(rule, trace) {
  const norm = rule.norm;
  if (!norm) return [];
  const { book, values } = trace.state;
  const mask = values[norm.status];
  const lapsed = norm.kind === "permission" && mask === 1 << book.statuses.permission.indexOf("lapsed");
  if (!(rule.grave ? !(mask & 1) : lapsed && norm.due !== undefined)) return [];
  const found = trace.norm(rule);
  return [...found.filter((id) => id === rule.id), ...found.filter((id) => id !== rule.id)];
}

/**
 * Returns the readings of a refusal, or of a question that does not arise.
 *
 * @param {Question} question
 * @param {Trace} trace
 * @returns {Ids}
 */
export function answerRestsOn(question, trace) {
  const decision = trace.state.decision(question);
  if (decision.status === "not_applicable") return question.reading === undefined ? [] : [question.name];
  const answer = decision.status === "decided" ? decision.candidates[0] : -1;
  return question.grave?.includes(answer) ? trace.question(question) : [];
}

/**
 * Says of which kind a reading is.
 *
 * @param {string} id
 * @param {Book} book
 */
export function readingKind(id, book) {
  return book.disputed.includes(id) ? "解释（有争议）" : "解释（条文没有明文）";
}

/**
 * Returns the text of a reading.
 *
 * @param {string} id
 * @param {State} state
 */
export function readingText(id, state) {
  const { rollOn, rules, questions, constraints } = state.edition;
  if (id in rollOn) return rollOn[id];
  const named = questions.find(({ name }) => name === id);
  return (rules.find((rule) => rule.id === id) ?? named ?? constraints.find((one) => one.id === id))?.reading ?? "";
}

/**
 * @param {Ids[]} found
 * @returns {Ids}
 */
function all(found) {
  return [...new Set(found.flat())].sort();
}

/**
 * @param {Ids[]} found
 * @returns {Ids}
 */
function least(found) {
  const order = [...found].sort((one, other) => one.length - other.length || (String(one) < String(other) ? -1 : 1));
  return order[0] ?? [];
}
