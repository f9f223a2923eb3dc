"""The plugin for MkDocs: generates the pages of a rulebook into a site.

    theme: xinfang
    plugins:
      - xinfang-rules:
          pack: xinfang-2022
          overlays: [my-province/]
          further: [xinfang-2005]

In the `copyright` of the site, `{version}` is the version of this library and `{built}` the day of the build.

Whatever is wrong with the rules is told as the library tells it, one line a finding, and ends the build.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date

from xinfang_rules._version import __version__
from xinfang_rules.errors import XinfangError
from xinfang_rules.rulebook.load import overlay_place, pack_place, shipped_packs
from xinfang_rules.rulebook.statutes import statutes_directory
from xinfang_rules.site.build import SCRIPTS, beside, generated_files
from xinfang_rules.site.nav import chapters, navigation
from xinfang_rules.site.scripts.bundling import held
from xinfang_rules.site.scripts.widgets import SEARCHED
from xinfang_rules.site.search.page_index import documents, plain
from xinfang_rules.site.search.search_words import SearchWords, read_search_words
from xinfang_rules.site.site_context import Surroundings, read_book

EXTENSIONS = ("admonition", "attr_list", "def_list", "md_in_html", "tables", "pymdownx.details", "pymdownx.superfences")
"""What the generated Markdown is written in."""

THEME = "xinfang"
"""The theme whose pages are searched by our own search; any other one searches as it does."""

_ALIGNED = re.compile(r'style="text-align: (left|right|center);"')
"""How Markdown aligns the cells of a table; a page with no style inside may be served under a strict policy."""

_CJK = "\u2018-\u201d\u3000-\u9fff\uff00-\uffef"
_BROKEN_LINE = re.compile(rf"<pre\b.*?</pre>|(?<=[{_CJK}])((?:</\w+>)*)\n *((?:<\w[^<>]*>)*)(?=[{_CJK}])", re.DOTALL)
"""The end of a line within a Chinese sentence, which a browser would draw as a space; code is passed over."""

_WIDE_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


class _Overlay(config_options.FilesystemObject):
    """A shipped overlay by its name, or a path."""

    def run_validation(self, value: object) -> str:
        place = overlay_place(value)
        return super().run_validation(value) if place is None else str(place)


class XinfangConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs leaves its class hooks untyped
    """The options of the plugin. Paths are relative to `mkdocs.yml`.

    Attributes:
        pack: The name of a shipped pack, or a directory of rule files.
        overlays: Shipped overlays by name, directories or single rule files, laid over it in this order.
        statutes: The directory of official texts; otherwise what `XINFANG_STATUTES` names, or what this user keeps.
        further: Names of shipped packs whose pages stand beside, each in a folder of its name, and last in a search.
        deadlines: Shipped overlays whose periods the deadline calculator tells beside, where they are asked for.
    """

    pack = config_options.Type(str, default="xinfang-2022")
    overlays = config_options.ListOfItems(_Overlay(exists=True), default=[])
    statutes = config_options.Optional(config_options.Dir(exists=True))
    further = config_options.ListOfItems(config_options.Type(str), default=[])
    deadlines = config_options.ListOfItems(config_options.Type(str), default=[])


class XinfangPlugin(BasePlugin[XinfangConfig]):  # type: ignore[no-untyped-call]  # the same
    """Writes the pages, the downloads and the scripts of a rulebook into a site."""

    def __init__(self) -> None:
        self._generated: dict[str, str | bytes] = {}
        self._chapters: dict[str, str] = {}
        self._words = SearchWords()
        self._urls: dict[str, str] = {}
        self._sections: Sequence[object] = ()
        self._documents: list[dict[str, Any]] = []
        self._within: dict[str, str] = {}

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Reads the rulebook and adds what its pages need."""
        try:
            book = read_book(self._pack(config), self._overlays(), self._statutes())
            book = replace(book, beside={name: f"{name}/" for name in self.config.further})
            home = {book.rulebook.instrument.id: "../"}
            read = {name: read_book(name, statutes=self._statutes()) for name in self.config.further}
            further = {name: replace(other, beside=home) for name, other in read.items()}
            around = Surroundings(further, self.config.deadlines, config.use_directory_urls, config.site_url or "")
            self._generated = generated_files(book, around)
            pages = [path for path in self._generated if path.endswith(".md")]
            self._words = read_search_words(self._places(config), book.rulebook.instrument, pages)
            self._chapters = chapters(book.rulebook.instrument)
            for name, other in further.items():
                self._generated |= beside(other, name, around)
                titles = chapters(other.rulebook.instrument)
                self._chapters |= {f"{name}/{path}": title for path, title in titles.items()}
        except XinfangError as error:
            raise PluginError(f"the rules cannot be documented:\n{error}") from None
        if config.copyright:
            config.copyright = config.copyright.replace("{version}", __version__).replace("{built}", get_build_date())
        _add(config.markdown_extensions, EXTENSIONS)
        _add(config.extra_css, (path for path in self._generated if path.endswith(".css")))
        _add(config.extra_javascript, SCRIPTS)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Adds the generated files, and their pages to the navigation."""
        own = [file.src_uri for file in files.documentation_pages()]
        for path, content in self._generated.items():
            if files.get_file_from_path(path) is not None:
                raise PluginError(f"{path}: a page of the site stands where one is generated; rename it")
            files.append(File.generated(config, path, content=content))
        self._urls = {file.src_uri: file.url for file in files.documentation_pages()}
        pages = [path for path in self._generated if path.endswith(".md")]
        config.nav = navigation(config.nav, own, pages, self._chapters)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Takes up the sections of the site: by these a search lists its results."""
        self._sections = nav.items
        return nav

    @event_priority(-100)  # when all others have written their part
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Lets a wide table scroll in its own place, joins broken lines, and takes up what is searched."""
        if config.theme.name != THEME:
            return html
        html = _BROKEN_LINE.sub(lambda found: found[0] if found[1] is None else found[1] + found[2], html)
        html = _WIDE_TABLE.sub(lambda table: f'<div class="xf-scroll">{table[0]}</div>', html)
        html = html.replace("<th></th>", "<td></td>")  # the corner of a table is no heading
        html = _ALIGNED.sub(r'class="xf-\1"', html)
        found = page.meta.get("search") or {}
        if not found.get("exclude"):
            *_, top = page, *page.ancestors
            number = self._sections.index(top) if top in self._sections else len(self._sections)
            late = page.file.src_uri.partition("/")[0] in self.config.further
            how = {"tags": page.meta.get("tags"), "boost": found.get("boost"), "late": late}
            told = {"section": number, **{name: value for name, value in how.items() if value}}
            self._documents += documents(page.url, plain(str(page.title or "")), html, told, self._within)
        return html

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Writes what is searched."""
        if config.theme.name == THEME:
            sections = [*(plain(str(getattr(item, "title", ""))) for item in self._sections), "其他"]
            searched = {"sections": sections, "docs": self._documents, **self._words.as_data(self._urls, self._within)}
            place = Path(config.site_dir) / SEARCHED
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(held("search/pages", searched), encoding="utf-8")

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Builds again when a rule file changes."""
        for place in self._places(config):
            server.watch(str(place))
        return server

    def _statutes(self) -> Path | None:
        named = self.config.statutes or statutes_directory()
        return None if named is None else Path(named)

    def _pack(self, config: MkDocsConfig) -> str | Path:
        name = self.config.pack
        if name in shipped_packs():
            return name
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        return root / name if (root / name).is_dir() else name

    def _overlays(self) -> list[Path]:
        return [Path(place) for place in self.config.overlays]

    def _places(self, config: MkDocsConfig) -> list[Path]:
        return [pack_place(self._pack(config)), *self._overlays()]


def _add(into: list[Any], names: Iterable[str]) -> None:
    into += [name for name in names if name not in into]
