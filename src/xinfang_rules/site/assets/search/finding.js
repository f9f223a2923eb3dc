/**
 * Finds pages. Chinese is searched as it stands: what was typed is found as typed, and in every way in which it may be said
 * (逾期 for 超期). What is made of known words alone (转送几天) is looked for by these too. Only what is found nowhere is
 * looked for in pairs of characters.
 *
 * @import { Pages } from "./words.js"
 *
 * @typedef {object} Entry A page, or what stands below one of its headings, written alike.
 * @property {string} at
 * @property {Entry | null} page Null for a page itself.
 * @property {string} title
 * @property {string} text
 * @property {string} plainTitle
 * @property {string} plainText
 * @property {string[]} keywords
 * @property {number} section
 * @property {number} boost
 * @property {boolean} late
 *
 * @typedef {object} Hit
 * @property {Entry} entry
 * @property {number} score
 * @property {number} lead What counts however often the entry is named.
 * @property {string[]} ways
 *
 * @typedef {object} Found A page that was found.
 * @property {Entry} page
 * @property {{ entry: Entry, ways: string[], score: number }[]} places Of it, the best first.
 */

import { alike, occurrences } from "./plain.js";
import { Words } from "./words.js";

const WEIGHT = { lead: 9000, keyword: 1000, keywordStart: 400, title: 600, titleStart: 300, titlePart: 200, text: 20, again: 2, pairs: 8 };
const IN_PARTS = 0.5; // how much a match of the words in a term counts beside one of the term
const OTHERWISE = 0.9; // how much a match of another way to say a term counts
const WHOLE = 1.2; // how much a match of a page counts beside one of a section

/** All pages of a site. */
export class Index {
  /** @param {Pages} pages */
  constructor(pages) {
    this.sections = pages.sections;
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Entry | null} */
    let page = null;
    for (const { at, title, text, section, tags = [], boost = 1, late = false } of pages.docs) {
      const whole = section !== undefined;
      /** @type {Entry} */
      const entry = {
        at, title, text, plainTitle: alike(title), plainText: alike(text), keywords: tags.map(alike),
        page: whole ? null : page, section: section ?? page?.section ?? 0,
        boost: whole ? boost : page?.boost ?? 1, late: whole ? late : page?.late ?? false,
      };
      if (whole) page = entry;
      this.entries.push(entry);
    }
    this.words = new Words(pages, this.entries.flatMap((entry) => entry.keywords));
  }

  /**
   * Lists the pages that answer a query, the best first, and after them those that come late.
   *
   * @param {string} query
   * @returns {Found[]}
   */
  search(query) {
    const terms = this.words.terms(query);
    /** @type {Map<Entry, { score: number, lead: number, terms: Set<string>, ways: string[] }>} */
    const found = new Map();
    for (const { typed, ways } of terms) {
      const parts = this.words.parts(ways[0]);
      const hits = [...this.#hits(ways), ...(parts ? this.#hitsInParts(parts) : [])];
      for (const { entry, score, lead, ways: held } of hits.length ? hits : this.#hitsInPairs(ways[0])) {
        const hit = found.get(entry) ?? { score: 0, lead: 0, terms: new Set(), ways: [] };
        hit.score += score;
        hit.lead += lead;
        hit.terms.add(typed);
        hit.ways.push(...held);
        found.set(entry, hit);
      }
    }
    /** @type {Map<Entry, Found>} */
    const pages = new Map();
    for (const [entry, hit] of found) {
      const share = hit.terms.size / terms.length;
      const score = (hit.score * entry.boost * (entry.page ? 1 : WHOLE) + hit.lead) * share * share;
      const page = entry.page ?? entry;
      const group = pages.get(page) ?? { page, places: [] };
      group.places.push({ entry, ways: hit.ways, score });
      pages.set(page, group);
    }
    for (const { places } of pages.values()) places.sort((a, b) => b.score - a.score);
    return [...pages.values()]
      .sort((a, b) => Number(a.page.late) - Number(b.page.late) || b.places[0].score - a.places[0].score);
  }

  /**
   * Lists the entries that hold a term in any of its ways.
   *
   * @param {string[]} ways
   * @returns {Hit[]}
   */
  #hits(ways) {
    const hits = [];
    for (const entry of this.entries) {
      let score = 0, lead = 0;
      ways.forEach((way, index) => {
        const counts = index ? OTHERWISE : 1;
        score = Math.max(score, match(entry, way) * counts);
        lead = Math.max(lead, (this.words.leads.get(way)?.get(entry.at) ?? 0) * WEIGHT.lead * counts);
      });
      if (score > 0 || lead > 0) hits.push({ entry, score, lead, ways });
    }
    return hits;
  }

  /**
   * Lists the entries that hold the words of which a term is made, those that hold more of them first.
   *
   * @param {string[]} parts
   * @returns {Hit[]}
   */
  #hitsInParts(parts) {
    const found = new Map();
    for (const part of parts) {
      for (const { entry, score, lead, ways } of this.#hits(this.words.ways(part))) {
        const hit = found.get(entry) ?? { score: 0, lead: 0, count: 0, ways: [] };
        found.set(entry, { score: hit.score + score, lead: hit.lead + lead, count: hit.count + 1, ways: [...hit.ways, ...ways] });
      }
    }
    return [...found].map(([entry, { score, lead, count, ways }]) => {
      const share = IN_PARTS * (count / parts.length) ** 2;
      return { entry, score: score * share, lead: lead * share, ways };
    });
  }

  /**
   * Lists the entries that hold most pairs of characters of a term.
   *
   * @param {string} term
   * @returns {Hit[]}
   */
  #hitsInPairs(term) {
    const pairs = Array.from({ length: Math.max(0, term.length - 1) }, (_, i) => term.slice(i, i + 2));
    if (pairs.length < 2) return [];
    return this.entries.flatMap((entry) => {
      const ways = pairs.filter((pair) => entry.plainTitle.includes(pair) || entry.plainText.includes(pair));
      const share = ways.length / pairs.length;
      const inTitle = pairs.filter((pair) => entry.plainTitle.includes(pair)).length / pairs.length;
      return share > 0.5 ? [{ entry, score: WEIGHT.pairs * (share + 2 * inTitle), lead: 0, ways }] : [];
    });
  }
}

/**
 * Says how well an entry answers one way of writing a term; 0 if it does not hold it.
 *
 * @param {Entry} entry
 * @param {string} way
 */
function match({ keywords, plainTitle, plainText }, way) {
  let score = 0;
  const begun = keywords.filter((keyword) => keyword.startsWith(way)).map((keyword) => way.length / keyword.length);
  if (keywords.includes(way)) score += WEIGHT.keyword;
  else if (begun.length) score += WEIGHT.keywordStart * Math.sqrt(Math.max(...begun));
  const [inTitle] = occurrences(plainTitle, way, 1);
  if (inTitle !== undefined) {
    if (plainTitle === way) score += WEIGHT.title;
    else score += (inTitle === 0 ? WEIGHT.titleStart : WEIGHT.titlePart) * (way.length / plainTitle.length);
  }
  const times = occurrences(plainText, way, 10).length;
  if (times) score += WEIGHT.text + WEIGHT.again * times;
  return score;
}
