/**
 * Holding a case against the constraints: it is refused, or completed by what follows from them.
 *
 * @typedef {import("./logic.js").Row} Row
 * @typedef {import("./logic.js").Values} Values
 */

import {
  AFTER, ALL, AMONG, ANY, BEFORE, COMPARED, COUNT, FALSE, HAPPENED, NEVER, NOT, ON_OR_AFTER, ON_OR_BEFORE, SEQUENCE,
  TRUE, leaves, truth,
} from "./logic.js";

/** What holds of a day that has come where an order does not. */
const OPPOSITE = [ON_OR_AFTER, AFTER, ON_OR_BEFORE, BEFORE];

/** What is known leaves no way to satisfy a condition. */
class Impossible extends Error {}

/** Values that are narrowed so that conditions hold. */
class Knowledge {
  /**
   * @param {Row[]} rows
   * @param {Values} values Narrowed in place.
   * @param {number} today
   * @param {Set<number>} events The slots of the dates that record what happened: none lies after today.
   */
  constructor(rows, values, today, events) {
    this.rows = rows;
    this.values = values;
    this.today = today;
    this.events = events;
    /** @type {Set<number>} The slots that were narrowed. */
    this.changed = new Set();
  }

  /**
   * Narrows the values so that a condition is as wanted, as far as that has just one way.
   *
   * @param {number} node
   * @param {boolean} wanted
   */
  force(node, wanted) {
    const row = this.rows[node];
    switch (row[0]) {
      case ALL:
      case ANY:
        if ((row[0] === ALL) === wanted) {
          for (let part = 1; part < row.length; part += 1) this.force(row[part], wanted);
        } else {
          this.#forceOneOf(row.slice(1), wanted);
        }
        break;
      case NOT:
        this.force(row[1], !wanted);
        break;
      case AMONG:
        this.#keep(row[1], wanted ? row[2] : row[3] ^ row[2]);
        break;
      case COUNT:
        this.#forceCount(row[1], row[2], row[3], wanted);
        break;
      case HAPPENED:
        if (wanted) this.#narrow(row[1], 0, NEVER - 1);
        else this.#narrow(row[1], NEVER, NEVER);
        break;
      case COMPARED:
        this.#forceOrder(row[1], row[2], row[3], wanted);
        break;
      case SEQUENCE:
        this.#forceSequence(row[1], row[2], wanted);
        break;
      default:
        throw new Error(`no such condition: ${row[0]}`);
    }
  }

  /**
   * @param {number[]} parts
   * @param {boolean} wanted
   */
  #forceOneOf(parts, wanted) {
    const bit = wanted ? TRUE : FALSE;
    const possible = parts.filter((part) => truth(this.rows, part, this.values) & bit);
    if (possible.length === 0) throw new Impossible();
    if (possible.length === 1) this.force(possible[0], wanted);
  }

  /**
   * @param {number} slot
   * @param {number} mask
   */
  #keep(slot, mask) {
    const kept = this.values[slot] & mask;
    if (!kept) throw new Impossible();
    if (kept !== this.values[slot]) {
      this.values[slot] = kept;
      this.changed.add(slot);
    }
  }

  /**
   * @param {number} slot
   * @param {number} least
   * @param {number} most
   * @param {boolean} wanted
   */
  #forceCount(slot, least, most, wanted) {
    if (wanted) this.#narrow(slot, least, most);
    else if (this.values[slot] >= least) this.#narrow(slot, most + 1, NEVER);
    else if (this.values[slot + 1] <= most) this.#narrow(slot, 0, least - 1);
  }

  /**
   * @param {number} slot
   * @param {number} order
   * @param {number} other
   * @param {boolean} wanted
   */
  #forceOrder(slot, order, other, wanted) {
    const { values } = this;
    if (!wanted) {
      if (values[slot + 1] === NEVER) {
        // What must not come before another day comes later, or never: and never comes after every day.
        const earliest = values[other];
        if (order === BEFORE) this.#narrow(slot, earliest, NEVER);
        else if (order === ON_OR_BEFORE) this.#narrow(slot, Math.min(earliest + 1, NEVER), NEVER);
        return;
      }
      order = OPPOSITE[order];
    }
    this.#narrow(slot, 0, NEVER - 1);
    switch (order) {
      case BEFORE:
        this.#narrow(slot, 0, values[other + 1] - 1);
        this.#narrow(other, values[slot] + 1, NEVER);
        break;
      case ON_OR_BEFORE:
        this.#narrow(slot, 0, values[other + 1]);
        this.#narrow(other, values[slot], NEVER);
        break;
      case AFTER:
        this.#narrow(other, 0, values[slot + 1] - 1);
        this.#narrow(slot, values[other] + 1, NEVER);
        break;
      default:
        this.#narrow(other, 0, values[slot + 1]);
        this.#narrow(slot, values[other], NEVER);
    }
  }

  /**
   * @param {number} earlier
   * @param {number} later
   * @param {boolean} wanted
   */
  #forceSequence(earlier, later, wanted) {
    const { values } = this;
    if (wanted) {
      this.#narrow(earlier, 0, values[later + 1]);
      this.#narrow(later, values[earlier], NEVER);
    } else {
      this.#narrow(later, 0, values[earlier + 1] - 1);
      this.#narrow(earlier, values[later] + 1, NEVER);
    }
  }

  /**
   * @param {number} slot
   * @param {number} least
   * @param {number} most
   */
  #narrow(slot, least, most) {
    const { values } = this;
    let low = Math.max(least, values[slot]);
    let high = Math.min(most, values[slot + 1]);
    if (this.events.has(slot)) {
      if (this.today < low) low = NEVER;
      if (this.today < high && high < NEVER) high = this.today;
    }
    if (low > high) throw new Impossible();
    if (low !== values[slot] || high !== values[slot + 1]) {
      values[slot] = low;
      values[slot + 1] = high;
      this.changed.add(slot);
    }
  }
}

