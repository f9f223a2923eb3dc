"""Who a norm binds or entitles, and what it is about: the shared closed lists, made of data. Typed by its stub."""

from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.facts.values import Term
from xinfang_rules.facts.vocabulary_files import TermSpec


def _terms(name: str, specs: tuple[TermSpec, ...], about: str) -> type[Term]:
    articles = sorted({int(at.partition(".")[0]) for spec in specs if not spec.within for at in spec.at})
    source = f"{about}\n\nSource: articles {articles[0]} to {articles[-1]}; each norm as its own citation says."
    return Term.of(name, [(spec.name, spec.title, spec.marks) for spec in specs], source, __name__)


_shared = shared_vocabulary()

Bearer = _terms("Bearer", _shared.bearers, "Who owes, may or must not do what a norm says, 义务和权利的主体.")
Action = _terms("Action", _shared.actions, "What a norm requires, permits or forbids, 行为.")
