/**
 * Where trying begins: a place of a page that names a question.
 *
 * @import { Book } from "./engine.js"
 */

import { editionAt } from "./engine.js";
import { Widget } from "./widget.js";

/**
 * Opens the widget in a place of a page.
 *
 * @param {Book} book
 * @param {Element} place
 * @param {string} root The address of the site.
 */
export function open(book, place, root) {
  const name = place.getAttribute("data-question");
  const question = editionAt(book, book.editions.length - 1).questions.find((other) => other.name === name);
  if (!question) throw new Error(`no such question: ${name}`);
  new Widget(book, question, place, root).start();
}