/**
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

/**
 * Narrows the values, in place, to what the constraints leave possible.
 *
 * @param {Row[]} rows
 * @param {Constraint[]} constraints
 * @param {Values} values
 * @param {number} today
 * @param {Set<number>} events
 * @returns {Completed}
 */
export function complete(rows, constraints, values, today, events) {
  /** @type {Map<number, Constraint>} */
  const derived = new Map();
  for (;;) {
    const truths = constraints.map((constraint) => truth(rows, constraint.node, values));
    if (truths.includes(FALSE)) return { violations: broken(rows, constraints, values), derived };
    const open = constraints.filter((constraint, index) => truths[index] !== TRUE && follows(rows, constraint, values));
    let narrowed = false;
    for (const constraint of open) {
      const knowledge = new Knowledge(rows, values, today, events);
      try {
        knowledge.force(constraint.node, true);
      } catch (error) {
        if (!(error instanceof Impossible)) throw error;
        const found = broken(rows, constraints, values);
        const whole = { constraint, slots: [...leaves(rows, constraint.node)] };
        return { violations: found.length ? found : [whole], derived };
      }
      for (const slot of knowledge.changed) derived.set(slot, constraint);
      narrowed ||= knowledge.changed.size > 0;
    }
    if (!narrowed) return { violations: [], derived };
  }
}

/**
 * Tells whether something may follow from a constraint: not where two of its alternatives are still possible.
 *
 * @param {Row[]} rows
 * @param {Constraint} constraint
 * @param {Values} values
 */
function follows(rows, constraint, values) {
  const row = rows[constraint.node];
  const inner = row[0] === NOT ? rows[row[1]] : row;
  if (inner[0] !== (row[0] === NOT ? ALL : ANY)) return true;
  const bit = row[0] === NOT ? FALSE : TRUE;
  return inner.slice(1).filter((part) => truth(rows, part, values) & bit).length < 2;
}

/**
 * @param {Row[]} rows
 * @param {Constraint[]} constraints
 * @param {Values} values
 * @returns {Violation[]}
 */
function broken(rows, constraints, values) {
  return constraints
    .filter((constraint) => truth(rows, constraint.node, values) === FALSE)
    .map((constraint) => ({ constraint, slots: [...new Set(culprits(rows, constraint.node, values, true))] }));
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
  const row = rows[node];
  if (row[0] === NOT) return culprits(rows, row[1], values, !wanted);
  if (row[0] === ALL || row[0] === ANY) {
    const wrong = row.slice(1).filter((part) => truth(rows, part, values) === (wanted ? FALSE : TRUE));
    // One failing part is enough to break a conjunction.
    const telling = (row[0] === ALL) === wanted ? wrong.slice(0, 1) : wrong;
    return telling.flatMap((part) => culprits(rows, part, values, wanted));
  }
  if (row[0] === SEQUENCE) return [row[2], row[1]];
  return [...leaves(rows, node)];
}
