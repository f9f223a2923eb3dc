/**
 * The words of readers: in which ways a term may be said, of which known words it is made, and where it leads.
 *
 * @typedef {object} Pages The data, as `search.yaml` of the pack and its overlays say and the pages of the site have it.
 * @property {string[]} sections The sections of the site, in order.
 * @property {Doc[]} docs
 * @property {string[][]} synonyms
 * @property {string[][]} counted
 * @property {string[]} filler
 * @property {{ words: string[], to: string[] }[]} leads
 * @property {[string, string][]} silent Words that the law does not have, with the sentence that says so.
 * @property {{ title: string, to: string }[]} suggestions
 *
 * @typedef {object} Doc A page, or what stands below one of its headings.
 * @property {string} at Its address, from the root of the site.
 * @property {string} title
 * @property {string} text
 * @property {number} [section] Of a page: its section.
 * @property {string[]} [tags] Of a page: words by which it is found first.
 * @property {number} [boost] Of a page: how much more it counts.
 * @property {boolean} [late] Of a page: whether it comes after all others, as of a law that is no longer in force.
 */

import { alike } from "./plain.js";

const MOST_WAYS = 30; // of saying a term
const NEXT_LEAD = 0.7; // how much a page counts to which a word leads, beside the page before it
const PROVISION = /^(\d+)\.(\d+)(?:\.(\d+))?$/;
const SHORT_PROVISION = /^第?(\d+)条(?:第?(\d+)款)?(?:第?(\d+)项)?$/; // 36条3款
const WORDLESS = /^[\d.]*$/; // never taken for a word inside a term

/** What readers say, and what that means here. */
export class Words {
  /**
   * @param {Pages} pages
   * @param {string[]} keywords Those of all pages.
   */
  constructor({ synonyms, counted, filler, leads }, keywords) {
    const written = (/** @type {string[]} */ list) => list.map(alike);
    this.synonyms = synonyms.map(written);
    this.counted = counted.map(written);
    this.filler = new Set(written(filler));
    /** @type {Map<string, Map<string, number>>} To which addresses a word leads, and how surely: 1 for the first. */
    this.leads = new Map();
    for (const lead of leads) {
      for (const word of written(lead.words)) {
        const to = this.leads.get(word) ?? new Map();
        lead.to.forEach((place) => to.has(place) || to.set(place, NEXT_LEAD ** to.size));
        this.leads.set(word, to);
      }
    }
    const known = keywords.filter((word) => !WORDLESS.test(word));
    this.known = new Set([...known, ...this.leads.keys(), ...this.synonyms.flat(), ...this.filler]);
    this.longest = Math.max(0, ...[...this.known].map((word) => word.length));
  }

  /**
   * Cuts a query into terms, each with the ways in which it may be written.
   *
   * @param {string} query
   */
  terms(query) {
    const typed = query.split(/[\s，。、；：？！,;?!"“”]+/).filter(Boolean);
    return typed.map((term) => ({ typed: term, ways: this.ways(alike(term)) }));
  }

  /**
   * Lists the ways in which a term may be written, as it was typed first.
   *
   * @param {string} term
   */
  ways(term) {
    const provision = PROVISION.exec(term);
    if (provision) {
      const [, article, second, item] = provision;
      const place = item ? `第${second}款第${item}项` : `第${second}款`;
      const short = !item ? [second] : second === "1" ? [item] : [];
      return [term, `第${article}条${place}`, ...short.map((number) => `第${article}条第${number}项`)];
    }
    const ways = new Set([term]);
    const [, article, paragraph, item] = SHORT_PROVISION.exec(term) ?? [];
    if (article) ways.add(`第${article}条${paragraph ? `第${paragraph}款` : ""}${item ? `第${item}项` : ""}`);
    for (const way of ways) {
      for (const other of this.#otherWays(way)) if (ways.size < MOST_WAYS) ways.add(other);
    }
    return [...ways];
  }

  /** @param {string} way */
  *#otherWays(way) {
    for (const group of this.synonyms) {
      for (const word of group) {
        // A word inside its own synonym would be put in again and again.
        if (way.includes(word)) yield* group.filter((other) => !other.includes(word)).map((other) => way.replace(word, other));
      }
    }
    for (const group of this.counted) {
      for (const word of group) {
        const at = way.search(new RegExp(`[0-9]${word}`)) + 1;
        if (at) yield* group.filter((other) => other !== word).map((other) => way.slice(0, at) + other + way.slice(at + word.length));
      }
    }
  }

  /**
   * Cuts a term into known words, as few as can be; null if something is left that is none.
   *
   * @param {string} term
   */
  parts(term) {
    /** @type {string[][]} */
    const best = [[]];
    for (let end = 1; end <= term.length; end++) {
      for (let start = Math.max(0, end - this.longest); start < end; start++) {
        if (!best[start] || !this.known.has(term.slice(start, end))) continue;
        if (!best[end] || best[start].length + 1 < best[end].length) best[end] = [...best[start], term.slice(start, end)];
      }
    }
    const parts = best[term.length]?.filter((part) => !this.filler.has(part));
    return parts?.length && parts[0] !== term ? parts : null;
  }
}
