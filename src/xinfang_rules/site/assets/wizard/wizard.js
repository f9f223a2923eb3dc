/**
 * The wizard on its page: one question at a time, the conclusion beside it at once, every answer to be changed at any
 * time. Its state stands in the address; nothing is sent or kept.
 *
 * @import { Book } from "../try/engine.js"
 * @import { Refusal } from "./flow.js"
 * @import { Answer as Given, Guide, Interview, Value } from "./stated.js"
 */

import { Answer } from "../try/answer.js";
import { knownBounds } from "../try/case.js";
import { dayInWords, dayOf, dayText, today } from "../try/days.js";
import { make } from "../try/dom.js";
import { notInForce } from "../try/evaluated.js";
import { CalendarError } from "../try/periods.js";
import { read, written } from "./address.js";
import { Conclusion } from "./conclusion.js";
import { answer, back, nextQuestion, questionNamed } from "./flow.js";
import { questionForm, refused } from "./question.js";
import { Led, ORDINARY, UNKNOWN, factsOf } from "./stated.js";
import { colophon, linkButton, taking } from "./taking.js";
import { NoCase, View } from "./view.js";
import { answerWords, titleOf } from "./words.js";

const ADVICE = "结论只供参考，由人决定。所填内容只写在本页地址的“#”之后：不发送，不保存。请勿填写个人信息。";

/**
 * Opens the wizard in a place of a page.
 *
 * @param {Book} book
 * @param {Element} place
 * @param {string} root The address of the site.
 * @param {Guide} guide
 * @param {(law: string) => Promise<any>} more Loads what another law is asked by.
 */
export function open(book, place, root, guide, more) {
  const wizard = new Wizard(new Led(book, guide), place, root, more);
  void wizard.fromAddress();
  addEventListener("popstate", () => place.isConnected && void wizard.fromAddress());
}

/**
 * Says whether an answer means the same by another law: facts do, options that are told alike do, what is ordinary not.
 *
 * @param {Given} given
 * @param {Led} one
 * @param {Led} other
 */
function meansTheSame({ question, value }, one, other) {
  if (question === ORDINARY || !one.several.has(question)) return question !== ORDINARY;
  const [title, also] = [one, other].map((led) => led.several.get(question)?.options.find(({ option }) => option === value)?.title);
  return title === also && title !== undefined;
}

/**
 * Says why there can be no interview on a day; empty if there can.
 *
 * @param {Led} led
 * @param {Interview} interview
 */
function whyNot(led, interview) {
  try {
    new View(led, interview);
    return "";
  } catch (error) {
    if (error instanceof NoCase) return notInForce(led.book, error.day, error.stated);
    if (error instanceof CalendarError) return "判断基准日太早或者太晚，期限无法计算";
    throw error;
  }
}

/** One interview on one page. */
class Wizard {
  /**
   * @param {Led} led
   * @param {Element} place
   * @param {string} root
   * @param {(law: string) => Promise<any>} more
   */
  constructor(led, place, root, more) {
    this.led = led;
    this.own = led;
    this.more = more;
    this.place = place;
    this.root = root;
    /** @type {Interview | null} */
    this.interview = null;
    /** @type {string[]} The facts that were doubted, and are asked next. */
    this.doubted = [];
    /** @type {Given[]} What was answered in another role, and is so in the next one too, as far as it can be. */
    this.kept = [];
    /** @type {number | undefined} The day of that. */
    this.on = undefined;
    /** @type {(Node | string)[][]} What is to be told of the address. */
    this.remarks = [];
    this.status = make("p", { class: "xw-status", role: "status", "aria-live": "polite" });
    this.body = make("div", {});
    place.replaceChildren(make("section", { class: "xt xw", "aria-label": "逐问判断" },
      make("p", { class: "xw-advice" }, ADVICE), this.status, this.body));
  }

