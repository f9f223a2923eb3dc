/**
 * What an interview has found so far, and what is still open of what it is to find.
 *
 * @import { Question, State } from "../try/engine.js"
 * @import { Violation } from "../try/admissible.js"
 * @import { Interview, Led } from "./stated.js"
 * @import { Need } from "../try/needs.js"
 *
 * @typedef {object} Standing How a norm of the role's bearers stands, as it is shown.
 * @property {number} index The place of its rule.
 * @property {boolean} applies Whether it surely does.
 * @property {string[]} statuses Those that are possible, but for that it does not apply.
 * @property {number | null} due The last day, if it is certain.
 * @property {number | null} earliest The first that may be the last, if that is not certain.
 * @property {number | null} latest
 */

import { evaluated } from "../try/evaluated.js";
import { decidingDay } from "../try/case.js";
import { EARLIEST, NEVER } from "../try/logic.js";
import { needs } from "../try/needs.js";
import { Presumed } from "../try/presuming.js";
import { behind, unitsOf } from "../try/reach.js";
import { standing } from "../try/standing.js";
import { factsOf, ordinaryFacts, presumedBy } from "./stated.js";

const UNDONE = ["overdue", "pending", "open"];
const WATCHED = [...UNDONE, "lapsed"];
const TO_DO = [...UNDONE, "owed"];

/** The answers cannot be true together, or nothing was in force. */
export class NoCase extends Error {
  /**
   * @param {Violation[]} violations Empty if nothing was in force on the day that decides.
   * @param {State | null} state
   * @param {number} day That day.
   * @param {boolean} [stated] Whether the case states it; else it is the day of evaluation.
   */
  constructor(violations, state, day, stated = false) {
    super("no such case");
    this.stated = stated;
    this.violations = violations;
    this.state = state;
    this.day = day;
  }
}

/** What follows from the answers. */
export class View {
  /**
   * @param {Led} led
   * @param {Interview} interview
   * @param {boolean} [tentatively] Whether the rest counts as ordinary while that has not been asked.
   * @throws {NoCase | import("../try/periods.js").CalendarError}
   */
  constructor(led, interview, tentatively = false) {
    const role = led.role(interview.role), facts = factsOf(led, interview);
    // Who is led by a law that has ended has said that it governs; when the matter was received is still asked.
    const told = decidingDay(led.book, facts), day = told ?? Math.min(interview.on, led.book.until ?? interview.on);
    const found = evaluated(led.book, facts, interview.on, day);
    if (!found) throw new NoCase([], null, day, told !== null);
    if (found.violations.length) throw new NoCase(found.violations, found.state, interview.on);
    const { edition } = found;
    this.facts = facts;
    this.stated = found.state;
    this.presume = presumedBy(led, interview, tentatively);
    const ordinary = ordinaryFacts(led, edition, this.presume);
    this.presumed = ordinary.length ? new Presumed(found.state, facts, ordinary) : null;
    this.state = this.presumed?.state ?? found.state;
    this.questions = role.answers.map((name) => /** @type {Question} */ (edition.questions.find((one) => one.name === name)));
    /** The questions that are not answered. */
    this.undecided = this.questions.filter((question) => this.state.decision(question).status === "undetermined");
    const own = [...edition.rules.keys()].filter((index) => role.bearers.includes(edition.rules[index].norm?.who ?? ""));
    const mayApply = own.filter((index) => !isRuledOut(index, this.state));
    /** How the norms of the role's bearers stand that may apply, in the order of their rules. */
    this.norms = mayApply.map((index) => standingOf(index, this.state));
    const timed = this.norms.filter(({ index }) => hasLastDay(index, this.state));
    const [first, contenders] = firstOf(timed, interview.on);
    /** The norm whose last day comes first; null if none has one that is certain. */
    this.first = first;
    /** Norms whose last day may come earlier, or of which it must be known if they were done. */
    this.contenders = contenders;
    this.ruledOut = own.filter((index) =>
      isRuledOut(index, this.state) && !isRuledOut(index, found.state) && hasLastDay(index, this.state));
    this.steps = stepsOf(this.norms, this.state);
  }

