/**
 * What lies in each slot of an edition, in words.
 *
 * @import { Book, Edition } from "./engine.js"
 *
 * @typedef {object} Name What lies in a slot.
 * @property {string} title
 * @property {"choice" | "count" | "date"} kind
 * @property {string[]} labels For a choice, of each bit of the mask.
 * @property {string[]} [says] For a fact with one of several values: that it has each, as a sentence.
 * @property {boolean} [plain] Whether it is true or false, so that 是 and 否 are all that can be said of it.
 * @property {string} [fact] Of a fact, or of a member of one: the fact.
 * @property {string} [at] Where it is described.
 * @property {number[]} [rules] For a concept: the rules that define it; for a status or a last day: the norm's rule.
 */

const YES_NO = ["是", "否"];

/**
 * Says what lies in each slot of an edition.
 *
 * @param {Book} book
 * @param {Edition} edition
 * @returns {Map<number, Name>}
 */
export function namesOf(book, edition) {
  /** @type {Map<number, Name>} */
  const names = new Map();
  book.facts.forEach((fact, index) => {
    const slot = edition.slots[index];
    const { name, title, at } = fact;
    const members = fact.members ?? [];
    if (fact.kind === "set") {
      members.forEach(([, label], member) => {
        names.set(slot + member, { title: `${title}包括“${label}”`, kind: "choice", labels: YES_NO, plain: true, fact: name, at });
      });
    } else if (fact.kind === "count" || fact.kind === "date") {
      names.set(slot, { title, kind: fact.kind, labels: [], fact: name, at });
    } else {
      const labels = fact.kind === "bool" ? YES_NO : members.map(([, label]) => label);
      names.set(slot, { title, kind: "choice", labels, says: fact.says, plain: fact.kind === "bool", fact: name, at });
    }
  });
  for (const { slot, title, rules } of edition.concepts) names.set(slot, { title, kind: "choice", labels: YES_NO, plain: true, rules });
  for (const { slot, title, answers } of edition.questions) {
    const labels = [...answers.map(([, label]) => label), book.outcomes.not_applicable, book.outcomes.no_rule];
    names.set(slot, { title, kind: "choice", labels });
  }
  edition.rules.forEach(({ title, at, norm }, index) => {
    if (!norm) return;
    const rules = [index];
    const labels = book.statuses[norm.kind].map((status) => book.labels[status]);
    names.set(norm.status, { title: `“${title}”`, kind: "choice", labels, at, rules });
    if (norm.due !== undefined) {
      names.set(norm.due, { title: `“${title}”的最后一日`, kind: "date", labels: [], at, rules });
    }
  });
  return names;
}