  /** Shows what the address says. */
  async fromAddress() {
    // Pages that link to a role write it as a query, which the builder of the site lets through.
    const told = location.hash || location.search;
    const { law } = read(this.own, told), known = law === null || await this.#by(law);
    const { role, on, rules, answers, wrong } = read(this.led, told);
    if (!known) wrong.push(`没有“${law}”这部条例`);
    this.remarks = wrong.length ? [["地址中有不能采用的内容：", wrong.join("；"), "。"]] : [];
    this.doubted = [];
    this.interview = null;
    if (role !== null) this.#lead(role, on ?? today(), answers);
    else if (answers.length) this.remarks.push(["地址没有写明角色，所写的回答没有采用。请先选择角色。"]);
    if (rules !== null && rules !== this.led.guide.digest) {
      this.remarks.push([`得到这一链接以后，规则有变动（当时的规则${rules.slice(0, 12)}，现在${this.led.guide.digest}）。`,
        "下面按现在的规则判断，请对照", make("a", { href: this.root + this.own.guide.changes }, "变更记录"),
        "，重新核对结论、最后一日和所依据的条款。"]);
    }
    if (role !== null && on !== null && on !== today()) {
      this.remarks.push([`按${dayInWords(on)}判断；今天是${dayInWords(today())}。`,
        linkButton("改按今天判断", () => this.#onDay(today()))]);
    }
    this.#show(null, false);
  }

  /**
   * Goes over to another law, or to that of the site.
   *
   * @param {string | null} name
   * @returns {Promise<boolean>} Whether there is such a law.
   */
  async #by(name) {
    this.led = this.own;
    if (!this.own.guide.further?.some(({ law }) => law === name)) return name === null;
    const { book, guide, programs } = await this.more(String(name));
    this.led = new Led({ ...book, programs }, guide);
    return true;
  }

  /**
   * Goes on by the law that was in force on the day of receipt.
   *
   * @param {string | null} law
   * @param {Given[]} answers
   */
  async #governedBy(law, answers) {
    const { on, role } = /** @type {Interview} */ (this.interview), before = this.led;
    this.remarks = [];
    this.doubted = [];
    await this.#by(law);
    const kept = answers.filter((given) => meansTheSame(given, before, this.led));
    if (this.led.roles.has(role)) {
      this.#lead(role, on, kept);
    } else {
      this.interview = null;
      [this.kept, this.on] = [kept, on];
    }
    this.#show();
  }

  /**
   * Starts an interview with some answers, as far as these can be so.
   *
   * @param {string} role
   * @param {number} on
   * @param {Given[]} answers
   */
  #lead(role, on, answers) {
    /** @type {Interview} */
    let interview = { role, on, answers: [], at: null };
    const impossible = whyNot(this.led, interview);
    if (impossible) {
      this.remarks.push([`${impossible}。下面按今天判断。`]);
      interview.on = today();
    }
    for (const { question, value } of answers) {
      const found = answer(this.led, interview, question, value);
      if ("answers" in found) interview = found;
      else this.remarks.push([`“${titleOf(this.led, question)}”的回答没有采用：${found.text}。`]);
    }
    this.interview = interview;
  }

