"""From the files of the shared vocabulary to what is made of them: read as rule files are, with places."""

from typing import Any

from xinfang_rules.errors import Diagnostic, RulebookError, did_you_mean
from xinfang_rules.facts.vocabulary_entries import VocabularyFile, odd_parts, term_spec, told
from xinfang_rules.facts.vocabulary_files import FILES, files_digest, packs_directory
from xinfang_rules.sources.document import Document
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import read_entries


def linked() -> dict[str, Any]:
    """Returns the vocabulary as `linked.json` holds it.

    Raises:
        RulebookError: If anything is wrong with the files; it lists every finding.
    """
    made: dict[str, Any] = {"digest": files_digest(), "groups": {}, "facts": {}, "bearers": [], "actions": []}
    problems: list[Diagnostic] = []
    for name in FILES:
        document = read_pack_document(packs_directory() / name)
        file, found = read_entries(document, VocabularyFile)
        problems += found
        if file is not None:
            problems += _add(made, file, document)
    if problems:
        raise RulebookError(problems)
    return made


def _add(made: dict[str, Any], file: VocabularyFile, document: Document) -> list[Diagnostic]:
    problems = [
        Diagnostic(document.position((section, index, *path)), "fact-form", said)
        for section in ("facts", "bearers", "actions")
        for index, entry in enumerate(getattr(file, section))
        for path, said in odd_parts(entry)
    ]
    made["instrument"] = file.of
    if file.case is not None:
        made["title"] = file.case.title
    made["groups"].update({entry.group: entry.title for entry in file.groups})
    for index, fact in enumerate(file.facts):
        place = ("facts", index)
        group = fact.fact.partition(".")[0]
        if group not in made["groups"]:
            hint = did_you_mean(group, made["groups"])
            message = f"{group} is no group of facts{hint}"
            problems.append(Diagnostic(document.position((*place, "fact")), "unknown-group", message))
        elif fact.fact in made["facts"]:
            message = f"{fact.fact} is already given"
            problems.append(Diagnostic(document.position((*place, "fact")), "duplicate-id", message))
        made["facts"][fact.fact] = {**told(fact), **({"instrument": fact.within} if fact.within else {})}
    for key, terms in (("bearers", file.bearers), ("actions", file.actions)):
        made[key] += [term_spec(term) for term in terms]
    return problems