  /**
   * Returns the facts that would settle more of what is open, the most decisive first.
   *
   * @returns {Need[]}
   */
  useful() {
    if (!this.undecided.length && !this.contenders.length) return [];
    const { engine, today } = this.state;
    const read = behind(engine, this.undecided.map(({ slot }) => slot)).facts;
    for (const norm of this.contenders) for (const fact of this.#read(norm, engine, today)) read.add(fact);
    const found = needs(this.state, this.undecided, this.contenders.map(({ index }) => index));
    const helping = found.filter(({ fact }) => read.has(fact));
    return helping.length ? helping : found.filter(({ decides }) => decides.length);
  }

  /** Returns the presumed facts on which the answers, the first last day and the steps rest. */
  resting() {
    const { presumed } = this;
    if (!presumed) return [];
    const rules = [...(this.first ? [this.first] : []), ...this.steps, ...this.contenders].map(({ index }) => index);
    const found = new Set([
      ...this.questions.flatMap((question) => (presumed.decision(question) ? presumed.grounds(question) : [])),
      ...[...rules, ...this.ruledOut].flatMap((index) => [...presumed.groundsOf(index), ...presumed.groundsOf(index, true)]),
    ]);
    return presumed.facts.filter((fact) => found.has(fact));
  }

  /**
   * Lists the facts on which it hangs when the last day of a norm is, and, if that has passed, if it was kept.
   *
   * @param {Standing} norm
   * @param {State["engine"]} engine
   * @param {number} today
   */
  #read({ index, applies, due }, engine, today) {
    const { norm } = engine.edition.rules[index];
    if (norm && due !== null && due < today) return behind(engine, [norm.status]).facts;
    // What the period reads stands first; the day on which it was done, if any, last.
    const read = norm?.reads ?? [], period = norm?.done ? read.slice(0, -1) : read;
    const days = period.flatMap((slot) => engine.factOf.get(slot) ?? []);
    return applies ? days : [...days, ...behind(engine, [], unitsOf(engine, index)).facts];
  }
}

/**
 * Says whether a norm surely does not apply.
 *
 * @param {number} index
 * @param {State} state
 */
function isRuledOut(index, { edition, values }) {
  return !(values[Number(edition.rules[index].norm?.status)] & ~1);
}

/**
 * @param {number} index
 * @param {State} state
 * @returns {Standing}
 */
function standingOf(index, state) {
  const [mask, low, high] = standing(index, state), { kind = "" } = state.edition.rules[index].norm ?? {};
  const statuses = state.book.statuses[kind].filter((_, bit) => bit && (mask >> bit) & 1);
  const found = { index, applies: !(mask & 1), statuses, due: null, earliest: null, latest: null };
  if (low === high && high < NEVER) return { ...found, due: low };
  return { ...found, earliest: low > EARLIEST && low < NEVER ? low : null, latest: high < NEVER ? high : null };
}

/**
 * Says whether a last day of a norm is one to watch: of a duty, or of a right of the petitioner.
 *
 * @param {number} index
 * @param {State} state
 */
function hasLastDay(index, { edition }) {
  const { norm } = edition.rules[index];
  return norm?.due !== undefined && (norm.kind !== "permission" || norm.own === true);
}

/**
 * Returns the norm whose last day comes first, and those of which more must be known to tell.
 *
 * @param {Standing[]} timed
 * @param {number} today
 * @returns {[Standing | null, Standing[]]}
 */
function firstOf(timed, today) {
  const lapsed = (/** @type {Standing} */ norm) => norm.applies && String(norm.statuses) === "lapsed";
  const waiting = timed.filter(({ statuses }) => statuses.some((status) => WATCHED.includes(status)));
  const certain = waiting.filter(({ applies, due }) => applies && due !== null);
  const unsure = waiting.filter((norm) =>
    !certain.includes(norm) || (Number(norm.due) < today && norm.statuses.length !== 1));
  const first = [...certain].sort((one, other) =>
    Number(lapsed(one)) - Number(lapsed(other)) || Number(one.due) - Number(other.due))[0] ?? null;
  const before = first && !lapsed(first) ? Number(first.due) : Infinity;
  return [first, unsure.filter((norm) => norm === first || before === Infinity || (norm.earliest ?? norm.due ?? 0) < before)];
}

/**
 * Lists what must not, must or may be done: what must not first, and the rest by its last day.
 *
 * @param {Standing[]} norms
 * @param {State} state
 */
function stepsOf(norms, { edition: { rules } }) {
  const forbids = (/** @type {Standing} */ { index }) => rules[index].norm?.kind === "prohibition";
  const day = (/** @type {Standing} */ { due, earliest, latest }) => due ?? earliest ?? latest ?? Infinity;
  const order = (/** @type {Standing} */ norm) =>
    [Number(!forbids(norm)), day(norm), Number(!rules[norm.index].norm?.promptly)];
  return norms
    .filter((norm) => norm.applies && !rules[norm.index].general
      && (forbids(norm) || norm.statuses.some((status) => TO_DO.includes(status))))
    .sort((one, other) => {
      const [left, right] = [order(one), order(other)], place = left.findIndex((part, index) => part !== right[index]);
      return place < 0 ? 0 : left[place] < right[place] ? -1 : 1;
    });
}