  /** @param {number} on */
  #onDay(on) {
    if (!this.interview) return;
    this.remarks = [];
    this.#lead(this.interview.role, on, this.interview.answers);
    this.#show();
  }

  /**
   * Answers a question.
   *
   * @param {string} question
   * @param {Value} value
   */
  #say(question, value) {
    if (!this.interview) return;
    const found = answer(this.led, this.interview, question, value);
    if (!("answers" in found)) return this.#show(found);
    this.interview = found;
    this.doubted = this.doubted.filter((name) => name !== question);
    this.remarks = [];
    this.#show();
  }

  /** @param {string[]} doubted */
  #ordinary(doubted) {
    let interview = /** @type {Interview} */ (this.interview);
    for (const fact of doubted) {
      const found = answer(this.led, interview, fact, UNKNOWN);
      if ("answers" in found) interview = found; // where it can be so, without asking
    }
    this.interview = interview;
    this.doubted = doubted;
    this.#say(ORDINARY, true);
  }

  /** @param {string} question */
  #ask(question) {
    if (!this.interview) return;
    const place = this.interview.answers.findIndex((one) => one.question === question);
    this.doubted = place < 0 ? [question, ...this.doubted] : this.doubted;
    this.interview = { ...this.interview, at: place < 0 ? null : place };
    this.#show();
  }

  /** Returns what is asked. */
  #asked() {
    const interview = /** @type {Interview} */ (this.interview);
    const [doubted] = interview.at === null ? this.doubted : [];
    return doubted ? questionNamed(this.led, interview, doubted) : nextQuestion(this.led, interview);
  }

  /**
   * Shows everything.
   *
   * @param {Refusal | null} [refusal]
   * @param {boolean} [moved] Whether the reader has moved on, so that the keyboard goes to the question.
   */
  #show(refusal = null, moved = true) {
    const { interview, led } = this;
    const remarks = this.remarks.map((parts) => make("p", { class: "xw-remark", role: "note" }, ...parts));
    if (!interview) {
      this.body.replaceChildren(...remarks, this.#roles());
      this.status.textContent = "";
      return;
    }
    const hash = written(led, interview);
    if (hash !== location.hash) history[moved ? "pushState" : "replaceState"](null, "", location.pathname + hash);
    const asked = this.#asked(), last = asked?.name === ORDINARY;
    const view = new View(led, interview, last);
    const explaining = new Answer(led.book, this.root, (fact) => this.#ask(led.book.facts[fact].name), () => true,
      (fact) => knownBounds(led.book.facts[fact], factsOf(led, interview).get(fact)));
    const conclusion = new Conclusion(led, interview, view, explaining, (question) => this.#ask(question));
    const headline = conclusion.headline();
    if (this.status.textContent !== headline) this.status.textContent = headline;
    const found = make("section", { class: "xw-result", "aria-labelledby": "xw-result" },
      make("h2", { id: "xw-result", tabindex: -1 }, last ? "各项都符合的，结论是" : asked ? "目前的结论" : "结论"),
      ...conclusion.parts(asked && asked.name));
    const form = asked && this.#form(asked, refusal);
    const told = `${led.role(interview.role).title}。判断基准日：${dayInWords(interview.on)}。`;
    this.body.replaceChildren(...remarks, this.#start(interview), make("p", { class: "xw-paper" }, told),
      make("div", { class: `xw-columns${asked ? "" : " xw-done"}` }, ...(form ? [form] : []), found, this.#given(interview)),
      taking(led, interview, found, () => this.#begin(interview.role)), colophon(led));
    if (moved) {
      const target = this.body.querySelector(asked ? "#xw-question" : "#xw-result");
      /** @type {HTMLElement | null} */ (target)?.focus();
    }
  }

  /**
   * @param {import("./flow.js").Asked} asked
   * @param {Refusal | null} refusal
   */
  #form(asked, refusal) {
    const { interview, led } = this;
    const first = !interview?.answers.length || interview.at === 0;
    const talk = {
      say: (/** @type {Value} */ value) => this.#say(asked.name, value),
      ordinary: (/** @type {string[]} */ doubted) => this.#ordinary(doubted),
      back: first || !interview ? null : () => {
        this.doubted = [];
        this.interview = back(interview);
        this.#show();
      },
      ask: (/** @type {string} */ question) => this.#ask(question),
    };
    const form = questionForm(asked, Number(interview?.on), (fact) => led.book.facts[fact].name, talk);
    if (refusal) {
      const more = refusal.early === undefined ? [] : [make("p", {}, ...this.#earlier(refusal.early))];
      form.querySelector("h2")?.after(refused(refusal, (question) => titleOf(led, question), talk, more));
    }
    return form;
  }

  /**
   * Says where to look for what was received before the law was in force.
   *
   * @param {number} day
   */
  #earlier(day) {
    const law = this.own.guide.further?.find(({ since, until }) => since <= day && day <= until);
    const { answers = [] } = this.interview ?? {}, received = this.led.book.facts[this.led.book.governedBy].name;
    const moved = [...answers.filter(({ question }) => question !== received), { question: received, value: dayText(day) }];
    return [`适用收到之日施行的条例（命令行：xinfang ask --received ${dayText(day)}）。`,
      ...(law ? [linkButton(`按《${law.title}》逐问判断`, () => void this.#governedBy(law.law, moved))] : [])];
  }

  #roles() {
    return make("section", { class: "xw-form", "aria-labelledby": "xw-question" },
      make("h2", { class: "xw-question", id: "xw-question", tabindex: -1 }, "从哪一方来看？"),
      make("div", { class: "xw-choices" }, ...this.led.guide.roles.map(({ role, title, goal }) =>
        make("button", { type: "button", class: "xw-choice", click: () => this.#begin(role) },
          make("span", {}, title), make("span", { class: "xw-goal" }, goal)))));
  }

  /** @param {string} role */
  #begin(role) {
    this.remarks = [];
    this.doubted = [];
    this.#lead(role, this.on ?? today(), this.kept);
    this.kept = [];
    this.#show();
  }

  /** @param {Interview} interview */
  #start({ role, on }) {
    const day = make("input", {
      type: "date", value: dayText(on), min: "1950-01-01", max: "2999-12-31", required: true,
      change: () => {
        const told = dayOf(day.value);
        if (told !== null && told !== this.interview?.on) this.#onDay(told);
      },
    });
    return make("div", { class: "xw-start" },
      make("p", { class: "xw-role" }, this.led.role(role).title, " ", linkButton("换一方", () => this.#otherRole()),
        make("span", { class: "xw-law" }, `适用《${this.led.book.instrument}》`, this.led === this.own ? ""
          : linkButton(`改按《${this.own.book.instrument}》`, () => void this.#governedBy(null, this.interview?.answers ?? [])))),
      make("label", { class: "xw-day" }, make("span", {}, "判断基准日"), day));
  }

  #otherRole() {
    this.kept = (this.interview?.answers ?? []).filter(({ question }) => question !== ORDINARY);
    this.on = this.interview?.on;
    this.interview = null;
    this.remarks = [];
    history.pushState(null, "", location.pathname);
    this.#show();
    /** @type {HTMLElement | null} */ (this.body.querySelector("#xw-question"))?.focus();
  }

  /** @param {Interview} interview */
  #given({ answers, at }) {
    const { led } = this;
    return make("section", { class: "xw-given", "aria-labelledby": "xw-given" },
      make("h2", { id: "xw-given" }, "已经回答的"),
      answers.length ? make("ol", {}, ...answers.map((given, place) => {
        const title = titleOf(led, given.question);
        return make("li", place === at ? { "aria-current": "step" } : {}, `${title}：`, make("strong", {}, answerWords(led, given)),
          " ", linkButton("修改", () => this.#ask(given.question), `修改“${title}”`));
      })) : make("p", {}, "还没有回答。"));
  }
}
