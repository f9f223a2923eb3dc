"""Interviews: one question at a time, the most decisive first, until what a role wants to know is settled."""

from xinfang_rules.interview.answer_words import answer_words, title_of
from xinfang_rules.interview.interview_case import case_data, case_of
from xinfang_rules.interview.interview_flow import answer, back, conclude, next_question, question_named, start
from xinfang_rules.interview.interview_guide import InterviewGuide, load_interview
from xinfang_rules.interview.interview_state import Answer, AnswerError, AskedQuestion, Interview, Settled
from xinfang_rules.interview.typed_answers import read_answer

__all__ = [
    "Answer",
    "AnswerError",
    "AskedQuestion",
    "Interview",
    "InterviewGuide",
    "Settled",
    "answer",
    "answer_words",
    "back",
    "case_data",
    "case_of",
    "conclude",
    "load_interview",
    "next_question",
    "question_named",
    "read_answer",
    "start",
    "title_of",
]
