"""Reading the files of a pack and of its overlays, layer by layer: entries, each with its place, nothing linked."""

from dataclasses import replace
from pathlib import Path as FilePath

from xinfang_rules.renaming import Renamed
from xinfang_rules.rulebook.citations import numbers_of
from xinfang_rules.rulebook.digests import layer_digest
from xinfang_rules.rulebook.files import MUTANTS, SCENARIOS, rule_files
from xinfang_rules.rulebook.laying import Files, lay_base, lay_overlay
from xinfang_rules.rulebook.overlay_entries import lies_over
from xinfang_rules.rulebook.placed import EntryT, Pack, Placed, Problems, in_force
from xinfang_rules.rulebook.quotes import fragments_of
from xinfang_rules.rulebook.remarks import with_remarks
from xinfang_rules.rulebook.renames import check_renamed, renamed_in
from xinfang_rules.rulebook.rule_file import RuleFile
from xinfang_rules.rulebook.vocabulary import terms_of
from xinfang_rules.sources.document import Document, SourceError, one_line
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import read_entries

__all__ = ["MUTANTS", "SCENARIOS", "EntryT", "Pack", "Placed", "Problems", "in_force", "read_pack", "rule_files"]


def read_pack(base: FilePath, overlays: list[FilePath], calendar: FilePath, problems: Problems) -> Pack:
    """Reads a base pack, its overlays, and the working days they all count by."""
    home = calendar.parent.resolve()
    pack = Pack(problems, base, shipped=base.parent == home)
    days, _, pack.calendar_digest = _read_layer(calendar, pack)
    lay_base(pack, days)
    files, whole, pack.digest = _read_layer(base, pack)
    instruments = [file.instrument.id for _, file in files if file.instrument is not None]
    if len(instruments) > 1 or (whole and not instruments):
        problems.about(base, "instrument", f"a base pack has one instrument, not {len(instruments)}")
    pack.base = instruments[0] if instruments else ""
    for document, file in files:
        if file.overlay is not None:
            problems.at(document.position(("overlay",), key=True), "overlay", "a base pack is no overlay")
        if file.over is not None:
            problems.at(
                document.position(("over",), key=True), "overlay", "only a file of an overlay is laid over a base"
            )
    lay_base(pack, files)
    check_renamed(pack, pack.renamed)
    if whole and not any(file.settings for _, file in files):
        problems.about(base, "instrument", "a base pack has one set of settings; there is none")
    if pack.shipped:
        pack.fragments = fragments_of(pack)
    for place in overlays:
        _lay_overlay(pack, place, shipped=place.is_relative_to(home))
    return pack


def _lay_overlay(pack: Pack, place: FilePath, *, shipped: bool) -> None:
    files, whole, digest = _read_layer(place, pack, renamed_in(pack))
    identities = [
        Placed(file.overlay, document, ("overlay",), pack.base, pack.problems)
        for document, file in files
        if file.overlay is not None
    ]
    only_notices = all(file.model_fields_set <= {"notices"} for _, file in files)
    if len(identities) > 1 or (whole and not identities and not only_notices):
        message = f"an overlay names itself once (overlay: id, title), not {len(identities)} times"
        pack.problems.about(place, "overlay", message)
    identity = identities[0] if len(identities) == 1 else None
    taken = {pack.base, *(laid.reference.id for laid in pack.overlays)}
    name = place.name if identity is None else identity.entry.id
    if identity is not None and name in taken:
        identity.report(("id",), "duplicate-id", f"{name} is what the pack or another overlay is called")
    elif name in {pack.base, *(laid.reference.id for laid in pack.overlays if laid.named)}:
        pack.problems.about(place, "duplicate-id", f"{name} is what the pack or another overlay is called")
    bases = None if identity is None else identity.entry.bases
    if identity is not None and not lies_over(bases, pack.base):
        identity.report(("bases",), "overlay", f"{name} is laid over {' or '.join(bases or ())}, not over {pack.base}")
        return
    for document, file in files:
        if file.over is not None and not set(file.over) <= set(bases or ()):
            message = "these are not all among the bases over which the overlay may be laid (overlay: bases)"
            pack.problems.at(document.position(("over",)), "unknown-instrument", message)
    before = len(pack.renamed)
    here = [(document, file) for document, file in files if lies_over(file.over, pack.base)]
    _note_cited_elsewhere(pack, files)
    lay_overlay(pack, here, identity, one_line(place.name), digest, shipped=shipped)
    check_renamed(pack, pack.renamed[before:])


def _note_cited_elsewhere(pack: Pack, files: Files) -> None:
    """Notes what is cited by the files of an overlay that count only over other bases."""
    for _, file in files:
        for rule in () if lies_over(file.over, pack.base) else file.rules:
            for cite in rule.cite:
                article, paragraph, _ = numbers_of(cite.at)
                home = cite.within or (file.instrument.id if file.instrument is not None else "")
                pack.cited_elsewhere.add((home, article, paragraph))


def _read_layer(place: FilePath, pack: Pack, renamed: Renamed | None = None) -> tuple[Files, bool, str]:
    """Reads the files of a layer, tells whether these are all (what others hold cannot be missed), and its digest."""
    problems = pack.problems
    files, unread = rule_files(place)
    problems.found.extend(unread)
    problems.unread = problems.unread or bool(unread)
    if not files and not unread:
        problems.about(place, "empty-pack", "there are no rule files (*.yaml) here")
    documents: list[Document] = []
    texts: list[tuple[FilePath, str]] = []
    for path in files:
        try:
            document = read_pack_document(path)
        except SourceError as error:
            problems.found.extend(error.diagnostics)
            problems.unread = True
            continue
        texts.append((path, document.text))
        if renamed:
            document = replace(document, data=renamed.rules(document.data))
        documents.append(document)
    read: list[tuple[Document, RuleFile]] = []
    terms = terms_of(pack, (document.data for document in documents))
    for document in with_remarks(documents, pack):
        file, found = read_entries(document, RuleFile, terms)
        problems.found.extend(found)
        if file is None:
            problems.unread = True
        else:
            read.append((document, file))
    return read, not unread and 0 < len(files) == len(read), layer_digest(place, texts)
